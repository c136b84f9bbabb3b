"""`fairdial backup` and `fairdial restore`: an installation into a folder, and back."""

from pathlib import Path
from typing import Annotated

import typer

from audit.errors import Problem
from audit.rights import Verb
from pipelines.backup.manifest import NAME, Manifest, digest_of
from pipelines.backup.restoring import check as check_all
from pipelines.backup.restoring import restore as restore_all
from pipelines.backup.saving import back_up, telling
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, settings


def backup(
    folder: Path,
    keep: Annotated[int, typer.Option(min=1, help="保留最近几次 / newest backups that stay")] = 7,
    as_json: AsJson = False,
) -> None:
    """备份,不必停工 / Back up while work goes on; recordings that are there already are not copied again."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    enter(app, Verb.EXPORT, step="backup")
    with screen.progress() as progress:
        task = progress.add_task(screen.say("backup.saving"), total=None)
        made = back_up(app, folder, keep, lambda _what, count: progress.advance(task, count))
    found = {**_counts(made.manifest), "copied": made.copied, "digest": digest_of(made.folder / NAME)}
    if as_json:
        screen.line({"backup": str(made.folder), **found, "damaged": made.manifest.damaged})
    else:
        screen.print("backup.done", folder=made.folder, **found)
        screen.print("backup.keys", where=app.settings.keys_place)
    screen.problems(Problem("backup.damaged", digest) for digest in made.manifest.damaged)
    raise typer.Exit(1 if made.manifest.damaged else 0)


def restore(
    folder: Path,
    moment: Annotated[str | None, typer.Option(help="哪一次备份,缺省为最近一次 / which backup; the newest")] = None,
    check: Annotated[bool, typer.Option("--check", help="只核对备份 / only read it through and check it")] = False,
    as_json: AsJson = False,
) -> None:
    """从备份恢复到空的安装 / Restore into an empty installation; everything is checked first, and what was cut off goes on."""
    app = Application(settings(), restoring=True)
    screen = Screen(app.settings.lang, as_json)
    with screen.progress() as progress:
        task = progress.add_task(screen.say("restore.checking"), total=None)

        def tell(_what: str, count: int) -> None:
            progress.advance(task, count)

        if check:
            _tell(screen, "restore.whole", folder, _counts(check_all(app, folder, moment, tell)))
            return
        done = restore_all(app, folder, moment, tell)
    enter(app, Verb.OPERATE, step="restore")
    now = telling(app.settings)
    for name, then in done.manifest.settings.items():
        if not as_json and now[name] != then:
            screen.print("restore.differs", name=f"FAIRDIAL_{name.upper()}", then=then, now=now[name])
    _tell(
        screen, "restore.done", done.folder, {**_counts(done.manifest), "copied": done.copied, "indexed": done.indexed}
    )


def _counts(manifest: Manifest) -> dict[str, object]:
    rows = sum(table.rows for table in manifest.database.tables.values())
    return {"rows": rows, "blobs": manifest.blobs}


def _tell(screen: Screen, code: str, folder: Path, found: dict[str, object]) -> None:
    if screen.as_json:
        screen.line({"backup": str(folder), **found})
    else:
        screen.print(code, folder=folder, **found)
