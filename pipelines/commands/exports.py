"""`fairdial exports`: whether a file is what was exported."""

from pathlib import Path
from typing import Annotated

import typer

from audit.exports import Checked
from audit.rights import Verb
from pipelines.bootstrap import Application
from pipelines.commands.screen import Screen, settings
from pipelines.exports.reading import verify as verify_file

cli = typer.Typer(help="导出文件 / exported files", no_args_is_help=True)


@cli.command()
def verify(
    file: Annotated[Path, typer.Argument(help="导出的 CSV 或 XLSX / exported CSV or XLSX")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")] = False,
) -> None:
    """核对导出文件是否完整、未改动,以及操作日志是否记有它 / Check that a file is whole, unchanged, and known to the log."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    checked = verify_file(file)
    screen.problems(checked.problems)
    known = _logged(app, checked)
    closing = checked.closing
    if as_json:
        by, at = (closing.by, closing.at) if closing else (None, None)
        good = not checked.problems
        screen.line({"rows": checked.rows, "sha256": checked.digest, "by": by, "at": at, "good": good, "logged": known})
    elif closing and not checked.problems:
        values = {
            "rows": checked.rows,
            "sha256": checked.digest,
            "by": closing.by,
            "at": f"{closing.at:%Y-%m-%d %H:%M}",
        }
        screen.print("exports.good", **values)
        screen.print("exports.logged" if known else "exports.not_logged")
    if checked.problems:
        raise typer.Exit(1)


def _logged(app: Application, checked: Checked) -> bool:
    """Whether this installation's log of acts tells of this file; the file alone proves no more than that it is whole."""
    if checked.closing is None:
        return False
    act = app.acts.latest(checked.closing.by, Verb.EXPORT, checked.closing.export)
    return act is not None and act.detail.get("sha256") == checked.digest
