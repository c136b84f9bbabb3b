"""The program without its start: a process imports everything once, and every line on standard input forks a run of it.

A line is JSON with `arguments`, `environment`, `folder`, and the files `out` and `err`; the answers are the number of the
process and, when it has ended, its exit code.
"""

import json
import os
import sys
from typing import Any

import alembic.command
import elasticsearch.helpers
import psycopg

import pipelines.adapters.search.elastic
import pipelines.adapters.search.embedded
import pipelines.adapters.sql.moving
import pipelines.adapters.sql.store
from pipelines.cli import main

#: What the program imports when it is first asked for.
AT_HAND = (alembic.command, elasticsearch.helpers, psycopg, pipelines.adapters.search, pipelines.adapters.sql)


def run(asked: dict[str, Any]) -> int:
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(asked[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
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
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            code = 70
            try:
                code = run(json.loads(line))
            finally:
                os._exit(code)
        os.write(1, f"{child}\n".encode())
        os.write(1, f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n".encode())
