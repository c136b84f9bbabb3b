"""How often what an action is about occurred, counted by day in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, exists, func, select

from audit.actions import Concern
from audit.ports import Filter
from audit.rates import Counted
from pipelines.adapters.sql.days import DAY, day_of
from pipelines.adapters.sql.engine import reading
from pipelines.adapters.sql.incidents import about_incident
from pipelines.adapters.sql.records import to_micros
from pipelines.adapters.sql.review.rates import team_of
from pipelines.adapters.sql.tables import cases, contacts, incidents, scans
from pipelines.adapters.sql.wanted import inside, with_cases


class SqlOccurrences:
    """`audit.action_ports.Occurrences`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def occurrences(self, concern: Concern, since: datetime, until: datetime) -> Sequence[Counted]:
        asked = Filter(rule=frozenset(concern.rules), category=frozenset(filter(None, (concern.category,))))
        with reading(self.engine) as connection:
            within = _within(connection, concern, since, until)
            scanned = exists().where(scans.c.contact == contacts.c.no)
            bare = contacts.outerjoin(cases, cases.c.id == contacts.c.case_id)
            seen = _by_day(select(_day()).select_from(bare).where(scanned, *within))
            found = _by_day(
                select(_day(), incidents.c.contact)
                .select_from(with_cases(incidents))
                .where(incidents.c.waiting == 0, *about_incident(asked), *within),
                "contact",
            )
            hit = {row[0]: tuple(row[1:]) for row in connection.execute(found)}
            totals = connection.execute(seen).all()
        return [Counted(day_of(day).isoformat(), all_, *hit.get(day, (0, 0))) for day, all_ in totals]


def _within(
    connection: Connection, concern: Concern, since: datetime, until: datetime
) -> tuple[ColumnElement[bool], ...]:
    period = (contacts.c.at_us >= to_micros(since), contacts.c.at_us < to_micros(until))
    team = () if concern.team is None else (team_of(connection) == concern.team,)
    return (*period, *team, *inside(concern.scope))


def _day() -> ColumnElement[int]:
    """The local day where the contact was, as its time says."""
    return DAY.label("day")


def _by_day(rows: Select[Any], distinct: str = "") -> Select[Any]:
    own = rows.subquery()
    counts = (func.count(own.c[distinct].distinct()), func.count()) if distinct else (func.count(),)
    return select(own.c.day, *counts).group_by(own.c.day).order_by(own.c.day)
