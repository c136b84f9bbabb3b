"""Alerts and their rules as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api.console.pages import moment
from api.visit import Visit
from audit.alerts.model import Alert
from audit.alerts.notices import Delivery
from audit.alerts.rules import AlertRule, Jump, Overdue, Repeat, Search, Severe, Stalled
from audit.errors import Problem
from config.messages import render
from pipelines.alerts.wording import headline

_UNITS = (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("m", timedelta(minutes=1)), ("s", timedelta(seconds=1)))


@dataclass(frozen=True, slots=True)
class Line:
    alert: Alert
    headline: str
    #: By the clock of the installation.
    at: str
    deadline: str
    late: bool
    state: str


def local(visit: Visit, at: datetime) -> str:
    """By the clock of the installation."""
    return moment(at.astimezone(ZoneInfo(visit.house.settings.timezone)))


def lines_of(visit: Visit, alerts: Sequence[Alert]) -> list[Line]:
    return [line_of(visit, one) for one in alerts]


def line_of(visit: Visit, alert: Alert) -> Line:
    state = visit.say(f"alerts.state.{alert.state}")
    late = not alert.by and alert.deadline is not None and alert.deadline < visit.house.now()
    return Line(
        alert,
        headline(alert, visit.language),
        local(visit, alert.at),
        local(visit, alert.deadline) if alert.deadline else "",
        late,
        f"{state} · {visit.say(f'alerts.reason.{alert.reason}')}" if alert.reason else state,
    )


def fault_words(visit: Visit, delivery: Delivery) -> str:
    """Why it did not get there."""
    known = "." in delivery.fault
    return render(Problem(delivery.fault, delivery.target), visit.language) if known else delivery.fault


def when_words(visit: Visit, rule: AlertRule) -> str:
    """What raises an alert."""
    when = rule.when
    match when:
        case Severe(at_least, categories):
            values = {"categories": ", ".join(sorted(categories)), "severity": _severity(visit, at_least)}
        case Repeat(count, days, at_least):
            values = {"count": str(count), "days": str(days), "severity": _severity(visit, at_least)}
        case Jump(factor, days, baseline, least):
            values = {"factor": f"{factor:g}", "days": str(days), "baseline": str(baseline), "least": str(least)}
        case Overdue(after, at_least):
            values = {"after": spelt(after), "severity": _severity(visit, at_least)}
        case Stalled(after):
            values = {"after": spelt(after)}
        case Search(query, owner):
            values = {"query": query, "owner": owner}
    return visit.say(f"alert_rules.kind.{when.kind}", **values)


def how_words(visit: Visit, rule: AlertRule) -> list[str]:
    """How its alerts go out together, and when they do not."""
    throttle = visit.say("alert_rules.throttle", most=rule.throttle.most, per=spelt(rule.throttle.per))
    if rule.digest is not None:
        return [visit.say("alert_rules.digest", at=f"{rule.digest:%H:%M}"), throttle]
    group = visit.say(f"alert_rules.by.{rule.group}")
    told = [visit.say("alert_rules.grouped", group=group, wait=spelt(rule.wait), every=spelt(rule.every)), throttle]
    if rule.quiet is not None:
        quiet = visit.say("alert_rules.quiet", since=f"{rule.quiet.since:%H:%M}", until=f"{rule.quiet.until:%H:%M}")
        known = rule.quiet.unless in {1, 2, 3, 4}
        told.append(
            quiet + (visit.say("alert_rules.unless", severity=_severity(visit, rule.quiet.unless)) if known else "")
        )
    return told


def chain_words(visit: Visit, rule: AlertRule) -> list[str]:
    return [visit.say("alert_rules.step", after=spelt(step.after), to=", ".join(step.to)) for step in rule.chain]


def spelt(length: timedelta) -> str:
    """As rules write it: `30s`, `5m`, `2h`, `3d`."""
    for sign, unit in _UNITS:
        if length >= unit and not length % unit:
            return f"{length // unit}{sign}"
    return "0s"


def _severity(visit: Visit, severity: int) -> str:
    return visit.say(f"severity.{severity}")
