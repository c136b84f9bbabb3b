"""What the search index is to hold, what it holds, and what it refused."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, exists, func, or_, select, tuple_, update

from audit.errors import Problem
from audit.ports import Change, DeadLetter, Gone
from audit.records import State
from pipelines.adapters.sql.cases import in_states
from pipelines.adapters.sql.engine import add_rows, among, reading, writing
from pipelines.adapters.sql.records import STATES, to_json
from pipelines.adapters.sql.retention_tables import OF_CONTACTS, tombstones
from pipelines.adapters.sql.tables import contacts, dead_letters

_DONE = (State.SCANNED, State.INDEXED)
#: A letter is about one revision: what came after it may be welcome.
_STANDS = and_(contacts.c.state == State.FAILED.value, contacts.c.revision == dead_letters.c.revision)


class SqlSearchable:
    """The part of the store that feeds the index."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def changes(self, after: Change | None = None, limit: int = 1000) -> Sequence[Change]:
        asked = select(contacts.c.revision, contacts.c.no, contacts.c.key).where(contacts.c.revision.is_not(None))
        if after is not None:
            asked = asked.where(tuple_(contacts.c.revision, contacts.c.no) > tuple_(after.revision, after.number))
        with reading(self.engine) as connection:
            rows = connection.execute(asked.order_by(contacts.c.revision, contacts.c.no).limit(limit)).all()
        return [Change(revision, number, key) for revision, number, key in rows]

    def last_gone(self) -> int:
        with reading(self.engine) as connection:
            return connection.scalar(select(func.max(tombstones.c.no)).where(OF_CONTACTS)) or 0

    def gone(self, after: int = 0, limit: int = 1000) -> Sequence[Gone]:
        asked = select(tombstones.c.no, tombstones.c.of).where(OF_CONTACTS, tombstones.c.no > after)
        with reading(self.engine) as connection:
            return [Gone(*row) for row in connection.execute(asked.order_by(tombstones.c.no).limit(limit))]

    def revisions(self, keys: Sequence[str]) -> Mapping[str, int]:
        asked = select(contacts.c.key, contacts.c.revision).where(contacts.c.revision.is_not(None))
        with reading(self.engine) as connection:
            rows = connection.execute(asked.where(among(connection, contacts.c.key, keys))).all()
        return dict(rows)

    def mark_indexed(self, revisions: Mapping[str, int]) -> None:
        by_revision: dict[int, list[str]] = {}
        for key, revision in revisions.items():
            by_revision.setdefault(revision, []).append(key)
        lifted = exists().where(dead_letters.c.contact == contacts.c.no, _STANDS)
        ready = or_(in_states(_DONE), and_(in_states((State.FAILED,)), lifted))
        with writing(self.engine) as connection:
            for revision, keys in by_revision.items():  # of a chunk that was scanned together there is one
                unchanged = among(connection, contacts.c.key, keys), contacts.c.revision + 0 == revision
                moved = update(contacts).where(*unchanged, ready)
                connection.execute(moved.values(state=State.INDEXED.value, reason=None))

    def put_dead_letters(self, letters: Iterable[DeadLetter]) -> None:
        by_key = {letter.contact: letter for letter in letters}
        with writing(self.engine) as connection:
            rows = _unchanged(connection, {key: letter.revision for key, letter in by_key.items()})
            nos = [row.no for row in rows if STATES[row.state] in _DONE]
            connection.execute(delete(dead_letters).where(among(connection, dead_letters.c.contact, nos)))
            refused = {row.no: by_key[row.key] for row in rows if row.no in nos}
            add_rows(connection, dead_letters, [(no, one.revision, _body(one.problem)) for no, one in refused.items()])
            for no, letter in refused.items():
                failed = update(contacts).where(contacts.c.no == no)
                connection.execute(failed.values(state=State.FAILED.value, reason=letter.reason))

    def dead_letters(self) -> Sequence[DeadLetter]:
        asked = select(contacts.c.key, contacts.c.revision, contacts.c.reason, dead_letters.c.body)
        with reading(self.engine) as connection:
            rows = connection.execute(
                asked.join(dead_letters, dead_letters.c.contact == contacts.c.no).where(_STANDS).order_by(contacts.c.no)
            ).all()
        return [DeadLetter(row.key, row.revision, Problem(*json.loads(row.body)), row.reason) for row in rows]


def _unchanged(connection: Connection, revisions: Mapping[str, int]) -> list[Any]:
    asked = select(contacts.c.key, contacts.c.no, contacts.c.state, contacts.c.revision)
    rows = connection.execute(asked.where(among(connection, contacts.c.key, revisions))).all()
    return [row for row in rows if row.revision == revisions[row.key]]


def _body(problem: Problem) -> str:
    return to_json([problem.code, problem.where, dict(problem.values)])
