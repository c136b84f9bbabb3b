"""Coverage and pace, counted in the database, and the contacts behind the numbers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, exists, func, select

from audit.coverage import ContactLine, ContactQuery, Coverage, Pace, pace
from audit.scope import EVERYTHING, Scope
from audit.triage import ActKind, Status
from pipelines.adapters.sql.engine import among, reading
from pipelines.adapters.sql.records import from_pair, to_micros
from pipelines.adapters.sql.review.queue import in_scope
from pipelines.adapters.sql.review.rates import UNDECIDED, team_of
from pipelines.adapters.sql.review_tables import incident_acts
from pipelines.adapters.sql.tables import cases, contacts, incidents, not_assessed, scans
from pipelines.adapters.sql.wanted import inside, with_cases

_SECOND = 1_000_000
_SHOWN = and_(incidents.c.waiting == 0, incidents.c.status != Status.SUPERSEDED.value)


class SqlDashboard:
    """`audit.dashboard_ports.Dashboard` in the database of a `SqlStore`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def pace(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Pace:
        claim = incident_acts.alias("claim")
        claimed = (
            select(func.max(claim.c.at_us))
            .where(
                claim.c.incident == incident_acts.c.incident,
                claim.c.by == incident_acts.c.by,
                claim.c.kind == ActKind.CLAIM.value,
                claim.c.no < incident_acts.c.no,
            )
            .scalar_subquery()
        )
        asked = select((incident_acts.c.at_us - claimed).label("took")).where(
            incident_acts.c.kind == ActKind.DECIDE.value,
            incident_acts.c.at_us >= to_micros(since),
            incident_acts.c.at_us < to_micros(until),
        )
        if not scope.open:
            asked = asked.join(incidents, incidents.c.id == incident_acts.c.incident).where(*in_scope(scope))
        took = asked.subquery()
        with reading(self.engine) as connection:
            found = connection.scalars(select(took.c.took).where(took.c.took > 0)).all()
        return pace([micros / _SECOND for micros in found])

    def coverage(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Coverage:
        within = [contacts.c.at_us >= to_micros(since), contacts.c.at_us < to_micros(until), *inside(scope)]
        pair = (contacts.c.channel, contacts.c.state)
        by_state = select(*pair, func.count()).select_from(_bare()).where(*within).group_by(*pair).order_by(*pair)
        why = (
            select(contacts.c.reason, func.count()).select_from(_bare()).where(contacts.c.reason.is_not(None), *within)
        )
        # Sets are few and scans are many: counted by set first.
        by_set = (
            select(scans.c.not_assessed.label("set"), func.count().label("count"))
            .select_from(with_cases(scans))
            .where(scans.c.not_assessed.is_not(None), *within)
            .group_by(scans.c.not_assessed)
            .subquery()
        )
        reasons = select(not_assessed.c.set, not_assessed.c.reason).distinct().subquery()
        unjudged = (
            select(reasons.c.reason, func.sum(by_set.c.count))
            .join(by_set, by_set.c.set == reasons.c.set)
            .group_by(reasons.c.reason)
        )
        states: dict[str, dict[str, int]] = {}
        with reading(self.engine) as connection:
            for channel, state, count in connection.execute(by_state):
                states.setdefault(channel, {})[state] = count
            failed: dict[str, int] = dict(connection.execute(why.group_by(contacts.c.reason)).all())
            told = {reason: int(count) for reason, count in connection.execute(unjudged)}
        return Coverage(states, failed, told)

    def behind(
        self, wanted: ContactQuery, scope: Scope = EVERYTHING, limit: int = 50, after: str | None = None
    ) -> Sequence[ContactLine]:
        asked = select(contacts).select_from(_bare()).where(*inside(scope)).order_by(contacts.c.no.desc()).limit(limit)
        if after is not None:
            asked = asked.where(contacts.c.no < select(contacts.c.no).where(contacts.c.key == after).scalar_subquery())
        with reading(self.engine) as connection:
            rows = connection.execute(asked.where(*_conditions(connection, wanted))).all()
            opened = select(incidents.c.contact, incidents.c.id, incidents.c.category).where(
                _SHOWN, among(connection, incidents.c.contact, [row.no for row in rows])
            )
            found: dict[int, list[tuple[str, str]]] = {}
            for no, identity, category in connection.execute(opened.order_by(incidents.c.category, incidents.c.id)):
                found.setdefault(no, []).append((identity, category))
        return [
            ContactLine(
                contact=row.key,
                channel=row.channel,
                at=from_pair(row.at_us, row.at_offset),
                agency=row.agency,
                agent=row.agent_id,
                state=row.state,
                reason=row.reason,
                incidents=tuple(found.get(row.no, ())),
            )
            for row in rows
        ]


def _bare() -> Any:
    return contacts.outerjoin(cases, cases.c.id == contacts.c.case_id)


def _conditions(connection: Connection, wanted: ContactQuery) -> list[ColumnElement[bool]]:
    sides = (
        (contacts.c.channel, wanted.channel),
        (contacts.c.agency, wanted.agency),
        (contacts.c.agent_id, wanted.agent),
        (contacts.c.state, wanted.state),
        (contacts.c.reason, wanted.reason),
    )
    found: list[ColumnElement[bool]] = [column == value for column, value in sides if value]
    if wanted.team:
        found.append(team_of(connection) == wanted.team)
    if wanted.since:
        found.append(contacts.c.at_us >= to_micros(wanted.since))
    if wanted.until:
        found.append(contacts.c.at_us < to_micros(wanted.until))
    if wanted.scanned:
        found.append(exists().where(scans.c.contact == contacts.c.no))
    if wanted.not_assessed:
        sets = select(not_assessed.c.set).where(not_assessed.c.reason == wanted.not_assessed)
        found.append(exists().where(scans.c.contact == contacts.c.no, scans.c.not_assessed.in_(sets)))
    if wanted.hit:
        found.append(exists().where(incidents.c.contact == contacts.c.no, _SHOWN))
    if wanted.waiting:
        found.append(exists().where(incidents.c.contact == contacts.c.no, *_waiting(*wanted.waiting)))
    return found


def _waiting(first: datetime | None, past: datetime | None) -> list[ColumnElement[bool]]:
    found = [incidents.c.status.in_(UNDECIDED), incidents.c.waiting == 0]
    if first:
        found.append(incidents.c.opened_us > to_micros(first))
    if past:
        found.append(incidents.c.opened_us <= to_micros(past))
    return found
