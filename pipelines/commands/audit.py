"""`fairdial audit`: whether the log of acts is as it was written."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from pipelines.bootstrap import Application
from pipelines.commands.screen import Screen, settings

cli = typer.Typer(help="操作日志 / the log of acts", no_args_is_help=True)


@cli.command()
def verify(as_json: Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")] = False) -> None:
    """核对哈希链和锚点,指出每处改动 / Check the chain of hashes and the anchors, and name every change."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    anchors = app.anchors.anchors()
    faults = 0
    for problem in app.acts_faults():
        screen.problem(problem)
        faults += 1
    end = app.acts.end()
    number, digest = (end.number, end.digest) if end else (0, "")
    if as_json:
        screen.line({"acts": number, "digest": digest, "anchors": len(anchors), "faults": faults})
    else:
        screen.print("acts.verified" if not faults else "acts.faults", acts=number, anchors=len(anchors), faults=faults)
    if faults:
        raise typer.Exit(1)


@cli.command()
def anchor() -> None:
    """记下日志现在的末尾 / Write down what the log ends with now; keep a copy where nobody here can change it."""
    app = Application(settings())
    screen = Screen(app.settings.lang)
    made = app.anchor(datetime.now(UTC))
    if made is None:
        screen.print("acts.no_anchor")
    else:
        screen.print("acts.anchored", number=made.number, digest=made.digest)
