"""What more workers bring: SMS contacts a second from stored to judged, in ledgers and searchable, with 1, 2 and 4 workers on one PostgreSQL.

`python -m benchmarks.workers [--size CONTACTS]` needs FAIRDIAL_TEST_PG_URL, the address of a server on which databases
may be made; with FAIRDIAL_TEST_ES_URL the search runs on Elasticsearch, else in the home folder, where workers write the
index one after the other. Each run has a database of its own. The clock starts when all workers are up and ends when
the last one is done. The last line is the result as JSON; exits 1 where a figure misses its limit.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import create_engine

from benchmarks.portfolio import Portfolio, write
from config.settings import Settings
from pipelines.bootstrap import Application
from pipelines.flow import Flow
from pipelines.ingest import ingest

SIZE = 20_000
CREWS = (1, 2, 4)
#: Workflows for each worker of the largest crew.
EACH = 6
#: Least speed of two workers against one, where there are two processors. PostgreSQL takes its share of the same ones.
LIMIT = 1.15
FORK = multiprocessing.get_context("fork")


@contextmanager
def database(server: str) -> Iterator[str]:
    name = f"bench_{uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        admin.dispose()


def fill(settings: Settings, made: Portfolio) -> None:
    app = Application(settings)
    ingest(app, "cases", made.cases)
    ingest(app, "sms", made.sms)
    app.store.engine.dispose()  # type: ignore[attr-defined]


def work(settings: Settings, ready: Application, begin: Barrier) -> None:
    app = Application(settings)
    app.pack, app.reader = ready.pack, ready.reader
    with Flow(app) as flow:
        begin.wait()
        flow.resume()
        begin.wait()


def measured(settings: Settings, ready: Application, made: Portfolio, count: int) -> float:
    """Seconds."""
    filler = FORK.Process(target=fill, args=(settings, made))
    filler.start()
    filler.join()
    begin = FORK.Barrier(count + 1)
    workers = [FORK.Process(target=work, args=(settings, ready, begin)) for _ in range(count)]
    for worker in workers:
        worker.start()
    begin.wait()
    start = time.perf_counter()
    begin.wait()
    seconds = time.perf_counter() - start
    for worker in workers:
        worker.join()
    app = Application(settings)
    states = dict(app.store.counts()["contacts"]["sms"])
    app.store.engine.dispose()  # type: ignore[attr-defined]
    if states != {"indexed": made.rows} or any(worker.exitcode for worker in workers):
        message = f"{count} workers: {states} of {made.rows}"
        raise SystemExit(message)
    return seconds


def run(size: int, server: str, search: str) -> dict[int, float]:
    """Contacts a second for each crew."""
    found = {}
    with TemporaryDirectory() as folder:
        made = write(Path(folder), 2 * size)
        ready = Application(Settings(home=Path(folder, "ready")))
        assert ready.pack
        assert ready.reader
        for count in CREWS:
            with database(server) as url:
                settings = Settings(
                    home=Path(folder, f"home{count}"),
                    database=url,
                    elasticsearch=search,
                    elasticsearch_alias=f"bench-{uuid4().hex}",
                    chunk_rows=max(made.rows // (EACH * CREWS[-1]), 1),
                )
                found[count] = made.rows / measured(settings, ready, made, count)
            print(
                f"{count} workers: {found[count]:,.0f} contacts/s, {found[count] / found[1]:.2f} of one worker's",
                flush=True,
            )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    size = parser.parse_args().size
    server, search = os.environ.get("FAIRDIAL_TEST_PG_URL"), os.environ.get("FAIRDIAL_TEST_ES_URL", "")
    if not server:
        sys.exit("FAIRDIAL_TEST_PG_URL names no PostgreSQL server / 请用 FAIRDIAL_TEST_PG_URL 指定 PostgreSQL 服务器")
    cores = len(os.sched_getaffinity(0))
    print(f"{size:,} messages, {cores} processors, search {'on Elasticsearch' if search else 'in the home folder'}")
    speed = run(size, server, search)
    ratio = speed[2] / speed[1]
    limit = LIMIT if cores > 1 else 0.0
    result = {
        "benchmark": "workers",
        "value": round(speed[2]),
        "unit": "contacts/s",
        "baseline": round(speed[1]),
        "ratio": round(ratio, 3),
        "limit": limit,
        "processors": cores,
        "figures": {str(count): round(value) for count, value in speed.items()},
        "ok": ratio >= limit,
    }
    print(json.dumps(result))
    sys.exit(not result["ok"])


if __name__ == "__main__":
    main()
