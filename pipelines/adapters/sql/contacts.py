"""Contacts, their turns and how far they have come."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, null, or_, select, update
from sqlalchemy.exc import DataError

from audit.errors import Refused
from audit.ports import Stored
from audit.records import Contact, State, Turn
from audit.states import misstep
from audit.storable import unstorable
from pipelines.adapters.sql.cases import add_cases, in_states, load_cases
from pipelines.adapters.sql.driver import plain_rows
from pipelines.adapters.sql.engine import add_rows, reading, writing
from pipelines.adapters.sql.engine import among as is_among
from pipelines.adapters.sql.ledger_due import mark_due
from pipelines.adapters.sql.records import STATES, RowValues, contact_rows, to_contact, to_turn
from pipelines.adapters.sql.retention_tables import buried
from pipelines.adapters.sql.revisions import next_number, next_revision
from pipelines.adapters.sql.seals import seals
from pipelines.adapters.sql.tables import contacts, findings, turns

#: Columns of turns without what only a recording has.
_LISTED = [null() if column.name in {"words", "grade", "quality"} else column for column in turns.c]
_CASE = list(contacts.c).index(contacts.c.case_id)
_DIGEST = list(contacts.c).index(contacts.c.digest)


class SqlContacts:
    """The part of the store that keeps contacts."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_contacts(self, given: Sequence[Contact]) -> Stored:
        try:
            return self._put_contacts(given)
        except (UnicodeEncodeError, DataError) as error:
            if problems := [problem for contact in given if (problem := unstorable(contact)) is not None]:
                raise Refused(problems) from error
            raise

    def _put_contacts(self, given: Sequence[Contact]) -> Stored:
        with writing(self.engine) as connection:
            gone = buried(connection, [contact.key for contact in given])
            return _add_others(connection, given, gone) if gone else _add(connection, given)

    def deleted(self, keys: Collection[str]) -> frozenset[str]:
        with reading(self.engine) as connection:
            return buried(connection, keys)

    def contacts(self, keys: Iterable[str], *, turns: Collection[int] | None = None) -> Sequence[Contact]:
        wanted, of_turns = list(keys), _all if turns is None else partial(_listed, turns)
        with reading(self.engine) as connection:
            found = _load(connection, is_among(connection, contacts.c.key, wanted), of_turns)
        by_key = {contact.key: contact for contact in found.values()}
        return [by_key[key] for key in wanted]

    def keys_in(
        self,
        *states: State,
        among: Sequence[str] | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Sequence[str]:
        with reading(self.engine) as connection:
            asked = select(contacts.c.no, contacts.c.key).order_by(contacts.c.no).limit(limit)
            if after is not None:
                asked = asked.where(contacts.c.no > numbers(connection, [after])[after])
            if among is not None:
                rows = plain_rows(
                    connection, asked.where(is_among(connection, contacts.c.key, among), in_states(states))
                )
            else:
                # State by state, each is one walk along the index, which ends with the page.
                pages = (asked.where(contacts.c.state == state._value_) for state in states)
                rows = sorted(row for page in pages for row in plain_rows(connection, page))[:limit]
        return [key for _, key in rows]

    def recorded(self, keys: Collection[str]) -> Sequence[str]:
        these = contacts.c.recording != "", contacts.c.audio != ""
        with reading(self.engine) as connection:
            asked = select(contacts.c.key).where(is_among(connection, contacts.c.key, keys), or_(*these))
            return connection.scalars(asked.order_by(contacts.c.no)).all()

    def keys_of_cases(self, cases: Collection[str]) -> Sequence[str]:
        with reading(self.engine) as connection:
            asked = select(contacts.c.key).where(is_among(connection, contacts.c.case_id, cases))
            return connection.scalars(asked.order_by(contacts.c.no)).all()

    def put_audio(self, key: str, audio: str) -> None:
        with writing(self.engine) as connection:
            move(connection, [key], State.RECEIVED)
            connection.execute(update(contacts).where(contacts.c.key == key).values(audio=audio))

    def mark(self, keys: Sequence[str], state: State, reason: str | None = None) -> None:
        with writing(self.engine) as connection:
            move(connection, keys, state, reason)

    def state(self, key: str) -> tuple[State, str | None]:
        with reading(self.engine) as connection:
            row = connection.execute(select(contacts.c.state, contacts.c.reason).where(contacts.c.key == key)).first()
        if row is None:
            raise KeyError(key)
        return State(row.state), row.reason


def _add(connection: Connection, given: Sequence[Contact]) -> Stored:
    first = next_number(connection)
    rows: list[RowValues] = []
    said: list[RowValues] = []
    sealed = seals(connection)
    for no, contact in enumerate(given, first):
        row, turns_of_it = contact_rows(no, contact, sealed)
        rows.append(row)
        said += turns_of_it
    if add_rows(connection, contacts, rows, skip_known=True) == len(rows):
        stored = Stored(new=tuple(row[1] for row in rows))
    else:
        stored, new = _told_apart(connection, rows)
        said = [row for row in said if row[0] in new]
    add_rows(connection, turns, said)
    embedded = {contact.case.id: contact.case for contact in given if contact.case is not None}
    add_cases(connection, list(embedded.values()), replace=False)
    mark_due(connection, (row[_CASE] for row in rows))
    return stored


def _add_others(connection: Connection, given: Sequence[Contact], gone: Collection[str]) -> Stored:
    """What was deleted once does not come back with the file that it came with."""
    kept = [place for place, contact in enumerate(given) if contact.key not in gone]
    stored = _add(connection, [given[place] for place in kept]) if kept else Stored()
    known = (contact.key for contact in given if contact.key in gone)
    conflicts = tuple(kept[place] for place in stored.conflicts)
    return replace(stored, duplicates=(*stored.duplicates, *known), conflicts=conflicts)


def numbers(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    """Row numbers in the order asked; raises KeyError for a key that was never stored."""
    wanted = list(dict.fromkeys(keys))
    asked = select(contacts.c.key, contacts.c.no).where(is_among(connection, contacts.c.key, wanted))
    found = dict(plain_rows(connection, asked))
    return {key: found[key] for key in wanted}


def load_contacts(connection: Connection, wanted: Iterable[int], *, accused: bool = False) -> dict[int, Contact]:
    """`accused`: for lists of incidents, with those turns alone in which something was found, and without how they were heard."""
    return _load(connection, is_among(connection, contacts.c.no, wanted), _accused if accused else _all)


def _all(connection: Connection, nos: Sequence[int]) -> Select[Any]:
    return select(turns).where(is_among(connection, turns.c.contact, nos)).order_by(turns.c.contact, turns.c.index)


def _listed(wanted: Collection[int], connection: Connection, nos: Sequence[int]) -> Select[Any]:
    """Lists show what was said and not how it was heard: times of words are most of what a call's turns hold."""
    return _all(connection, nos).with_only_columns(*_LISTED).where(is_among(connection, turns.c.index, wanted))


def _accused(connection: Connection, nos: Sequence[int]) -> Select[Any]:
    """From the findings to their turns: a call has some twenty others."""
    this_one = and_(turns.c.contact == findings.c.contact, turns.c.index == findings.c.turn)
    asked = select(*_LISTED).select_from(findings.join(turns, this_one)).distinct()
    return asked.where(is_among(connection, findings.c.contact, nos)).order_by(turns.c.contact, turns.c.index)


def _load(
    connection: Connection,
    of_these: ColumnElement[bool],
    of_turns: Callable[[Connection, Sequence[int]], Select[Any]] = _all,
) -> dict[int, Contact]:
    rows = plain_rows(connection, select(contacts).where(of_these))
    known = load_cases(connection, {row[_CASE] for row in rows if row[_CASE] is not None})
    sealed = seals(connection)
    said: dict[int, list[Turn]] = {}
    for no, *turn in plain_rows(connection, of_turns(connection, [row[0] for row in rows])):
        said.setdefault(no, []).append(to_turn(turn))
    return {row[0]: to_contact(row, said.get(row[0], ()), known, sealed) for row in rows}


def move(connection: Connection, keys: Iterable[str], state: State, reason: str | None = None) -> dict[str, int]:
    """Take the step for all of these contacts, or refuse it for all, naming every one that may not; their numbers.

    Raises KeyError for a key that was never stored.
    """
    wanted = set(keys)
    may = [old for old in State if misstep("", old, state, reason) is None]
    these = is_among(connection, contacts.c.key, wanted)
    values: dict[str, object] = {"state": state._value_, "reason": reason}
    if state is State.SCANNED:
        values["revision"] = next_revision(connection)
    step = update(contacts).where(these, in_states(may)).values(values)
    nos = dict(plain_rows(connection, step.returning(contacts.c.key, contacts.c.no)))
    if left := wanted - nos.keys():
        _refuse(connection, left, state, reason)
    return nos


def _refuse(connection: Connection, keys: Iterable[str], state: State, reason: str | None) -> None:
    """Why none of these contacts takes the step, which undoes it for those that could."""
    asked = select(contacts.c.key, contacts.c.state).where(is_among(connection, contacts.c.key, keys))
    found = dict(plain_rows(connection, asked))
    if unknown := set(keys) - found.keys():
        raise KeyError(min(unknown))
    checked = (misstep(key, STATES[found[key]], state, reason) for key in sorted(found))
    raise Refused([problem for problem in checked if problem is not None])


def _told_apart(connection: Connection, rows: Sequence[RowValues]) -> tuple[Stored, frozenset[int]]:
    """Which of the rows went in, came before, or came before with other content; and the numbers of the new ones."""
    given = is_among(connection, contacts.c.key, (row[1] for row in rows))
    asked = select(contacts.c.key, contacts.c.no, contacts.c.digest).where(given)
    alike = seals(connection).alike
    known = {key: (no, {digest, alike(digest)}) for key, no, digest in plain_rows(connection, asked)}
    new = [row for row in rows if known[row[1]][0] == row[0]]
    old = [row for row in rows if known[row[1]][0] != row[0]]
    duplicates = tuple(row[1] for row in old if row[_DIGEST] in known[row[1]][1])
    conflicts = tuple(row[0] - rows[0][0] for row in old if row[_DIGEST] not in known[row[1]][1])
    stored = Stored(tuple(row[1] for row in new), duplicates, conflicts=conflicts)
    return stored, frozenset(row[0] for row in new)
