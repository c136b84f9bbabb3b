"""`fairdial keys`: the keys of names and numbers."""

import typer

from audit.rights import Verb
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, settings

cli = typer.Typer(help="个人信息的密钥 / keys of personal data", no_args_is_help=True)


@cli.command()
def status(as_json: AsJson = False) -> None:
    """密钥的名称,以及还未由当前密钥加密的行数 / Names of the keys, and rows that the current one does not seal."""
    app, screen = _opened(as_json)
    names, stale = app.keyring.names, app.keyring.stale()
    if as_json:
        screen.line({"keys": list(names), "where": app.keyring.where, "stale": dict(stale)})
        return
    screen.print("keys.status", names=" ".join(names), where=app.keyring.where, rows=sum(stale.values()))


@cli.command()
def rotate(as_json: AsJson = False) -> None:
    """换新密钥并逐批重新加密,可边工作边运行,中断后再运行即继续 / A new key, and every row sealed anew, while work goes on."""
    app, screen = _opened(as_json)
    ring = app.keyring
    if not ring.stale():  # else the last rotation was cut off, or nothing was sealed yet
        _log(app, "rotate", key=ring.renew())
    rows = 0
    with screen.progress() as progress:
        task = progress.add_task(screen.say("keys.sealing"), total=None)
        for _, count in ring.reseal():
            rows += count
            progress.advance(task, count)
    _log(app, "sealed", rows=str(rows))
    left = sum(ring.stale().values())
    if as_json:
        screen.line({"key": ring.names[0], "sealed": rows, "left": left})
    else:
        screen.print("keys.left" if left else "keys.sealed", key=ring.names[0], rows=rows, left=left)
    if left:  # another process still seals with a key of before: its environment has to be set, too
        raise typer.Exit(1)


@cli.command()
def forget(as_json: AsJson = False) -> None:
    """去掉不再需要的旧密钥;旧备份仍要用它们,请先另存 / Give up old keys; older backups still need them: keep a copy apart."""
    app, screen = _opened(as_json)
    gone = app.keyring.forget()
    _log(app, "forget", keys=" ".join(gone))
    if as_json:
        screen.line({"forgotten": list(gone)})
    else:
        screen.print("keys.forgotten", count=len(gone))


def _opened(as_json: bool) -> tuple[Application, Screen]:
    app = Application(settings())
    return app, Screen(app.settings.lang, as_json)


def _log(app: Application, what: str, **detail: str) -> None:
    enter(app, Verb.OPERATE, "keys", what=what, **detail)
