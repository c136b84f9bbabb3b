"""Who answers for an alert: it is acknowledged, or goes up a chain until somebody does."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from audit.alerts.model import Alert, State, gravest
from audit.alerts.notices import Notice, NoticeKind
from audit.alerts.rules import AlertRule
from audit.errors import Problem, Refused


def escalations(rule: AlertRule, unanswered: Iterable[Alert], now: datetime) -> list[Notice]:
    """A notice for each group and step whose time has come, oldest step first. Steps that were missed are taken one after the other."""

    def place(alert: Alert) -> tuple[int, str]:
        return alert.level, alert.group

    due = sorted((one for one in unanswered if _due(rule, one, now)), key=place)
    return [
        Notice(
            rule.id,
            group,
            NoticeKind.ESCALATION,
            now,
            rule.chain[level].to,
            tuple(one.id for one in gravest(of_it)),
            level=level + 1,
        )
        for (level, group), of_it in groupby(due, key=place)
    ]


def next_at(rule: AlertRule, alert: Alert) -> datetime | None:
    """When the next step is taken unless somebody acknowledges; None where there is none, or nobody was told yet."""
    if alert.state is State.ACKNOWLEDGED or alert.told_at is None or alert.level >= len(rule.chain):
        return None
    return alert.told_at + rule.chain[alert.level].after


def acknowledge(alert: Alert, by: str, at: datetime, note: str = "") -> Alert:
    """Raises Refused (`alerts.acknowledged`) when somebody has done so before."""
    if alert.state is State.ACKNOWLEDGED:
        raise Refused(Problem("alerts.acknowledged", alert.id, {"by": alert.by}))
    return replace(alert, state=State.ACKNOWLEDGED, by=by, acknowledged_at=at, note=note.strip(), pushed=False)


def push(rule: AlertRule | None, alert: Alert) -> Alert:
    """Ask for the next step now. Raises Refused (`alerts.acknowledged`, `alerts.chain_end`, `alerts.not_told`)."""
    if alert.state is State.ACKNOWLEDGED:
        raise Refused(Problem("alerts.acknowledged", alert.id, {"by": alert.by}))
    if rule is None or alert.level >= len(rule.chain):
        raise Refused(Problem("alerts.chain_end", alert.id))
    if alert.told_at is None:
        raise Refused(Problem("alerts.not_told", alert.id))
    return replace(alert, pushed=True)


def _due(rule: AlertRule, alert: Alert, now: datetime) -> bool:
    at = next_at(rule, alert)
    return at is not None and (alert.pushed or at <= now)
