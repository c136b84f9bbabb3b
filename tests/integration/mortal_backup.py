"""Backs up or restores in a process that dies when it is about to write for the nth time: everything is imported once, then forked.

A line of JSON on standard input says what to do; the answer is `done`, or `killed`.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import alembic.command
import psycopg

import pipelines.adapters.search.embedded
import pipelines.adapters.sql.dump
import pipelines.adapters.sql.store
from config.settings import Settings
from pipelines.adapters.blobs import FolderBlobs
from pipelines.backup.restoring import restore
from pipelines.backup.saving import back_up
from pipelines.bootstrap import Application

#: What is imported when it is first asked for is imported here once.
AT_HAND = (alembic.command, psycopg, pipelines.adapters.search.embedded, pipelines.adapters.sql, FolderBlobs)
WRITES = frozenset(("os.rename", "os.mkdir", "os.remove", "shutil.rmtree", "sqlite3.connect"))


def die_at(touch: int, among: tuple[str, ...]) -> None:
    """Nothing at all for 0. To PostgreSQL, each table is written at once."""
    left = [touch]

    def count() -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event in WRITES or (event == "open" and set("wax+") & set(str(arguments[1])))
        if writes and str(arguments[0]).startswith(among):
            count()

    def copy(cursor: Any, *arguments: Any) -> Any:
        count()
        return whole(cursor, *arguments)

    whole, psycopg.Cursor.copy = psycopg.Cursor.copy, copy  # type: ignore[method-assign]
    sys.addaudithook(look)


def act(asked: dict[str, Any]) -> None:
    settings, folder = Settings(_env_file=None, **asked["settings"]), Path(asked["folder"])
    die_at(asked["touch"], (asked["folder"], str(settings.home)))
    app = Application(settings, restoring=True)
    if asked["act"] == "save":
        back_up(app, folder, keep=1)
    else:
        restore(app, folder, None)


def main() -> None:
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            status = 1
            try:
                act(json.loads(line))
                status = 0
            finally:
                os._exit(status)
        _, ended = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(ended)
        sys.stdout.write({0: "done", -signal.SIGKILL: "killed"}.get(code, f"failed {code}") + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
