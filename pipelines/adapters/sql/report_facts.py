"""What reports are made of, counted in the database."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, and_, case, exists, func, or_, select

from audit.reports.facts import Counts, Found, Group, Unchecked
from audit.review import Decision
from audit.scope import EVERYTHING, Scope
from audit.triage import Status
from pipelines.adapters.sql.engine import reading
from pipelines.adapters.sql.records import from_pair
from pipelines.adapters.sql.report_counts import bare, counts, within
from pipelines.adapters.sql.review_tables import standing
from pipelines.adapters.sql.tables import contacts, findings, incidents, ledger_findings, scans, turns
from pipelines.adapters.sql.wanted import in_scope, inside

_HOLDS = and_(incidents.c.waiting == 0, incidents.c.status != Status.SUPERSEDED.value)
_JUDGED = exists().where(scans.c.contact == contacts.c.no)
_WORDED = exists().where(turns.c.contact == contacts.c.no)
_HIT = exists().where(incidents.c.contact == contacts.c.no, _HOLDS)
_AGENCY = func.coalesce(contacts.c.agency, "")


class SqlReportFacts:
    """`audit.reports.ports.ReportFacts` in the database of a `SqlStore`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def groups(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Group]:
        flags = [
            case((flag, 1), else_=0).label(name)
            for flag, name in ((_JUDGED, "judged"), (_WORDED, "worded"), (_HIT, "hit"))
        ]
        own = (
            select(_AGENCY.label("agency"), contacts.c.channel, contacts.c.state, *flags)
            .select_from(bare())
            .where(*within(contacts.c.at_us, since, until), *inside(scope))
            .subquery()
        )
        names = (own.c.agency, own.c.channel, own.c.state, own.c.judged, own.c.worded)
        asked = select(*names, func.count(), func.sum(own.c.hit)).group_by(*names).order_by(*names)
        with reading(self.engine) as connection:
            return [
                Group(agency, channel, state, bool(judged), bool(worded), number, int(hit))
                for agency, channel, state, judged, worded, number, hit in connection.execute(asked)
            ]

    def found(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Found]:
        own = [_HOLDS, *within(incidents.c.at_us, since, until), *in_scope(scope)]
        flags = [
            case((flag, 1), else_=0).label(name)
            for flag, name in (
                (exists().where(scans.c.contact == incidents.c.contact), "judged"),
                (_said(Decision.TRUE), "confirmed"),
                (_said(Decision.UNSURE), "unsure"),
            )
        ]
        asked = select(incidents, contacts.c.key, *flags).join(contacts, contacts.c.no == incidents.c.contact)
        said = select(findings.c.contact, findings.c.category, findings.c.basis).distinct()
        with reading(self.engine) as connection:
            rows = connection.execute(asked.where(*own).order_by(incidents.c.id)).all()
            basis: dict[Any, set[str]] = {}
            pairs = and_(findings.c.contact == incidents.c.contact, findings.c.category == incidents.c.category)
            for contact, category, told in connection.execute(said.join(incidents, pairs).where(*own)):
                basis.setdefault((contact, category), set()).update(json.loads(told))
            counted = select(ledger_findings.c.id, ledger_findings.c.body).where(ledger_findings.c.superseded == 0)
            for key, body in connection.execute(
                counted.join(incidents, incidents.c.id == ledger_findings.c.id).where(*own)
            ):
                basis.setdefault(key, set()).update(json.loads(body)["basis"])
        return [_found(row, basis.get(row.id if row.ledger else (row.contact, row.category), set())) for row in rows]

    def unchecked(
        self, since: datetime, until: datetime, scope: Scope = EVERYTHING, limit: int = 1000
    ) -> Sequence[Unchecked]:
        asked = (
            select(contacts)
            .select_from(bare())
            .where(~_JUDGED, *within(contacts.c.at_us, since, until), *inside(scope))
            .order_by(contacts.c.no)
            .limit(limit)
        )
        with reading(self.engine) as connection:
            return [
                Unchecked(
                    row.key,
                    row.channel,
                    row.agency or "",
                    from_pair(row.at_us, row.at_offset),
                    row.state,
                    row.reason or "",
                )
                for row in connection.execute(asked)
            ]

    def counts(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Counts:
        with reading(self.engine) as connection:
            return counts(connection, since, until, scope)


def _said(decision: Decision) -> Any:
    """Whether a finding that is part of the incident now has such a verdict."""
    own = select(findings.c.id).where(
        findings.c.contact == incidents.c.contact, findings.c.category == incidents.c.category
    )
    return exists().where(
        standing.c.contact == incidents.c.contact,
        standing.c.decision == decision.value,
        or_(
            and_(incidents.c.ledger == 1, standing.c.finding == incidents.c.id),
            and_(incidents.c.ledger == 0, standing.c.finding.in_(own)),
        ),
    )


def _found(row: Any, basis: set[str]) -> Found:
    return Found(
        id=row.id,
        contact=row.key,
        category=row.category,
        severity=row.severity,
        channel=row.channel,
        agency=row.agency or "",
        judged=bool(row.judged),
        basis=frozenset(basis),
        status=row.status,
        level=row.level,
        decided_by=(row.assignee or "") if row.status == Status.DECIDED.value else "",
        confirmed=bool(row.confirmed),
        unsure=bool(row.unsure),
    )
