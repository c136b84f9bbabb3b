"""What a row costs to import as tables grow: from file to stored, scanned, ledgered and searchable.

`python -m benchmarks.import [--size ROWS]` imports 10,000 rows, half of them dials and half messages, then ten times as
many, and so on up to ROWS, each into a fresh home and by a process of its own. Where FAIRDIAL_TEST_PG_URL and
FAIRDIAL_TEST_ES_URL name servers, the same goes into a database and an index of its own there, and both are gone
afterwards. The last line is the result as JSON; exits 1 where a row costs more, or memory is higher, than may be.
"""

import argparse
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from uuid import uuid4

from elasticsearch import Elasticsearch
from sqlalchemy import create_engine, make_url

from benchmarks.ledger import WARM, imported
from benchmarks.portfolio import Portfolio, write
from config.settings import Settings
from pipelines.garbage import frugal_heap

SIZE, FIRST, STEP = 1_000_000, 10_000, 10
#: From this size on a row may cost, and memory may be, so much higher: below it what is made once is a large part.
FROM, GROWTH = 100_000, 0.1


class Cost(NamedTuple):
    """Of one row in microseconds, by this process and on the wall; the process's peak in MiB."""

    spent: float
    passed: float
    peak: float


def cost(made: Portfolio, warm: Portfolio, first: Settings, settings: Settings) -> Cost:
    """Run by a process of its own, whose memory says what the import takes."""
    _, ready = imported(warm, first)
    clock, _ = imported(made, settings, ready)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Cost(clock.sum("sms", "calls") / 2, clock.wall("sms", "calls") / 2, peak)


@contextmanager
def embedded(home: Path) -> Iterator[Settings]:
    yield Settings(home=home, database="", elasticsearch="")


@contextmanager
def servers(home: Path) -> Iterator[Settings]:
    """A database and an alias that nobody else uses, deleted in the end."""
    url, search, name = make_url(os.environ["FAIRDIAL_TEST_PG_URL"]), os.environ["FAIRDIAL_TEST_ES_URL"], _name()
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        database = url.set(database=name).render_as_string(hide_password=False)
        yield Settings(home=home, database=database, elasticsearch=search, elasticsearch_alias=name)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        admin.dispose()
        with Elasticsearch(search) as client:
            for index in client.options(ignore_status=404).indices.get_alias(name=name).body:
                if index.startswith(name):
                    client.indices.delete(index=index)


def _name() -> str:
    return f"fairdial_bench_{uuid4().hex}"


Place = Callable[[Path], AbstractContextManager[Settings]]


def measured(place: Place, sizes: Sequence[int]) -> Mapping[int, Cost]:
    return {size: _measured(place, size) for size in sizes}


def _measured(place: Place, size: int) -> Cost:
    with TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("warm", "all")]
        for path in paths:
            path.mkdir()
        warm, made = write(paths[0], min(size, WARM), seed=1), write(paths[1], size)
        with (
            place(paths[0] / "home") as first,
            place(paths[1] / "home") as settings,
            ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=frugal_heap) as alone,
        ):
            return alone.submit(cost, made, warm, first, settings).result()


def sizes_up_to(size: int) -> list[int]:
    """10,000, 100,000 and so on, and the size itself."""
    found = [min(FIRST, size)]
    while found[-1] < size:
        found.append(min(found[-1] * STEP, size))
    return found


def start(costs: Mapping[int, Cost]) -> Cost:
    """The smallest size that counts."""
    sizes = sorted(costs)
    return costs[next((size for size in sizes if size >= FROM), sizes[0])]


def growth(costs: Mapping[int, Cost], field: str) -> float:
    """From the smallest size that counts to the largest."""
    return float(getattr(costs[max(costs)], field) / getattr(start(costs), field) - 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    sizes = sizes_up_to(parser.parse_args().size)
    # What servers spend is seen only on the wall.
    places: dict[str, tuple[Place, str]] = {"embedded": (embedded, "spent")}
    if {"FAIRDIAL_TEST_PG_URL", "FAIRDIAL_TEST_ES_URL"} <= os.environ.keys():
        places["servers"] = servers, "passed"
    found = dict[str, Mapping[int, Cost]]()
    for name, (place, _) in places.items():
        found[name] = measured(place, sizes)
        for size, one in found[name].items():
            print(
                f"{name:10}{size:>12,} rows{one.spent:>9.1f} us/row{one.passed:>9.1f} on the wall{one.peak:>8.0f} MiB"
            )
    grown = {f"{name} time": growth(found[name], field) for name, (_, field) in places.items()}
    grown |= {f"{name} memory": growth(costs, "peak") for name, costs in found.items()}
    largest, first = found["embedded"][max(sizes)].spent, start(found["embedded"]).spent
    result = {
        "benchmark": "import",
        "value": round(largest, 1),
        "unit": "us/row",
        "baseline": round(first, 1),
        "ratio": round(largest / first, 3),
        "limit": 1 + GROWTH,
        "growth": {name: round(value, 3) for name, value in grown.items()},
        "figures": {
            name: {size: [round(value, 1) for value in one] for size, one in costs.items()}
            for name, costs in found.items()
        },
        "ok": all(value <= GROWTH for value in grown.values()),
    }
    print(json.dumps(result))
    sys.exit(not result["ok"])


if __name__ == "__main__":
    main()
