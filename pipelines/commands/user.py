"""`fairdial user`: accounts of people, and tokens of programs."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from audit.access import Account
from audit.rights import ROLES, Role, Verb
from audit.scope import Scope
from pipelines.access.keeping import Keeper, demo_accounts
from pipelines.bootstrap import Application
from pipelines.commands.acting import operator
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, out, settings

cli = typer.Typer(help="账号 / accounts", no_args_is_help=True)

#: The collector of the demo's logs whom most incidents are about.
DEMO_AGENT = "YC-0388"
Name = Annotated[str, typer.Argument(help="账号名 / name of the account")]


@cli.command()
def add(  # noqa: PLR0913, PLR0917 - each is an option
    name: Name,
    role: Annotated[list[Role], typer.Option(help="角色,可多次 / role, may be repeated")],
    display: Annotated[str, typer.Option(help="显示的名字 / name that others read")] = "",
    institution: Annotated[list[str] | None, typer.Option(help="只看这些委托机构 / only these institutions")] = None,
    agency: Annotated[list[str] | None, typer.Option(help="只看这些催收机构 / only these agencies")] = None,
    agent: Annotated[list[str] | None, typer.Option(help="只看这些坐席 / only these agents")] = None,
) -> None:
    """新建账号,显示一次性密码 / Make an account and show its one-time password."""
    screen, keeper = _keeper()
    scope = Scope(*(frozenset(names) if names else None for names in (institution, agency, agent)))
    _show(screen, [(name, keeper.add(Account(name, display or name, frozenset(role), scope)))])


@cli.command()
def demo() -> None:
    """为演示建立各角色账号 / Make an account for each role, for the demo; those that are there get new passwords."""
    screen, keeper = _keeper()
    known = {account.name for account in keeper.door.accounts.accounts()}
    given = [
        (account.name, keeper.renew(account.name) if account.name in known else keeper.add(account))
        for account in demo_accounts(DEMO_AGENT)
    ]
    _show(screen, given)
    screen.print("user.next")


@cli.command()
def passwd(name: Name) -> None:
    """给一个新的一次性密码,并解除锁定 / Give a new one-time password, and end a lock."""
    screen, keeper = _keeper()
    _show(screen, [(name, keeper.renew(name))])


@cli.command()
def disable(
    name: Name,
    enable: Annotated[bool, typer.Option("--enable", help="重新启用 / let in again")] = False,
) -> None:
    """停用账号,立即退出其所有会话 / Let an account in no more; its sessions end at once."""
    screen, keeper = _keeper()
    keeper.disable(name, disabled=not enable)
    screen.print("user.enabled" if enable else "user.disabled", name=name)


@cli.command()
def token(
    name: Name,
    verb: Annotated[list[Verb] | None, typer.Option(help="可做的事,可多次 / what it may, may be repeated")] = None,
    days: Annotated[int, typer.Option(help="有效天数 / days for which it holds", min=1, max=730)] = 90,
    end: Annotated[str, typer.Option(help="作废这个令牌 / end the token of this id")] = "",
) -> None:
    """发给程序的令牌,只显示一次 / A token for a program, shown once."""
    screen, keeper = _keeper()
    if end:
        keeper.end_token(name, end)
        screen.print("user.token_ended", token=end)
        return
    wanted = frozenset(verb or {Verb.QUEUE, Verb.VIEW})
    made, secret = keeper.give_token(name, wanted, timedelta(days=days))
    screen.print("user.token", name=name, token=made.id, until=f"{made.expires:%Y-%m-%d}", secret=secret)


@cli.command("list")
def list_(as_json: AsJson = False) -> None:
    """列出账号、角色和令牌 / List accounts with roles and tokens."""
    screen, keeper = _keeper(as_json)
    accounts = keeper.door.accounts.accounts()
    table = screen.table(
        *(f"user.column.{column}" for column in ("name", "display", "roles", "scope", "state", "tokens"))
    )
    for account in accounts:
        tokens = [one.id for one in keeper.door.sessions.tokens(account.name) if one.holds(keeper.door.now())]
        if as_json:
            screen.line(_record(account, tokens))
        roles = ", ".join(screen.say(f"role.{role}") for role in sorted(account.roles))
        state = screen.say("user.state.disabled" if account.disabled else "user.state.active")
        table.add_row(account.name, account.display, roles, _scope(screen, account.scope), state, " ".join(tokens))
    if not as_json:
        out.print(table) if accounts else screen.print("user.none")


@cli.command()
def roles() -> None:
    """各角色可做的事 / What each role may do."""
    screen = Screen(settings().lang)
    table = screen.table("user.column.roles", "user.column.verbs")
    for role, verbs in ROLES.items():
        table.add_row(
            f"{role} {screen.say(f'role.{role}')}", ", ".join(screen.say(f"verb.{verb}") for verb in sorted(verbs))
        )
    out.print(table)


def _keeper(as_json: bool = False) -> tuple[Screen, Keeper]:
    app = Application(settings())
    door = app.door(lambda: datetime.now(UTC))
    return Screen(app.settings.lang, as_json), Keeper(door, operator())


def _show(screen: Screen, given: list[tuple[str, str]]) -> None:
    for name, password in given:
        screen.print("user.password", name=name, password=password)


def _record(account: Account, tokens: list[str]) -> dict[str, object]:
    sides = {side: getattr(account.scope, side) for side in ("institutions", "agencies", "agents")}
    return {
        "account": account.name,
        "display": account.display,
        "roles": sorted(account.roles),
        "scope": {side: sorted(names) for side, names in sides.items() if names is not None},
        "disabled": account.disabled,
        "tokens": tokens,
    }


def _scope(screen: Screen, scope: Scope) -> str:
    sides = {side: getattr(scope, side) for side in ("institutions", "agencies", "agents")}
    bounded = [
        f"{screen.say(f'account.scope.{side}')}: {', '.join(sorted(names))}"
        for side, names in sides.items()
        if names is not None
    ]
    return "; ".join(bounded) or screen.say("account.scope.all")
