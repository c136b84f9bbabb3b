"""`fairdial migrate-store`: an embedded installation moves to the servers that the settings name; cut off, it goes on."""

from typing import Annotated

import portalocker
import typer

from audit.errors import Problem, Refused
from audit.rights import Verb
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.screen import Screen, out, settings
from pipelines.steps.index import reindex


def migrate_store(as_json: Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")] = False) -> None:
    """搬到服务器 / Move the home folder's database to FAIRDIAL_DATABASE and build the search index anew."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    mover = app.mover()
    lock = portalocker.Lock(app.settings.home / "worker.lock", timeout=0, fail_when_locked=True)
    try:
        with lock, screen.progress() as progress:
            task = progress.add_task(screen.say("move.moving"), total=None)
            for table, rows in mover.move():
                progress.advance(task, rows)
                if as_json:
                    screen.line({"table": table, "moved": rows})
            tables = list(mover.compare())
            if all(one.equal for one in tables):
                found = reindex(app.store, app.index, app.settings.chunk_rows, app.settings.lang)
    except portalocker.LockException as error:
        raise Refused(Problem("flow.busy", str(app.settings.home))) from error
    shown = screen.table("move.table", "move.here", "move.there", "move.digest")
    for one in tables:
        if as_json:
            screen.line({"table": one.table, "rows": one.rows, "rows_there": one.rows_there, "digest": one.digest, "equal": one.equal})  # fmt: skip
        shown.add_row(one.table, f"{one.rows:,}", f"{one.rows_there:,}", one.digest[:16])
    if not as_json:
        out.print(shown)
    if unequal := [one.table for one in tables if not one.equal]:
        raise Refused(Problem("move.unequal", mover.target.url.render_as_string(), {"tables": ", ".join(unequal)}))
    enter(app, Verb.OPERATE, step="migrate_store")
    if as_json:
        screen.line({"indexed": found})
    else:
        screen.print("move.done", count=found)
