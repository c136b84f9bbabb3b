"""`fairdial alerts`: what was alerted, who answered, whether rules and targets are sound."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from audit.alert_ports import AlertQuery, Undelivered
from audit.alerts.model import Alert, State
from audit.alerts.notices import Delivered, Delivery, Notice
from audit.errors import Problem, Refused
from config.alerts import parse_alerts, read_alerts
from pipelines.alerts.acting import AlertActs
from pipelines.alerts.looks import Looks
from pipelines.alerts.wording import Wording, headline
from pipelines.bootstrap import Application
from pipelines.commands.acting import operator
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, out, settings

cli = typer.Typer(help="预警 / alerts", no_args_is_help=True)
rules = typer.Typer(help="预警规则 / alert rules", no_args_is_help=True)
cli.add_typer(rules, name="rules")


def _now() -> datetime:
    return datetime.now(UTC)


def _opened(as_json: bool = False) -> tuple[Application, Screen, AlertActs]:
    app = Application(settings())
    return app, Screen(app.settings.lang, as_json), AlertActs(app, operator(), _now)


@cli.command("list")
def list_(
    state: Annotated[list[State] | None, typer.Option(help="只列这些状态 / only of these states")] = None,
    dead: Annotated[bool, typer.Option("--dead", help="未送达的投递 / deliveries that were given up")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="至多几条 / at most so many")] = 50,
    as_json: AsJson = False,
) -> None:
    """列出预警,含已合并未发的 / List alerts, newest first, also those that were held back."""
    app, screen, _ = _opened(as_json)
    if dead:
        _list_dead(screen, app.alerts.deliveries(Delivered.DEAD, limit))
        return
    found = app.alerts.alerts(AlertQuery(frozenset(state or ())), limit)
    table = screen.table(*(f"alerts.column.{name}" for name in ("id", "what", "who", "at", "state")))
    for one in found:
        if as_json:
            screen.line(_record(one))
        who = " / ".join(filter(None, (one.facts.agency, one.facts.agent)))
        table.add_row(one.id, headline(one, screen.language), who, f"{one.at:%Y-%m-%d %H:%M}", _state(screen, one))
    if not as_json:
        out.print(table) if found else screen.print("alerts.none")


@cli.command()
def ack(
    identity: Annotated[str, typer.Argument(help="预警编号 / id of the alert")],
    note: Annotated[str, typer.Option(help="备注 / note")] = "",
) -> None:
    """确认一条预警,停止升级 / Acknowledge an alert; it is escalated no further."""
    _, screen, acts = _opened()
    acts.acknowledge(identity, note)
    screen.print("alerts.acked", id=identity)


@cli.command()
def escalate(identity: Annotated[str, typer.Argument(help="预警编号 / id of the alert")]) -> None:
    """立即升级到下一级 / Take the next step of the chain now."""
    _, screen, acts = _opened()
    acts.escalate(identity)
    screen.print("alerts.escalating", id=identity)


@cli.command()
def retry(delivery: Annotated[str, typer.Argument(help="投递编号 / id of the delivery")]) -> None:
    """重发一条未送达的投递 / Send a delivery again that was given up."""
    _, screen, acts = _opened()
    acts.revive(delivery)
    screen.print("alerts.revived", id=delivery)


@cli.command()
def test(target: Annotated[str, typer.Argument(help="目标名 / name of the target")]) -> None:
    """向目标试发一条消息 / Send a message to a target, to see whether it gets there."""
    app, screen, acts = _opened()
    notice = acts.trial(target)
    wording = Wording(app.settings.public_url, ZoneInfo(app.settings.timezone))
    language = acts.rules().book.targets[target]
    message = wording.message(Delivery(notice.id, target), notice, [], None, language)
    try:
        app.notifier.send(target, message)
    except Undelivered as fault:
        raise Refused(Problem("alerts.undelivered", target, {"fault": screen.say(fault.fault)})) from fault
    screen.print("alerts.tested", target=target)


@rules.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="缺省为现行规则 / the rules in force unless named")] = None,
) -> None:
    """核对规则和目标地址 / Check the rules, and whether their targets can be spoken to."""
    app, screen, acts = _opened()
    held = acts.rules() if file is None else None
    book = held.book if held else parse_alerts(read_alerts(file), file.name) if file else None
    assert book is not None
    unset = [Problem("alerts.target_unset", name) for name in book.targets if name not in app.notifier.targets]
    problems = [
        *(held.faults if held else ()),
        *app.notifier.faults(),
        *Looks(app, ZoneInfo(app.settings.timezone)).suspended(book),
    ]
    screen.problems([*problems, *unset])
    source = held.source if held else str(file)
    screen.print("alerts.checked", source=source, rules=len(book.rules), targets=len(book.targets))
    if problems:
        raise typer.Exit(1)


def _list_dead(screen: Screen, found: Sequence[tuple[Notice, Delivery]]) -> None:
    for notice, one in found:
        if screen.as_json:
            screen.line(
                {
                    "delivery": one.id,
                    "target": one.target,
                    "rule": notice.rule,
                    "tries": one.tries,
                    "fault": one.fault,
                    "at": notice.at,
                }
            )
        else:
            screen.print("alerts.dead", id=one.id, target=one.target, rule=notice.rule or "-", fault=one.fault)
    if not found and not screen.as_json:
        screen.print("alerts.none")


def _state(screen: Screen, alert: Alert) -> str:
    said = screen.say(f"alerts.state.{alert.state}")
    return f"{said}({screen.say(f'alerts.reason.{alert.reason}')})" if alert.reason else said


def _record(alert: Alert) -> dict[str, object]:
    facts = alert.facts
    return {
        "alert": alert.id,
        "rule": alert.rule,
        "kind": facts.kind.value,
        "severity": facts.severity or None,
        "category": facts.category or None,
        "agency": facts.agency,
        "agent": facts.agent,
        "at": alert.at,
        "state": alert.state.value,
        "reason": alert.reason or None,
        "deadline": alert.deadline,
        "level": alert.level,
        "acknowledged_by": alert.by or None,
        "link": facts.link,
    }
