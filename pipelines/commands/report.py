"""`fairdial report`: made by one person, released by another one, given out as files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from audit.access import Account
from audit.chain import Act
from audit.errors import Problem, Refused
from audit.reports.periods import read
from audit.reports.record import Kind
from audit.reports.release import Kept, State
from audit.reports.written import kept_values
from audit.rights import Verb
from audit.scope import EVERYTHING, Scope
from config.messages import LANGUAGES
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, out, settings
from pipelines.reports.due import prepare
from pipelines.reports.files import Format
from pipelines.reports.gathering import Wanted
from pipelines.reports.naming import period_name, scope_name
from pipelines.reports.releasing import draft, file_of, found, release, step, step_on

cli = typer.Typer(help="报告 / reports", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="报告编号 / id of the report")]
By = Annotated[str, typer.Option(help="操作人的账号 / account of whoever does it")]
KINDS = (Kind.MONTHLY, Kind.QUARTERLY, Kind.YEARLY)


@cli.command("make")
def make_(
    period: Annotated[str, typer.Argument(help="2026-10 | 2026-Q4 | 2026 | 2026-10-01..2026-10-15")],
    by: By,
    agency: Annotated[list[str] | None, typer.Option(help="只含这些催收机构 / only these agencies")] = None,
    institution: Annotated[list[str] | None, typer.Option(help="只含这些委托机构 / only these institutions")] = None,
    as_json: AsJson = False,
) -> None:
    """生成一份草稿 / Make a draft: of a month, a quarter, an agency's year, or any days."""
    app, screen, who = _who(by, as_json=as_json)
    kind, days = read(period, app.settings.timezone)
    scope = Scope(*(frozenset(names) if names else None for names in (institution, agency)))
    if not who.scope.covers(scope):
        raise Refused(Problem("report.outside", scope_name(scope, screen.language)))
    kept, report = draft(app, Wanted(kind, days, scope, by, datetime.now(UTC)))
    _act(app, who, kept, "make")
    if as_json:
        screen.line(kept_values(kept))
    else:
        screen.print("report.made", id=kept.id, version=kept.version, count=len(report.figures))


@cli.command("list")
def list_(as_json: AsJson = False) -> None:
    """列出报告,新的在前 / List reports, newest first."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    kept = app.reports.reports(limit=1000)
    if as_json:
        for one in kept:
            screen.line(kept_values(one))
        return
    if not kept:
        screen.print("report.none")
        return
    table = screen.table(
        *(f"report.column.{name}" for name in ("id", "kind", "period", "scope", "version", "state", "by"))
    )
    for one in kept:
        state, kind = screen.say(f"reports.state.{one.state}"), screen.say(f"reports.short.{one.kind}")
        scope = scope_name(one.scope, screen.language)
        table.add_row(one.id, kind, period_name(one.period), scope, str(one.version), state, one.by)
    out.print(table)


@cli.command()
def show(
    identity: Id,
    kind: Annotated[Format, typer.Option("--as", help="文件种类 / kind of file")] = Format.JSON,
    lang: Annotated[str, typer.Option(help="zh | en")] = "",
    to: Annotated[Path | None, typer.Option(help="写到此文件 / write to this file")] = None,
) -> None:
    """写出报告及其清单、签名 / Write a report out, or its manifest, or the signature of that."""
    app = Application(settings())
    kept, report = found(app, identity, EVERYTHING)
    enter(app, Verb.REPORTS, identity, file=kind.value)
    language = lang if lang in LANGUAGES else app.settings.lang
    data = file_of(app, kept, report, kind, language)
    if to is None:
        typer.echo(data, nl=False)
        return
    to.write_bytes(data)
    Screen(app.settings.lang).print("report.written", path=to)


@cli.command()
def vouch(identity: Id, by: By) -> None:
    """认可按计划生成的草稿 / Vouch for what the schedule prepared."""
    _step(identity, by, State.DRAFT)


@cli.command()
def withdraw(identity: Id, by: By, note: Annotated[str, typer.Option(help="原因 / why")]) -> None:
    """撤回草稿 / Withdraw a draft."""
    _step(identity, by, State.WITHDRAWN, note)


@cli.command("release")
def release_(identity: Id, by: By) -> None:
    """由第二人发布:写出全部文件、哈希清单与签名 / Release, by a second person: all files, their hashes, a signature."""
    app, screen, who = _who(by)
    one = found(app, identity, who.scope)
    taken = step(State.RELEASED, by, datetime.now(UTC))
    now = release(app, one, taken, lambda: _act(app, who, one[0], "release"))
    screen.print("report.stands", id=now.id, state=screen.say(f"reports.state.{now.state}"))


@cli.command()
def due(as_json: AsJson = False) -> None:
    """生成已到期而没有的报告,待人认可 / Prepare the reports whose period has ended; somebody has to vouch for them."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    kinds = [Kind(name) for name in app.settings.reports.split()] or KINDS
    enter(app, Verb.MAKE_REPORT, "due", kinds=" ".join(kinds))
    made = list(prepare(app, kinds, datetime.now(UTC)))
    for one in made:
        if as_json:
            screen.line(kept_values(one))
        else:
            screen.print("report.stands", id=one.id, state=screen.say(f"reports.state.{one.state}"))
    if not made and not as_json:
        screen.print("report.nothing_due")


def _step(identity: str, by: str, state: State, note: str = "") -> None:
    app, screen, who = _who(by)
    kept, _ = found(app, identity, who.scope)
    taken = step(state, by, datetime.now(UTC), note)
    now = step_on(app, kept, taken, lambda: _act(app, who, kept, state.value))
    screen.print("report.stands", id=now.id, state=screen.say(f"reports.state.{now.state}"))


def _who(by: str, *, as_json: bool = False) -> tuple[Application, Screen, Account]:
    """Four eyes are those of accounts. Raises Refused (`report.who`) for one that may not make reports."""
    app = Application(settings())
    account = app.accounts.account(by)
    if account is None or not account.rights.may(Verb.MAKE_REPORT):
        raise Refused(Problem("report.who", by))
    return app, Screen(app.settings.lang, as_json), account


def _act(app: Application, who: Account, kept: Kept, what: str) -> None:
    detail = {"step": what, "period": period_name(kept.period), "version": str(kept.version)}
    app.acts.add(Act(datetime.now(UTC), who.name, Verb.MAKE_REPORT, kept.id, detail))
