"""Names and numbers under the current key, some rows at a time while others write: what is done is not done again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Row, Table, and_, bindparam, func, or_, select, update

from pipelines.adapters.sql.cases import SEALED, to_case, to_row
from pipelines.adapters.sql.engine import forgetful, reading, writing
from pipelines.adapters.sql.review_tables import intakes
from pipelines.adapters.sql.seals import COMPLAINT, PERSON, Seals, seals
from pipelines.adapters.sql.tables import case_corrections, cases, complaints, contacts

#: Rows in one transaction: others wait for it some hundredths of a second.
PAGE = 2000
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Part:
    table: Table
    key: Column[Any]
    #: What is not sealed by this prefix of the current key.
    stale: Callable[[str], ColumnElement[bool]]
    again: Callable[[Row[Any], Seals], Values]


def _unlike(column: ColumnElement[Any], prefix: str) -> ColumnElement[bool]:
    return and_(column.is_not(None), column != "", column.not_like(f"{prefix}%"))


def _contact(row: Row[Any], sealed: Seals) -> Values:
    number, blind = sealed.number(sealed.opened(row.number))
    return {"number": number, "number_index": blind, "digest": sealed.alike(row.digest)}


def _case(row: Row[Any], sealed: Seals) -> Values:
    case = to_case(row.body, sealed)
    # The digest is over what was given, which an older version may have written otherwise: it is keyed, not made anew.
    return {"body": to_row(case, sealed)[-1], "digest": sealed.alike(row.digest)}


def _complaint(row: Row[Any], sealed: Seals) -> Values:
    opened = (sealed.open(text, COMPLAINT) if text else text for text in (row.text, row.extra))
    text, extra = (sealed.seal(one, COMPLAINT) if one else one for one in opened)
    return {"text": text, "extra": extra}


def _intake(row: Row[Any], sealed: Seals) -> Values:
    return {side: sealed.seal(sealed.open(getattr(row, side), COMPLAINT), COMPLAINT) for side in ("text", "body")}


def _correction(row: Row[Any], sealed: Seals) -> Values:
    return {side: sealed.seal(sealed.open(getattr(row, side), PERSON), PERSON) for side in ("before", "after")}


def _sealed_person(prefix: str) -> ColumnElement[bool]:
    return cases.c.body.not_like(f'%"{SEALED}":"{prefix}%')


_PARTS = (
    _Part(contacts, contacts.c.no, lambda prefix: _unlike(contacts.c.number, prefix), _contact),
    _Part(cases, cases.c.id, _sealed_person, _case),
    _Part(complaints, complaints.c.id, lambda prefix: or_(_unlike(complaints.c.text, prefix), _unlike(complaints.c.extra, prefix)), _complaint),
    _Part(intakes, intakes.c.no, lambda prefix: _unlike(intakes.c.body, prefix), _intake),
    _Part(case_corrections, case_corrections.c.no, lambda prefix: _unlike(case_corrections.c.after, prefix), _correction),
)  # fmt: skip


def stale_rows(engine: Engine) -> Mapping[str, int]:
    """By table, those that the current key does not seal; tables without any are left out."""
    with reading(engine) as connection:
        prefix = seals(connection).current
        counted = {
            part.table.name: connection.scalar(select(func.count()).select_from(part.table).where(part.stale(prefix)))
            for part in _PARTS
        }
    return {name: count for name, count in counted.items() if count}


def reseal(engine: Engine) -> Iterator[tuple[str, int]]:
    """Every stale row once, by table and number of rows; cut off, the next call goes on with those that are left.

    Who writes meanwhile seals with the current key: nothing becomes stale behind us.
    """
    for part in _PARTS:
        last: Any = None
        while True:
            with writing(engine) as connection:
                rows = _page(connection, part, last)
                if not rows:
                    break
                _put(connection, part, rows)
            last = getattr(rows[-1], part.key.name)
            yield part.table.name, len(rows)


def _page(connection: Connection, part: _Part, last: Any) -> Sequence[Row[Any]]:
    asked = select(part.table).where(part.stale(seals(connection).current)).order_by(part.key).limit(PAGE)
    return connection.execute(asked if last is None else asked.where(part.key > last)).all()


def _put(connection: Connection, part: _Part, rows: Sequence[Row[Any]]) -> None:
    forgetful(connection)
    sealed = seals(connection)
    made = [(getattr(row, part.key.name), part.again(row, sealed)) for row in rows]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in made[0][1]}
    given = [{"which": key, **{f"new_{name}": value for name, value in new.items()}} for key, new in made]
    connection.execute(update(part.table).where(part.key == bindparam("which")).values(values), given)
