"""Counts for dashboards, made in the database."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, Engine, Text, and_, cast, exists, func, select

from audit.rates import By, Change, Counted
from audit.scope import EVERYTHING, Scope
from audit.triage import Status
from pipelines.adapters.sql.days import DAY, DAY_US, day_of
from pipelines.adapters.sql.engine import reading
from pipelines.adapters.sql.records import to_micros
from pipelines.adapters.sql.review.queue import in_scope
from pipelines.adapters.sql.tables import (
    cases,
    contacts,
    findings,
    incidents,
    ledger_findings,
    packs,
    scans,
    transcripts,
)
from pipelines.adapters.sql.wanted import inside, with_cases

UNDECIDED = tuple(one.value for one in (Status.OPEN, Status.CLAIMED, Status.ESCALATED, Status.HELD))


class SqlRates:
    """The part of the review store that counts for dashboards."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def counted(self, by: By, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Counted]:
        within = [contacts.c.at_us >= to_micros(since), contacts.c.at_us < to_micros(until), *inside(scope)]
        with reading(self.engine) as connection:
            if by is By.RULE:
                return _by_rule(connection, within)
            name = _name(connection, by)
            hit = {row.name: row for row in connection.execute(_incidents(name, within))}
            totals = {row.name: row[1] for row in connection.execute(_contacts(name, within)) if row.name is not None}
        return [
            Counted(_spelt(by, key), total, *(hit[key][1:] if key in hit else (0, 0)))
            for key, total in sorted(totals.items())
        ]

    def waited(self, now: datetime, scope: Scope = EVERYTHING) -> Mapping[int, int]:
        days = ((to_micros(now) or 0) - incidents.c.opened_us) // DAY_US
        open_ones = (
            select(days.label("days"))
            .where(incidents.c.status.in_(UNDECIDED), incidents.c.waiting == 0, *in_scope(scope))
            .subquery()
        )
        asked = select(open_ones.c.days, func.count()).group_by(open_ones.c.days).order_by(open_ones.c.days)
        with reading(self.engine) as connection:
            return dict(connection.execute(asked).all())

    def changes(self, since: datetime, until: datetime) -> Sequence[Change]:
        by_pack = (
            select(packs.c.name, func.min(contacts.c.at_us))
            .join(scans, scans.c.pack == packs.c.no)
            .join(contacts, contacts.c.no == scans.c.contact)
            .group_by(packs.c.name)
        )
        by_model = (
            select(transcripts.c.model, func.min(contacts.c.at_us))
            .join(contacts, contacts.c.no == transcripts.c.contact)
            .where(transcripts.c.model != "")
            .group_by(transcripts.c.model)
        )
        first, past = to_micros(since) or 0, to_micros(until) or 0
        with reading(self.engine) as connection:
            found = [
                Change(_day(at, since), what, name)
                for what, asked in (("pack", by_pack), ("model", by_model))
                for name, at in connection.execute(asked)
                if at is not None and first <= at < past
            ]
        return sorted(found, key=lambda one: (one.day, one.what, one.name))


def _contacts(name: ColumnElement[Any], within: Sequence[ColumnElement[bool]]) -> Any:
    scanned = exists().where(scans.c.contact == contacts.c.no)
    own = select(name.label("name")).select_from(_bare()).where(scanned, *within).subquery()
    return select(own.c.name, func.count()).group_by(own.c.name)


def _incidents(name: ColumnElement[Any], within: Sequence[ColumnElement[bool]]) -> Any:
    shown = and_(incidents.c.waiting == 0, incidents.c.status != Status.SUPERSEDED.value)
    own = (
        select(name.label("name"), incidents.c.contact)
        .select_from(with_cases(incidents))
        .where(shown, *within)
        .subquery()
    )
    return select(own.c.name, func.count(own.c.contact.distinct()), func.count()).group_by(own.c.name)


def _by_rule(connection: Connection, within: Sequence[ColumnElement[bool]]) -> Sequence[Counted]:
    """Words count once for each contact, ledger findings one by one."""
    scanned = exists().where(scans.c.contact == contacts.c.no)
    total = connection.scalar(select(func.count()).select_from(_bare()).where(scanned, *within)) or 0
    each = findings.c.contact.distinct()
    said = select(findings.c.rule, func.count(each), func.count(each)).select_from(with_cases(findings))
    counted = select(ledger_findings.c.rule, func.count(ledger_findings.c.contact.distinct()), func.count())
    asked = (
        said.where(*within).group_by(findings.c.rule),
        counted.select_from(with_cases(ledger_findings))
        .where(ledger_findings.c.superseded == 0, *within)
        .group_by(ledger_findings.c.rule),
    )
    rows = [row for one in asked for row in connection.execute(one)]
    return [Counted(rule, total, hit, number) for rule, hit, number in sorted(tuple(row) for row in rows)]


def _bare() -> Any:
    return contacts.outerjoin(cases, cases.c.id == contacts.c.case_id)


def _name(connection: Connection, by: By) -> ColumnElement[Any]:
    if by is By.DAY:
        return DAY
    if by is By.TEAM:
        return team_of(connection)
    return contacts.c.agency if by is By.AGENCY else contacts.c.agent_id


def team_of(connection: Connection) -> ColumnElement[Any]:
    """What the contact's log calls its team."""
    if connection.dialect.name == "sqlite":
        return func.json_extract(contacts.c.extra, "$.team", type_=Text)
    team: ColumnElement[Any] = cast(contacts.c.extra, JSON)["team"].as_string()
    return team


def _spelt(by: By, key: Any) -> str:
    return day_of(key).isoformat() if by is By.DAY else str(key)


def _day(at: int, zone: datetime) -> date:
    return (datetime.fromtimestamp(at / 1_000_000, zone.tzinfo)).date()
