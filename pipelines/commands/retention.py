"""`fairdial retention`: how long what is kept, what is due, who asked and approved, what is held."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from audit.errors import Refused
from audit.retention.classes import Bound, Kind, Law
from audit.retention.holds import Hold, Side
from audit.retention.requests import Request, State
from config.retention import retention as schedule_of
from pipelines.bootstrap import Application
from pipelines.commands.acting import operator
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, out, settings
from pipelines.retention import Retention, sweep

cli = typer.Typer(help="保存期限与保全 / retention and legal hold", no_args_is_help=True)

Why = Annotated[str, typer.Option("--reason", help="理由 / reason")]
Which = Annotated[str, typer.Argument(help="申请或保全编号 / id of the request or hold")]


@cli.command()
def classes(as_json: AsJson = False) -> None:
    """各类数据的保存期限及依据 / How long each kind of data is kept, and by which law."""
    _, screen, mine = _opened(as_json)
    table = screen.table(*(f"retention.column.{name}" for name in ("kind", "years", "law")))
    for kind, one in mine.schedule.items():
        laws = [_law(screen, law) for law in one.law]
        if as_json:
            screen.line({"kind": kind, "years": one.years, "title": one.title[screen.language], "law": laws})
        years = screen.say("retention.never") if one.years is None else str(one.years)
        table.add_row(one.title[screen.language], years, "\n".join(laws))
    if not as_json:
        out.print(table)


@cli.command()
def preview(as_json: AsJson = False) -> None:
    """现在会删除多少 / What a deletion would do now, and how much holds keep."""
    _, screen, mine = _opened(as_json)
    table = screen.table(*(f"retention.column.{name}" for name in ("kind", "years", "total", "due", "held", "undated")))
    for kind, count in mine.preview().items():
        one = mine.schedule[kind]
        told = (count.total, count.due, count.held, count.undated)
        if as_json:
            names = ("total", "due", "held", "undated")
            screen.line({"kind": kind, "years": one.years, **dict(zip(names, told, strict=True))})
        table.add_row(one.title[screen.language], str(one.years), *(f"{number:,}" for number in told))
    if not as_json:
        out.print(table)


@cli.command()
def request(kind: Kind, reason: Why, as_json: AsJson = False) -> None:
    """申请删除一类到期数据,由另一人批准 / Ask for deletion of what is due of one kind; somebody else approves it."""
    _, screen, mine = _opened(as_json)
    _show(screen, mine.ask(kind, reason))


@cli.command()
def approve(which: Which, note: Annotated[str, typer.Option(help="备注 / note")] = "", as_json: AsJson = False) -> None:
    """批准别人的申请 / Approve what somebody else asked for."""
    _, screen, mine = _opened(as_json)
    _show(screen, mine.rule(which, State.APPROVED, note))


@cli.command()
def reject(which: Which, reason: Why, as_json: AsJson = False) -> None:
    """驳回别人的申请 / Reject what somebody else asked for."""
    _, screen, mine = _opened(as_json)
    _show(screen, mine.rule(which, State.REJECTED, reason))


@cli.command()
def withdraw(which: Which, as_json: AsJson = False) -> None:
    """撤回自己的申请 / Withdraw what oneself asked for."""
    _, screen, mine = _opened(as_json)
    _show(screen, mine.rule(which, State.WITHDRAWN))


@cli.command("list")
def list_(as_json: AsJson = False) -> None:
    """列出申请 / List requests, newest first."""
    _, screen, mine = _opened(as_json)
    for one in mine.store.requests():
        _show(screen, one)


@cli.command()
def run(as_json: AsJson = False) -> None:
    """执行已批准的申请;中断后再运行即继续 / Do what was approved; cut off, the next run goes on."""
    app, screen, mine = _opened(as_json)
    with screen.progress() as progress:
        task = progress.add_task(screen.say("retention.deleting"), total=None)
        for one in mine.approved():
            _show(screen, mine.run(one.id, lambda count: progress.advance(task, count)))
    try:
        swept = sweep(app.retention, app.index, app.blobs)
    except Refused as refused:  # the process that writes the index does so in its next round
        screen.problems(refused.problems)
        raise typer.Exit(1) from refused
    finally:
        app.index.close()
    screen.line({"swept": swept}) if as_json else screen.print("retention.swept", count=swept)


@cli.command()
def hold(
    side: Side, of: Annotated[str, typer.Argument(help="编号 / id")], reason: Why, as_json: AsJson = False
) -> None:
    """保全一名债务人、一件档案或一次触达,优先于保存期限 / Hold a debtor, a case or a contact: it beats every period."""
    _, screen, mine = _opened(as_json)
    for one in mine.hold(side, of, reason):
        _show_hold(screen, one)


@cli.command()
def lift(which: Which, reason: Why, as_json: AsJson = False) -> None:
    """解除保全 / Lift a hold."""
    _, screen, mine = _opened(as_json)
    _show_hold(screen, mine.lift(which, reason))


@cli.command()
def holds(
    lifted: Annotated[bool, typer.Option(help="已解除的 / those that were lifted")] = False, as_json: AsJson = False
) -> None:
    """列出保全 / List holds, newest first."""
    _, screen, mine = _opened(as_json)
    for one in mine.store.holds(lifted=lifted):
        _show_hold(screen, one)


def _opened(as_json: bool) -> tuple[Application, Screen, Retention]:
    app = Application(settings())
    schedule, by = schedule_of(app.settings.retention), operator()
    mine = Retention(app.retention, schedule, app.acts, by, lambda: datetime.now(UTC))
    return app, Screen(app.settings.lang, as_json), mine


def _law(screen: Screen, law: Law) -> str:
    code = "retention.law.least" if law.bound is Bound.LEAST else "retention.law.most"
    bound = screen.say(code if law.years else f"{code}.open", years=law.years)
    place = f"{law.instrument} {law.place}".strip()
    return f"{bound} {place} ({law.force}, {screen.say(f'retention.verified.{law.verified}')}): {law.says[screen.language]}"


def _show(screen: Screen, one: Request) -> None:
    if screen.as_json:
        told = {"request": one.id, "kind": one.kind, "state": one.state, "years": one.years, "cutoff": one.cutoff}
        counts = {"due": one.due, "held": one.held, "deleted": one.deleted}
        screen.line({**told, **counts, "by": one.by, "settled_by": one.settled_by, "why": one.why})
        return
    state, kind = screen.say(f"retention.state.{one.state}"), screen.say(f"retention.kind.{one.kind}")
    told = {"kind": kind, "state": state, "by": one.by, "settled_by": one.settled_by or "–", "why": one.why}
    screen.print("retention.line", id=one.id, due=one.due, deleted=one.deleted, **told)


def _show_hold(screen: Screen, one: Hold) -> None:
    if screen.as_json:
        told = {"hold": one.id, "side": one.side, "of": one.of, "institution": one.institution, "by": one.by}
        screen.line({**told, "at": one.at, "reason": one.reason, "lifted_by": one.lifted_by, "why": one.lifted_why})
        return
    side = screen.say(f"hold.side.{one.side}")
    told = {"side": side, "of": one.of, "institution": one.institution or "–", "by": one.by, "reason": one.reason}
    screen.print("hold.line" if one.stands else "hold.line.lifted", id=one.id, lifted_by=one.lifted_by, **told)
