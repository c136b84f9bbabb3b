"""How right the rules are, counted in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, and_, func, select

from audit.precision import Example, Noise, RuleVerdicts
from audit.review import Decision
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.sql.engine import reading
from pipelines.adapters.sql.records import to_micros, to_time
from pipelines.adapters.sql.review_tables import standing
from pipelines.adapters.sql.tables import cases, contacts, findings, ledger_findings, scans, turns


class SqlPrecision:
    """The part of the review store that counts verdicts."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def rule_verdicts(
        self, scope: Scope = EVERYTHING, since: datetime | None = None, rule: str | None = None
    ) -> Sequence[RuleVerdicts]:
        conditions = [standing.c.rule != "" if rule is None else standing.c.rule == rule]
        if since is not None:
            conditions.append(standing.c.at_us >= to_micros(since))
        asked = select(standing.c.rule, standing.c.decision, func.count())
        if not scope.open:
            asked = asked.select_from(
                standing.join(contacts, contacts.c.no == standing.c.contact).outerjoin(
                    cases, cases.c.id == contacts.c.case_id
                )
            )
            conditions += contacts_in(scope)
        counted: dict[str, dict[str, int]] = {}
        with reading(self.engine) as connection:
            rows = connection.execute(asked.where(*conditions).group_by(standing.c.rule, standing.c.decision))
            for name, decision, count in rows:
                counted.setdefault(name, {})[decision] = count
        return [
            RuleVerdicts(name, *(of.get(one, 0) for one in (Decision.TRUE, Decision.FALSE, Decision.UNSURE)))
            for name, of in sorted(counted.items())
        ]

    def examples(self, rule: str, *, confirmed: bool, limit: int = 20, scope: Scope = EVERYTHING) -> Sequence[Example]:
        decision = Decision.TRUE if confirmed else Decision.FALSE
        asked = (
            select(standing, contacts.c.key, findings.c.start, findings.c.end, turns.c.text)
            .join(findings, findings.c.id == standing.c.finding)
            .join(contacts, contacts.c.no == findings.c.contact)
            .join(turns, and_(turns.c.contact == findings.c.contact, turns.c.index == findings.c.turn))
            .outerjoin(cases, cases.c.id == contacts.c.case_id)
            .where(standing.c.rule == rule, standing.c.decision == decision.value, *contacts_in(scope))
            .order_by(standing.c.at_us.desc(), standing.c.finding)
        )
        with reading(self.engine) as connection:
            # A finding that two packs share comes twice.
            rows = {row.finding: row for row in connection.execute(asked.limit(2 * limit))}
        return [
            Example(
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
            for row in list(rows.values())[:limit]
        ]

    def noise(self, since: datetime, until: datetime) -> Sequence[Noise]:
        within = (contacts.c.at_us >= to_micros(since)) & (contacts.c.at_us < to_micros(until))
        scanned = select(func.count(scans.c.contact.distinct())).join(contacts, contacts.c.no == scans.c.contact)
        hits = (
            select(findings.c.rule, func.count(findings.c.contact.distinct()))
            .join(contacts, contacts.c.no == findings.c.contact)
            .where(within)
            .group_by(findings.c.rule)
        )
        counted = (
            select(ledger_findings.c.rule, func.count(ledger_findings.c.contact.distinct()))
            .join(contacts, contacts.c.no == ledger_findings.c.contact)
            .where(within, ledger_findings.c.superseded == 0)
            .group_by(ledger_findings.c.rule)
        )
        verdicts = (
            select(standing.c.rule, standing.c.decision, func.count())
            .join(contacts, contacts.c.no == standing.c.contact)
            .where(within, standing.c.rule != "")
            .group_by(standing.c.rule, standing.c.decision)
        )
        with reading(self.engine) as connection:
            total = connection.scalar(scanned.where(within)) or 0
            hit: dict[str, int] = dict(connection.execute(hits.union_all(counted)).all())
            decided = {(rule, decision): count for rule, decision, count in connection.execute(verdicts)}
        return [
            Noise(rule, count, total, decided.get((rule, Decision.TRUE), 0), decided.get((rule, Decision.FALSE), 0))
            for rule, count in sorted(hit.items())
        ]


def contacts_in(scope: Scope) -> list[ColumnElement[bool]]:
    parts = (
        (cases.c.institution, scope.institutions),
        (contacts.c.agency, scope.agencies),
        (contacts.c.agent_id, scope.agents),
    )
    return [column.in_(sorted(values)) for column, values in parts if values is not None]
