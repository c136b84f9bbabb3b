"""Incidents: findings that belong together, and the queue that people work through."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, delete, exists, or_, select

from audit.errors import Problem, Refused
from audit.findings import Finding
from audit.incidents import SUPERSEDED, group, of_ledger
from audit.ports import Filter, Incident
from audit.queue import weight
from audit.records import Contact
from audit.scope import EVERYTHING, Scope
from audit.triage import Status
from pipelines.adapters.sql.contacts import load_contacts
from pipelines.adapters.sql.engine import among, reading
from pipelines.adapters.sql.findings import load_findings
from pipelines.adapters.sql.incident_rows import Told, write
from pipelines.adapters.sql.ledger_bodies import from_body
from pipelines.adapters.sql.ledgers import load_ledger_findings
from pipelines.adapters.sql.reopening import reopen
from pipelines.adapters.sql.tables import contacts, findings, incidents, ledger_findings, packs
from pipelines.adapters.sql.wanted import about_contact, inside, with_cases


class SqlIncidents:
    """The part of the store that people review."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def incidents(
        self, wanted: Filter, limit: int | None = 50, after: str | None = None, scope: Scope = EVERYTHING
    ) -> Sequence[Incident]:
        with reading(self.engine) as connection:
            conditions = [*about_incident(wanted), *inside(scope)]
            if after is not None:
                conditions.append(_behind(connection, after))
            query = (
                select(incidents)
                .select_from(with_cases(incidents))
                .where(*conditions)
                .order_by(incidents.c.severity.desc(), incidents.c.at_us.desc(), incidents.c.id)
                .limit(limit)
            )
            return complete(connection, connection.execute(query).all())

    def accused(self) -> frozenset[str]:
        with reading(self.engine) as connection:
            return accused_keys(connection)

    def incident(self, incident: str, scope: Scope = EVERYTHING) -> Incident | None:
        asked = select(incidents).select_from(with_cases(incidents)).where(incidents.c.id == incident, *inside(scope))
        with reading(self.engine) as connection:
            rows = connection.execute(asked).all()
            return next(iter(complete(connection, rows)), None)

    def judged_by(self, incident: str) -> Sequence[str]:
        counted = select(packs.c.name).join(ledger_findings, ledger_findings.c.pack == packs.c.no)
        of_ledger = counted.where(ledger_findings.c.id == incident).order_by(ledger_findings.c.no.desc()).limit(1)
        said = (
            select(packs.c.name)
            .join(findings, findings.c.pack == packs.c.no)
            .join(
                incidents, and_(incidents.c.contact == findings.c.contact, incidents.c.category == findings.c.category)
            )
            .where(incidents.c.id == incident, incidents.c.ledger == 0)
            .distinct()
            .order_by(packs.c.name)
        )
        with reading(self.engine) as connection:
            return [*connection.scalars(said), *connection.scalars(of_ledger)]


def accused_keys(connection: Connection) -> frozenset[str]:
    said = select(contacts.c.key).join(findings, findings.c.contact == contacts.c.no).distinct()
    counted = select(ledger_findings.c.body).where(ledger_findings.c.superseded == 0)
    keys = {key for body in connection.scalars(counted) for key in from_body(body).accused}
    return frozenset(keys.union(connection.scalars(said)))


def regroup(
    connection: Connection, contacts: Mapping[int, Contact], found: Mapping[int, Sequence[Finding]], now: datetime
) -> None:
    """Make the incidents of these contacts those of their findings; one that stays keeps its status.

    One that was decided is open again where something was found on which nobody decided.
    """
    of_these = among(connection, incidents.c.contact, contacts)
    asked = select(incidents).where(of_these, incidents.c.ledger == 0)
    known = {row.id: row for row in connection.execute(asked)}
    made = {incident.id: (no, incident) for no, contact in contacts.items() for incident in group(contact, found[no])}
    if gone := known.keys() - made.keys():
        connection.execute(delete(incidents).where(among(connection, incidents.c.id, gone)))
    write(connection, [_told(no, incident) for no, incident in made.values()], known, now)
    decided = [row.id for row in known.values() if row.status == Status.DECIDED and row.id in made]
    reopen(connection, {key: made[key][1].finding_ids for key in decided}, now)


def _told(no: int, incident: Incident) -> Told:
    contact = incident.contact
    return Told(
        id=incident.id,
        contact=no,
        category=incident.category,
        rule=incident.rule,
        weight=weight(incident),
        at=contact.at,
        channel=contact.channel.value,
        institution=contact.institution,
        agency=contact.agency,
        agent=contact.agent_id,
    )


def grouped(connection: Connection, nos: Sequence[int]) -> set[int]:
    """Those of the contacts that have incidents, also such as wait for a scan since what was found was forgotten."""
    of_these = among(connection, incidents.c.contact, nos)
    return set(connection.scalars(select(incidents.c.contact).where(of_these, incidents.c.ledger == 0)))


def about_incident(wanted: Filter) -> list[ColumnElement[bool]]:
    # After a new transcript an incident waits, without findings, for its contact's next scan.
    shown = (findings.c.contact == incidents.c.contact) & (findings.c.category == incidents.c.category)
    if wanted.rule:
        shown &= findings.c.rule.in_(sorted(wanted.rule))
    conditions = [*about_contact(wanted), or_(exists().where(shown), _of_ledger(wanted))]
    if not wanted.superseded:
        conditions.append(incidents.c.status != SUPERSEDED)
    if wanted.category:
        conditions.append(incidents.c.category.in_(sorted(wanted.category)))
    if wanted.severity_min is not None:
        conditions.append(incidents.c.severity >= wanted.severity_min)
    if wanted.severity_max is not None:
        conditions.append(incidents.c.severity <= wanted.severity_max)
    return conditions


def _of_ledger(wanted: Filter) -> ColumnElement[bool]:
    of_ledger = incidents.c.ledger == 1
    return of_ledger & incidents.c.rule.in_(sorted(wanted.rule)) if wanted.rule else of_ledger


def _behind(connection: Connection, after: str) -> ColumnElement[bool]:
    """The rows that follow the incident `after` in the queue."""
    last = connection.execute(select(incidents).where(incidents.c.id == after)).first()
    if last is None:
        raise Refused(Problem("store.page_gone", after))
    severity, at, key = incidents.c.severity, incidents.c.at_us, incidents.c.id
    return or_(
        severity < last.severity,
        and_(severity == last.severity, or_(at < last.at_us, and_(at == last.at_us, key > last.id))),
    )


def complete(connection: Connection, rows: Sequence[Row[Any]], *, accused: bool = False) -> list[Incident]:
    """Incidents as the core groups them, with the status that people gave them; `accused` as of `load_contacts`."""
    by_no = load_contacts(connection, {row.contact for row in rows}, accused=accused)
    found = load_findings(connection, by_no)
    grouped = {incident.id: incident for no, contact in by_no.items() for incident in group(contact, found[no])}
    counted = load_ledger_findings(connection, [row.id for row in rows if row.ledger])
    grouped |= {row.id: of_ledger(by_no[row.contact], counted[row.id]) for row in rows if row.id in counted}
    return [replace(grouped[row.id], status=row.status) for row in rows if row.id in grouped]
