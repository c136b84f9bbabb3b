"""Holds to rows and back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, false, insert, select, update

from audit.errors import Problem, Refused
from audit.retention.holds import Hold, Side, lift
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.sql.engine import reading, writing
from pipelines.adapters.sql.records import from_pair, to_pair, to_time
from pipelines.adapters.sql.retention.due import cases_inside
from pipelines.adapters.sql.retention_tables import holds as rows
from pipelines.adapters.sql.tables import cases, contacts
from pipelines.adapters.sql.wanted import inside


class SqlHolding:
    """The part of the retention store that keeps holds."""

    engine: Engine

    def put_hold(self, hold: Hold) -> None:
        mine = (rows.c.side == hold.side.value, rows.c.of == hold.of, rows.c.lifted_by == "")
        here = rows.c.institution.is_(None) if hold.institution is None else rows.c.institution == hold.institution
        with writing(self.engine) as connection:
            if hold.institution not in _places(connection, hold.side, hold.of, EVERYTHING):
                raise Refused(Problem("hold.unknown", hold.of, {"side": hold.side}))
            if (other := connection.scalar(select(rows.c.by).where(*mine, here))) is not None:
                raise Refused(Problem("hold.stands", hold.of, {"by": other}))
            at_us, at_offset = to_pair(hold.at)
            connection.execute(
                insert(rows).values(
                    id=hold.id,
                    side=hold.side.value,
                    of=hold.of,
                    institution=hold.institution,
                    reason=hold.reason,
                    by=hold.by,
                    at_us=at_us,
                    at_offset=at_offset,
                    **_lifted(hold),
                )
            )

    def lift_hold(self, hold: str, by: str, at: datetime, why: str) -> Hold:
        with writing(self.engine) as connection:
            row = connection.execute(select(rows).where(rows.c.id == hold)).first()
            if row is None:
                raise KeyError(hold)
            now = lift(_to_hold(row), by, at, why)
            connection.execute(update(rows).where(rows.c.id == hold).values(**_lifted(now)))
        return now

    def holds(self, scope: Scope = EVERYTHING, *, lifted: bool = False, limit: int = 200) -> Sequence[Hold]:
        stands = rows.c.lifted_by == ""
        asked = select(rows).where(~stands if lifted else stands, *_inside(scope)).order_by(rows.c.no.desc())
        with reading(self.engine) as connection:
            return [_to_hold(row) for row in connection.execute(asked.limit(limit))]

    def holds_of(self, side: Side, of: str) -> Sequence[Hold]:
        mine = (rows.c.side == side.value, rows.c.of == of, rows.c.lifted_by == "")
        with reading(self.engine) as connection:
            return [_to_hold(row) for row in connection.execute(select(rows).where(*mine).order_by(rows.c.no))]

    def hold(self, hold: str, scope: Scope = EVERYTHING) -> Hold | None:
        with reading(self.engine) as connection:
            row = connection.execute(select(rows).where(rows.c.id == hold, *_inside(scope))).first()
        return None if row is None else _to_hold(row)

    def institutions_of(self, side: Side, of: str, scope: Scope = EVERYTHING) -> Sequence[str | None]:
        with reading(self.engine) as connection:
            return _places(connection, side, of, scope)


def _inside(scope: Scope) -> list[ColumnElement[bool]]:
    """Holds are of institutions: who may see some agencies or agents only is shown none."""
    if scope.agencies is not None or scope.agents is not None:
        return [false()]
    return [] if scope.institutions is None else [rows.c.institution.in_(sorted(scope.institutions))]


def _places(connection: Connection, side: Side, of: str, scope: Scope) -> Sequence[str | None]:
    if side is Side.CONTACT:
        joined = contacts.outerjoin(cases, cases.c.id == contacts.c.case_id)
        asked = select(cases.c.institution).select_from(joined).where(contacts.c.key == of, *inside(scope))
    elif scope.agencies is not None or scope.agents is not None:
        return []
    else:
        mine = cases.c.debtor_id if side is Side.DEBTOR else cases.c.id
        asked = select(cases.c.institution).where(mine == of, *cases_inside(scope)).distinct()
    return connection.scalars(asked.order_by(cases.c.institution)).all()


def _lifted(hold: Hold) -> dict[str, object]:
    lifted_us, lifted_offset = to_pair(hold.lifted_at)
    return {
        "lifted_by": hold.lifted_by,
        "lifted_us": lifted_us,
        "lifted_offset": lifted_offset,
        "lifted_why": hold.lifted_why,
    }


def _to_hold(row: Row[Any]) -> Hold:
    return Hold(
        side=Side(row.side),
        of=row.of,
        institution=row.institution,
        reason=row.reason,
        by=row.by,
        at=to_time(row.at_us, row.at_offset),
        lifted_by=row.lifted_by,
        lifted_at=from_pair(row.lifted_us, row.lifted_offset),
        lifted_why=row.lifted_why,
    )
