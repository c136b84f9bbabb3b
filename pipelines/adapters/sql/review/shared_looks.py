"""Contacts of samples that two people look at apart."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, select, update

from audit.looks import Look
from audit.scope import EVERYTHING, Scope
from audit.shared_looks import Shared, looked
from pipelines.adapters.sql.contacts import numbers
from pipelines.adapters.sql.engine import add_rows, among, reading, writing
from pipelines.adapters.sql.records import to_pair, to_time
from pipelines.adapters.sql.review.look_rows import to_look, to_marks
from pipelines.adapters.sql.review.samples import mark
from pipelines.adapters.sql.review_tables import drawn, looks
from pipelines.adapters.sql.tables import contacts
from pipelines.adapters.sql.wanted import inside, with_cases

#: Of the lead who settles, in `looks.seat`.
_LEAD = 2


class SqlSharedLooks:
    """The part of the review store that keeps looks of two at the same contact."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def share(self, plan: str, given: Collection[str], lookers: tuple[str, str]) -> Sequence[str]:
        with writing(self.engine) as connection:
            nos = numbers(connection, given)
            of_these = (drawn.c.plan == plan, among(connection, drawn.c.contact, nos.values()))
            rows = {row.contact: row for row in connection.execute(select(drawn).where(*of_these))}
            if unknown := [key for key, no in nos.items() if no not in rows]:
                raise KeyError(unknown[0])
            taken = set(connection.scalars(select(looks.c.contact).where(looks.c.plan == plan)))
            free = [key for key, no in nos.items() if no not in taken and not rows[no].outcome]
            free.sort(key=lambda key: rows[nos[key]].place)
            seats = [(nos[key], seat, who) for key in free for seat, who in enumerate(lookers)]
            add_rows(connection, looks, [(plan, no, who, seat, "", "[]", None, 0) for no, seat, who in seats])
        return free

    def put_look(self, plan: str, contact: str, look: Look) -> Shared:
        with writing(self.engine) as connection:
            no = numbers(connection, [contact])[contact]
            found = _load(connection, looks.c.plan == plan, looks.c.contact == no)
            if not found:
                raise KeyError(contact)
            now = looked(found[0], look)
            micros, offset = to_pair(look.at)
            row = {"outcome": look.outcome.value, "marks": to_marks(look.marks)}
            if look.by in now.lookers:
                of_it = (looks.c.plan == plan) & (looks.c.contact == no) & (looks.c.by == look.by)
                connection.execute(update(looks).where(of_it).values(at_us=micros, at_offset=offset, **row))
            else:
                add_rows(connection, looks, [(plan, no, look.by, _LEAD, *row.values(), micros, offset)])
            if now.outcome:
                mark(connection, plan, no, now.outcome)
        return now

    def shared(
        self, plan: str, scope: Scope = EVERYTHING, *, contacts: Collection[str] | None = None
    ) -> Sequence[Shared]:
        with reading(self.engine) as connection:
            return _load(connection, looks.c.plan == plan, *inside(scope), *_of(connection, contacts))

    def owed_looks(self, who: str, scope: Scope = EVERYTHING) -> Mapping[str, Sequence[int]]:
        asked = _asked(looks.c.by == who, looks.c.outcome == "", *inside(scope))
        found: dict[str, list[int]] = {}
        with reading(self.engine) as connection:
            for row in connection.execute(asked):
                found.setdefault(row.plan, []).append(row.place)
        return found


def _of(connection: Connection, keys: Collection[str] | None) -> list[ColumnElement[bool]]:
    return [] if keys is None else [among(connection, contacts.c.key, keys)]


def _asked(*conditions: ColumnElement[bool]) -> Any:
    at_place = (drawn.c.plan == looks.c.plan) & (drawn.c.contact == looks.c.contact)
    rows = with_cases(looks).join(drawn, at_place)
    asked = select(looks, drawn.c.place, contacts.c.key).select_from(rows).where(*conditions)
    return asked.order_by(looks.c.plan, drawn.c.place, looks.c.seat)


def _load(connection: Connection, *conditions: ColumnElement[bool]) -> list[Shared]:
    groups: dict[tuple[str, int], list[Row[Any]]] = {}
    for row in connection.execute(_asked(*conditions)):
        groups.setdefault((row.plan, row.place), []).append(row)
    return [_to_shared(rows) for rows in groups.values()]


def _to_shared(rows: Sequence[Row[Any]]) -> Shared:
    """In the order of their seats."""
    first, second = rows[0], rows[1]
    said = dict(_said(rows))
    return Shared(first.plan, first.place, first.key, (first.by, second.by), said, frozenset(said))


def _said(rows: Iterable[Row[Any]]) -> Iterable[tuple[str, Look]]:
    for row in rows:
        if row.outcome:
            yield row.by, to_look(row.outcome, row.by, to_time(row.at_us, row.at_offset), row.marks)
