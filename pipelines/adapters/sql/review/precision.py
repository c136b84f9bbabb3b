"""How right the rules are, counted in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, Table, and_, exists, func, select

from audit.precision import Example, Noise, RuleVerdicts
from audit.review import Decision
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.sql.engine import reading
from pipelines.adapters.sql.records import to_micros, to_time
from pipelines.adapters.sql.review_tables import standing
from pipelines.adapters.sql.tables import contacts, findings, ledger_findings, scans, turns
from pipelines.adapters.sql.wanted import inside, with_cases


class SqlPrecision:
    """The part of the review store that counts verdicts."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def rule_verdicts(
        self, scope: Scope = EVERYTHING, since: datetime | None = None, rule: str | None = None
    ) -> Sequence[RuleVerdicts]:
        conditions = [standing.c.rule != "" if rule is None else standing.c.rule == rule, *inside(scope)]
        if since is not None:
            conditions.append(standing.c.at_us >= to_micros(since))
        with reading(self.engine) as connection:
            counted = _decided(connection, conditions, bare=scope.open)
        return [
            RuleVerdicts(name, *(of.get(one, 0) for one in (Decision.TRUE, Decision.FALSE, Decision.UNSURE)))
            for name, of in sorted(counted.items())
        ]

    def examples(self, rule: str, *, confirmed: bool, limit: int = 20, scope: Scope = EVERYTHING) -> Sequence[Example]:
        decision = Decision.TRUE if confirmed else Decision.FALSE
        newest = (
            select(standing.c.finding)
            .select_from(with_cases(standing))
            .where(standing.c.rule == rule, standing.c.decision == decision.value, *inside(scope))
            .where(exists().where(findings.c.id == standing.c.finding))
            .order_by(standing.c.at_us.desc(), standing.c.finding)
            .limit(limit)
            .subquery()
        )
        asked = (
            select(standing, contacts.c.key, findings.c.start, findings.c.end, turns.c.text)
            .join(newest, newest.c.finding == standing.c.finding)
            .join(findings, findings.c.id == standing.c.finding)
            .join(contacts, contacts.c.no == findings.c.contact)
            .join(turns, and_(turns.c.contact == findings.c.contact, turns.c.index == findings.c.turn))
            .order_by(standing.c.at_us.desc(), standing.c.finding, findings.c.pack.desc(), findings.c.n.desc())
        )
        with reading(self.engine) as connection:
            # The same words said again, or found by another pack, are the same finding.
            return [_example(row) for row in {row.finding: row for row in connection.execute(asked)}.values()]

    def noise(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Noise]:
        within = [contacts.c.at_us >= to_micros(since), contacts.c.at_us < to_micros(until), *inside(scope)]
        scanned = select(func.count(scans.c.contact.distinct())).select_from(with_cases(scans)).where(*within)
        hits = [
            _hits(findings).where(*within),
            _hits(ledger_findings).where(ledger_findings.c.superseded == 0, *within),
        ]
        with reading(self.engine) as connection:
            total = connection.scalar(scanned) or 0
            hit = {rule: count for asked in hits for rule, count in connection.execute(asked)}
            decided = _decided(connection, within)
        return [
            Noise(rule, count, total, *(decided.get(rule, {}).get(one, 0) for one in (Decision.TRUE, Decision.FALSE)))
            for rule, count in sorted(hit.items())
        ]


def _decided(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], *, bare: bool = False
) -> dict[str, dict[str, int]]:
    """Rule -> decision -> verdicts that hold; `bare` conditions ask nothing of the contact."""
    asked = select(standing.c.rule, standing.c.decision, func.count()).where(*conditions)
    if not bare:
        asked = asked.select_from(with_cases(standing))
    counted: dict[str, dict[str, int]] = {}
    for rule, decision, count in connection.execute(asked.group_by(standing.c.rule, standing.c.decision)):
        counted.setdefault(rule, {})[decision] = count
    return counted


def _hits(table: Table) -> Select[Any]:
    """Contacts in which each rule found something."""
    counted = select(table.c.rule, func.count(table.c.contact.distinct()))
    return counted.select_from(with_cases(table)).group_by(table.c.rule)


def _example(row: Row[Any]) -> Example:
    return Example(
        finding=row.finding,
        contact=row.key,
        rule=row.rule,
        decision=Decision(row.decision),
        reason=row.reason,
        at=to_time(row.at_us, row.at_offset),
        text=row.text,
        start=row.start,
        end=row.end,
    )
