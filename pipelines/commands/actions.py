"""`fairdial actions`: corrective actions, their proof and their effect."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from audit.action_ports import ActionQuery, View
from audit.actions import Action, Concern, Order, State, Step, advance
from audit.chain import Act
from audit.effect import SPANS, Effect
from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.rights import Verb
from config.actions import kind_title
from pipelines.actions import concern_of, effect_of, ordered, with_proof
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, masked, out, settings

cli = typer.Typer(help="整改措施 / corrective actions", no_args_is_help=True)

By = Annotated[str, typer.Option(help="谁做的(账号)/ who does it, by account")]
Note = Annotated[str, typer.Option(help="说明 / note")]
Day = Annotated[str, typer.Option(help="期限,YYYY-MM-DD / last day")]


@cli.command("list")
def list_(
    view: Annotated[View | None, typer.Option(help="open | overdue | done | verified")] = None,
    agency: Annotated[str, typer.Option(help="机构 / agency")] = "",
    owner: Annotated[str, typer.Option(help="负责人账号 / account of the owner")] = "",
    as_json: AsJson = False,
) -> None:
    """列出整改措施,先到期的在前 / List corrective actions, what is due first comes first."""
    app = Application(settings())
    screen, today = Screen(app.settings.lang, as_json), _now(app).date()
    found = app.actions.actions(ActionQuery(today, view, agency, owner))
    if as_json:
        for one in found:
            screen.line(record(one, today))
        return
    if not found:
        screen.print("actions.none")
        return
    columns = ("id", "kind", "title", "whose", "owner", "due", "state")
    table = screen.table(*(f"actions.column.{column}" for column in columns))
    for one in found:
        state = "overdue" if one.overdue(today) else one.state.value
        whose = "/".join(filter(None, _sides(one.concern)))
        kind = kind_title(one.kind, screen.language)
        table.add_row(
            one.id, kind, masked(one.title), whose, one.owner, one.due.isoformat(), screen.say(f"actions.state.{state}")
        )
    out.print(table)


@cli.command()
def show(
    action: str,
    days: Annotated[int, typer.Option(min=1, max=365, help="前后各比较几天 / days on each side")] = SPANS[1],
    as_json: AsJson = False,
) -> None:
    """一项措施的经过和整改前后的发生率 / One action with its steps, and the rates before and after it."""
    app = Application(settings())
    screen, now = Screen(app.settings.lang, as_json), _now(app)
    found = _known(app, action)
    enter(app, Verb.ACTIONS, action)
    effect = effect_of(app.actions, found, now, ZoneInfo(app.settings.timezone), days)
    if as_json:
        screen.line({**record(found, now.date()), "steps": found.steps, "effect": effect_record(effect)})
        return
    out.print(f"{kind_title(found.kind, screen.language)}  ", masked(found.title), sep="")
    for step in found.steps:
        said = screen.say(f"actions.step.{step.state}")
        file = f" [{step.proof.name}, {step.proof.digest[:12]}]" if step.proof else ""
        out.print(f"  {step.at:%Y-%m-%d %H:%M} {said} {step.by}{file} ", masked(step.text), sep="", markup=False)
    for name, one in (("before", effect.before), ("after", effect.after)):
        if one is not None:
            value, low, high = one.share
            figures = {"contacts": one.contacts, "value": f"{value:.1f}", "low": f"{low:.1f}", "high": f"{high:.1f}"}
            screen.print(f"actions.rate.{name}", **figures)
    screen.print(f"actions.verdict.{effect.verdict}")


@cli.command()
def add(  # noqa: PLR0913, PLR0917 - each is an option
    kind: Annotated[str, typer.Option(help="种类,见 config/actions.yml / kind")],
    title: Annotated[str, typer.Option(help="做什么 / what is to be done")],
    owner: Annotated[str, typer.Option(help="负责人账号 / account of the owner")],
    due: Day,
    by: By,
    incident: Annotated[list[str] | None, typer.Option(help="事件,可多次 / incident, may be repeated")] = None,
    rule: Annotated[list[str] | None, typer.Option(help="规则,可多次 / rule, may be repeated")] = None,
    category: Annotated[str, typer.Option(help="类别 / category")] = "",
    institution: Annotated[str, typer.Option(help="委托机构 / institution")] = "",
    agency: Annotated[str, typer.Option(help="机构 / agency")] = "",
    team: Annotated[str, typer.Option(help="小组 / team")] = "",
    agent: Annotated[str, typer.Option(help="坐席 / agent")] = "",
    note: Note = "",
) -> None:
    """下达一项措施;没写明的从事件里取 / Order an action; what is not said is taken from the incidents."""
    app = Application(settings())
    screen, now = Screen(app.settings.lang), _now(app)
    told = concern_of([_incident(app, one) for one in incident or ()])
    named = any((institution, agency, team, agent))
    # Whoever names a side means that one, and not as many as the incidents share.
    concern = Concern(institution or None, agency or None, team or None, agent or None) if named else told
    about = (tuple(rule or ()), category or None) if rule or category else (told.rules, told.category)
    concern = replace(concern, rules=about[0], category=about[1])
    given = Order(kind, title, concern, owner, tuple(incident or ()))
    made = ordered(given, Step(State.OPEN, by, now, note, _day(due)), app.accounts)
    _log(app, by, Verb.ORDER_ACTION, made, now)
    app.actions.order_action(made)
    screen.print("actions.ordered", action=made.id)


@cli.command()
def done(
    action: str,
    by: By,
    note: Note = "",
    file: Annotated[
        Path | None, typer.Option(help="证明文件 / file that proves it", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """报告完成并附证明 / Report that it was done, with proof: a note, a file or both."""
    app = Application(settings())
    step = Step(State.DONE, by, _now(app), note)
    data = file.read_bytes() if file else b""
    _take(app, action, with_proof(step, file.name, data) if file else step, Verb.DO_ACTION, data)


@cli.command()
def verify(action: str, by: By, note: Note = "") -> None:
    """核实他人完成的措施 / Verify what somebody else has done."""
    app = Application(settings())
    _take(app, action, Step(State.VERIFIED, by, _now(app), note), Verb.VERIFY_ACTION)


@cli.command()
def reopen(action: str, by: By, note: Note, due: Day) -> None:
    """退回重做,说明理由和新期限 / Open it again, with the reason and a new last day."""
    app = Application(settings())
    _take(app, action, Step(State.OPEN, by, _now(app), note, _day(due)), Verb.ORDER_ACTION)


def record(action: Action, today: date) -> dict[str, object]:
    """An action as `--json` gives it; the keys are a stable interface."""
    concern = action.concern
    return {
        "action": action.id,
        "kind": action.kind,
        "title": action.title,
        "state": action.state,
        "overdue": action.overdue(today),
        "owner": action.owner,
        "due": action.due.isoformat(),
        "ordered_at": action.ordered_at,
        "institution": concern.institution,
        "agency": concern.agency,
        "team": concern.team,
        "agent": concern.agent,
        "rules": concern.rules,
        "category": concern.category,
        "incidents": action.incidents,
    }


def effect_record(effect: Effect) -> dict[str, object]:
    sides = {name: one for name, one in (("before", effect.before), ("after", effect.after)) if one is not None}
    rates = {
        name: {"contacts": one.contacts, "hit": one.hit, "incidents": one.incidents, "per_thousand": one.share}
        for name, one in sides.items()
    }
    return {**rates, "difference": effect.difference, "verdict": effect.verdict}


def _take(app: Application, action: str, step: Step, verb: Verb, data: bytes = b"") -> None:
    advance(_known(app, action), step)  # refused before it is entered into the log as done
    _log(app, step.by, verb, _known(app, action), step.at)
    if step.proof:
        app.blobs.put(data)
    now = app.actions.advance_action(action, step)
    Screen(app.settings.lang).print(f"actions.now.{now.state}", action=action)


def _log(app: Application, by: str, verb: Verb, action: Action, at: datetime) -> None:
    app.acts.add(Act(at, by, verb, action.id, {"kind": action.kind, "by": "cli"}))


def _known(app: Application, action: str) -> Action:
    found = app.actions.action(action)
    if found is None:
        raise Refused(Problem("action.unknown", action))
    return found


def _incident(app: Application, incident: str) -> Incident:
    found = app.store.incident(incident)
    if found is None:
        raise Refused(Problem("incident.unknown", incident))
    return found


def _sides(concern: Concern) -> tuple[str | None, str | None, str | None, str | None]:
    return concern.institution, concern.agency, concern.team, concern.agent


def _now(app: Application) -> datetime:
    """By the clock on which last days end."""
    return datetime.now(UTC).astimezone(ZoneInfo(app.settings.timezone))


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Refused(Problem("action.not_a_day", given)) from None
