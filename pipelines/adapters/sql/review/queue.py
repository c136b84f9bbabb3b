"""The queue: each status is one walk along an index, and the walks are merged."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, func, or_, select, true

from audit.errors import Problem, Refused
from audit.ports import Filter
from audit.queue import Queued, QueuePage, QueueQuery, View, factors, weight
from audit.scope import EVERYTHING, Scope
from audit.triage import Status
from pipelines.adapters.sql.engine import reading
from pipelines.adapters.sql.incident_rows import to_work
from pipelines.adapters.sql.incidents import complete
from pipelines.adapters.sql.records import to_micros, to_time
from pipelines.adapters.sql.review.counted import StatusCounts
from pipelines.adapters.sql.tables import contacts, incidents
from pipelines.adapters.sql.wanted import in_scope

__all__ = ["SqlQueue", "in_scope"]

_Condition = ColumnElement[bool]


class SqlQueue:
    """The part of the review store that lists what there is to do."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @cached_property
    def _counted(self) -> StatusCounts:
        return StatusCounts()

    def queue(self, wanted: QueueQuery, limit: int = 50, after: str | None = None) -> QueuePage:
        common = [incidents.c.waiting == 0, *_asked(wanted), *in_scope(wanted.scope)]
        stretches = (true(),) if after is None else _behind(after)
        with reading(self.engine) as connection:
            rows: list[Row[Any]] = []
            for part in _walks(wanted):
                walk = select(incidents).where(part, *common).order_by(incidents.c.rank.desc(), incidents.c.id)
                rows += _first(connection, walk, stretches, limit + 1)
            rows.sort(key=lambda row: (-row.rank, row.id))
            page = rows[:limit]
            found = {incident.id: incident for incident in complete(connection, page, accused=True)}
        lines = (
            Queued(
                incident,
                to_work(row).at(wanted.now),
                opened,
                factors(weight(incident), opened, wanted.now),
                _place(row),
            )
            for row in page
            if (incident := found.get(row.id)) and (opened := to_time(row.opened_us, 0))
        )
        return QueuePage(tuple(lines), _place(page[-1]) if len(rows) > limit else None)

    def view_counts(self, who: str, now: datetime, scope: Scope = EVERYTHING) -> Mapping[View, int]:
        seen = [incidents.c.waiting == 0, *in_scope(scope)]
        by_level = select(incidents.c.level, func.count()).where(*seen, _expired(now)).group_by(incidents.c.level)
        own = (
            incidents.c.status.in_((Status.CLAIMED.value, Status.HELD.value)),
            incidents.c.assignee == who,
            or_(incidents.c.until_us.is_(None), incidents.c.until_us > to_micros(now)),
        )
        with reading(self.engine) as connection:
            count = self._counted.count(connection, scope)
            expired: dict[int, int] = dict(connection.execute(by_level).all())
            mine = connection.scalar(select(func.count()).select_from(incidents).where(*seen, *own)) or 0
        back = expired.get(0, 0)
        in_hand = sum(count.get(status, 0) for status in (Status.CLAIMED, Status.ESCALATED, Status.HELD))
        return {
            View.MINE: mine,
            View.TEAM: max(in_hand - back, 0),
            View.UNASSIGNED: count.get(Status.OPEN, 0) + back,
            View.DONE: count.get(Status.DECIDED, 0),
        }


def _walks(wanted: QueueQuery) -> list[_Condition]:
    """One for each status, as it is at the moment asked for: claims that ran out are open, or with the level above."""
    status, expired, statuses = incidents.c.status, _expired(wanted.now), wanted.statuses
    live = or_(incidents.c.until_us.is_(None), incidents.c.until_us > to_micros(wanted.now))
    names = wanted.assignees
    if names is None and statuses >= {Status.OPEN, Status.CLAIMED, Status.ESCALATED}:  # claims are there, live or not
        return [status == one.value for one in sorted(statuses)]
    found = [
        and_(status == one.value, live) if one is Status.CLAIMED else status == one.value for one in sorted(statuses)
    ]
    if names is not None:
        return [and_(part, incidents.c.assignee.in_(sorted(names))) for part in found]
    if Status.OPEN in statuses:
        found.append(expired & (incidents.c.level == 0))
    if Status.ESCALATED in statuses:
        found.append(expired & (incidents.c.level > 0))
    return found


def _expired(now: datetime) -> _Condition:
    return (incidents.c.status == Status.CLAIMED.value) & (incidents.c.until_us <= to_micros(now))


def _asked(wanted: QueueQuery) -> list[_Condition]:
    asked: Filter = wanted.filter
    sets: Sequence[tuple[ColumnElement[Any], frozenset[str]]] = (
        (incidents.c.category, asked.category),
        (incidents.c.rule, asked.rule),
        (incidents.c.channel, asked.channel),
        (incidents.c.agency, asked.agency),
        (incidents.c.agent, asked.agent),
        (incidents.c.institution, asked.institution),
    )
    found: list[_Condition] = [column.in_(sorted(values)) for column, values in sets if values]
    if asked.case:
        found.append(incidents.c.contact.in_(select(contacts.c.no).where(contacts.c.case_id.in_(sorted(asked.case)))))
    if asked.severity_min is not None:
        found.append(incidents.c.severity >= asked.severity_min)
    if asked.severity_max is not None:
        found.append(incidents.c.severity <= asked.severity_max)
    if asked.since is not None:
        found.append(incidents.c.at_us >= to_micros(asked.since))
    if asked.until is not None:
        found.append(incidents.c.at_us < to_micros(asked.until))
    return found


def _place(row: Row[Any]) -> str:
    return f"{row.rank!r}:{row.id}"


def _first(
    connection: Connection, walk: Select[Any], stretches: Sequence[_Condition], limit: int
) -> Sequence[Row[Any]]:
    """Of these stretches of the walk, which follow one another."""
    rows: list[Row[Any]] = []
    for stretch in stretches:
        rows += connection.execute(walk.where(stretch).limit(limit - len(rows))).all()
        if len(rows) >= limit:
            break
    return rows


def _behind(after: str) -> tuple[_Condition, _Condition]:
    """What has the same rank, and then what ranks lower: as one condition it would walk along all of the same rank, which may be
    a whole import.
    """
    number, _, key = after.partition(":")
    try:
        rank = float(number)
    except ValueError as error:
        raise Refused(Problem("queue.bad_page", after)) from error
    return and_(incidents.c.rank == rank, incidents.c.id > key), incidents.c.rank < rank
