"""How often rules in shadow hold, and beside which live ones."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, case, func, select

from audit.ports import Filter
from audit.rule_ports import ShadowQuote
from audit.scope import EVERYTHING, Scope
from audit.shadow import Overlap, Shadowed
from pipelines.adapters.sql.days import DAY, to_day
from pipelines.adapters.sql.engine import reading
from pipelines.adapters.sql.tables import contacts, findings, scans, shadow_findings, shadow_rules
from pipelines.adapters.sql.wanted import about_contact, inside, with_cases


class SqlShadowFigures:
    """`audit.rule_ports.ShadowFigures`."""

    engine: Engine

    def shadowed(
        self,
        digests: Mapping[str, str],
        scope: Scope = EVERYTHING,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Mapping[str, Shadowed]:
        if not digests:
            return {}
        within = (*inside(scope), *about_contact(Filter(since=since, until=until)))
        looked = (
            select(scans.c.shadow, func.count(), func.min(DAY), func.max(DAY))
            .select_from(with_cases(scans))
            .where(scans.c.shadow.is_not(None), *within)
            .group_by(scans.c.shadow)
        )
        hit = (
            select(scans.c.shadow, shadow_findings.c.rule, func.count(shadow_findings.c.contact.distinct()))
            .select_from(with_cases(shadow_findings).join(scans, _SCAN))
            .where(shadow_findings.c.rule.in_(sorted(digests)), *within)
            .group_by(scans.c.shadow, shadow_findings.c.rule)
        )
        named = select(shadow_rules).where(shadow_rules.c.rule.in_(sorted(digests)))
        with reading(self.engine) as connection:
            judged = {row[0]: row[1:] for row in connection.execute(looked)}
            hits = {(row[0], row[1]): row[2] for row in connection.execute(hit)}
            packs = [row for row in connection.execute(named) if digests[row.rule] == row.digest and row.pack in judged]
        own = {rule: [row.pack for row in packs if row.rule == rule] for rule in digests}
        return {
            rule: _shadowed([judged[pack] for pack in of], sum(hits.get((pack, rule), 0) for pack in of))
            for rule, of in own.items()
        }

    def shadow_overlap(self, rule: str, digest: str, scope: Scope = EVERYTHING) -> Sequence[Overlap]:
        same = (
            (findings.c.turn == shadow_findings.c.turn)
            & (findings.c.start < shadow_findings.c.end)
            & (shadow_findings.c.start < findings.c.end)
        )
        number = func.count(findings.c.contact.distinct())
        asked = (
            select(findings.c.rule, number, func.count(case((same, findings.c.contact)).distinct()))
            .select_from(_found().join(findings, findings.c.contact == shadow_findings.c.contact))
            .where(*_of(rule, digest), *inside(scope))
            .group_by(findings.c.rule)
            .order_by(number.desc(), findings.c.rule)
        )
        with reading(self.engine) as connection:
            return [Overlap(*row) for row in connection.execute(asked)]

    def shadow_alone(self, rule: str, digest: str, scope: Scope = EVERYTHING) -> int:
        live = select(findings.c.contact).where(findings.c.contact == shadow_findings.c.contact).exists()
        asked = _select(func.count(shadow_findings.c.contact.distinct()), rule, digest, scope).where(~live)
        with reading(self.engine) as connection:
            return connection.scalar(asked) or 0

    def shadow_quotes(
        self, rule: str, digest: str, limit: int = 20, scope: Scope = EVERYTHING
    ) -> Sequence[ShadowQuote]:
        first = func.min(shadow_findings.c.n)
        asked = _select(shadow_findings.c.contact, rule, digest, scope).add_columns(first.label("n"))
        newest = asked.group_by(shadow_findings.c.contact).order_by(shadow_findings.c.contact.desc()).limit(limit)
        chosen = newest.subquery()
        at_place = (shadow_findings.c.contact == chosen.c.contact) & (shadow_findings.c.n == chosen.c.n)
        rows = (
            select(contacts.c.key, shadow_findings.c.turn, shadow_findings.c.start, shadow_findings.c.end)
            .select_from(shadow_findings.join(chosen, at_place).join(contacts, contacts.c.no == chosen.c.contact))
            .order_by(chosen.c.contact.desc())
        )
        with reading(self.engine) as connection:
            return [ShadowQuote(*row) for row in connection.execute(rows)]


#: The scan that a finding came with.
_SCAN = (scans.c.contact == shadow_findings.c.contact) & (scans.c.pack == shadow_findings.c.pack)


def _found() -> Any:
    return with_cases(shadow_findings).join(scans, _SCAN)


def _select(what: ColumnElement[Any], rule: str, digest: str, scope: Scope) -> Select[Any]:
    return select(what).select_from(_found()).where(*_of(rule, digest), *inside(scope))


def _of(rule: str, digest: str) -> tuple[ColumnElement[bool], ...]:
    """What this text of the rule found."""
    packs = select(shadow_rules.c.pack).where(shadow_rules.c.rule == rule, shadow_rules.c.digest == digest)
    return shadow_findings.c.rule == rule, scans.c.shadow.in_(packs)


def _shadowed(judged: Sequence[Any], hit: int) -> Shadowed:
    days = [day for _, *ends in judged for day in ends if day is not None]
    first, last = (min(days), max(days)) if days else (None, None)
    return Shadowed(sum(count for count, *_ in judged), hit, to_day(first), to_day(last))
