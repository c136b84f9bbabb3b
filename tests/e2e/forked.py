"""The program without its start: a process imports everything once, and every line on standard input forks a run of it.

A line is JSON with `arguments`, `environment`, `folder`, and the files `in`, `out` and `err`; the answers are the number
of the process and, when it has ended, its exit code.
"""

import gc
import json
import os
import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import Any
from unittest import mock

import alembic.command
import elasticsearch.helpers
import psycopg

import audit.pack
import config.loader
import pipelines.adapters.search.elastic
import pipelines.adapters.search.embedded
import pipelines.adapters.sql.moving
import pipelines.adapters.sql.store
import pipelines.commands
from audit.pack import Pack, compile_pack
from audit.rules.model import Rule
from config.loader import LoadedPack, load_pack
from pipelines.cli import main

#: What the program imports when it is first asked for.
AT_HAND = (alembic.command, elasticsearch.helpers, psycopg, pipelines.adapters.search, pipelines.adapters.sql)
SHIPPED = "cn"
#: For each of the files: its number in the run, how it is opened.
FILES = {"in": (0, os.O_RDONLY), "out": (1, os.O_WRONLY | os.O_CREAT), "err": (2, os.O_WRONLY | os.O_CREAT)}


def make_ready() -> None:
    """The shipped rules, which nothing changes here, are read and compiled once, not by every run; other packs as ever."""
    loaded = load_pack(SHIPPED)
    compiled = compile_pack(loaded.rules)

    def load(pack: Any = SHIPPED, *root: Any) -> LoadedPack:
        return loaded if (pack, root) == (SHIPPED, ()) else load_pack(pack, *root)

    def made_of(rules: tuple[Rule, ...], *of: Any, **more: Any) -> Pack:
        return compiled if rules is loaded.rules and not (of or more) else compile_pack(rules, *of, **more)

    mock.patch.object(config.loader, "load_pack", load).start()
    mock.patch.object(audit.pack, "compile_pack", made_of).start()
    for module in iter_modules(pipelines.commands.__path__):
        import_module(f"pipelines.commands.{module.name}")
    gc.freeze()


def run(asked: dict[str, Any]) -> int:
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    for name, (number, how) in FILES.items():
        os.dup2(os.open(asked[name], how), number)
    sys.argv = ["fairdial", *asked["arguments"]]
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    make_ready()
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            code = 70
            try:
                code = run(json.loads(line))
            finally:
                os._exit(code)
        os.write(1, f"{child}\n".encode())
        os.write(1, f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n".encode())
