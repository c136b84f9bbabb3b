"""A night's import by the real path: what a row of a dial log and of an SMS log costs from file to ledger, against bare parts.

`python -m benchmarks.ledger [--size ROWS]` imports half as many dials and half as many messages, once a twentieth of
them and once all, each into a fresh home. The last line is the result as JSON; exits 1 where a figure misses its limit.
"""

import argparse
import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import polars as pl
import tantivy

from audit.text import normal_texts
from audit.tokens import token_lines
from benchmarks.portfolio import Portfolio, write
from config.settings import Settings
from pipelines.adapters.search.embedded_query import ANALYSER, SCHEMA
from pipelines.bootstrap import Application
from pipelines.flow import Flow
from pipelines.ingest import ingest
from pipelines.recordings import Intake

T = TypeVar("T")
SIZE = 2_000_000
#: Least share of the bare parts' speed that messages are imported with; most that a row may cost more in a log twenty times as long.
SHARE, GROWTH, PART = 0.5, 0.1, 20
#: Rows that the bare parts take at once.
CHUNK = 5000
#: Rows that make the parts ready which are made when they are first needed.
WARM = 10_000


class Clock:
    """Processor microseconds of one row, by what they were spent for: the machine is shared. And by the clock on the wall."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.passed: dict[str, float] = {}

    def time(self, name: str, rows: int, act: Callable[[], object]) -> None:
        start, began = time.process_time(), time.perf_counter()
        act()
        self.spent[name] = (time.process_time() - start) / rows * 1e6
        self.passed[name] = (time.perf_counter() - began) / rows * 1e6

    def sum(self, *starts: str) -> float:
        return _sum(self.spent, starts)

    def wall(self, *starts: str) -> float:
        return _sum(self.passed, starts)


def _sum(times: Mapping[str, float], starts: tuple[str, ...]) -> float:
    return sum(taken for name, taken in times.items() if name.startswith(starts))


def imported(made: Portfolio, settings: Settings, ready: Application | None = None) -> tuple[Clock, Application]:
    """Messages first: theirs is the time that the bare parts are compared with. Then the dials, which bring every ledger up again."""
    app, clock = Application(settings), Clock()
    if ready:
        app.pack, app.reader = ready.pack, ready.reader
    with Flow(app) as flow:
        clock.time("cases stored", made.debtors, lambda: ingest(app, "cases", made.cases))
        clock.time("sms stored", made.rows, lambda: ingest(app, "sms", made.sms, intake=Intake(stored=flow.at_once)))
        clock.time("sms judged", made.rows, flow.resume)
        clock.time(
            "calls stored", made.rows, lambda: ingest(app, "calls", made.calls, intake=Intake(stored=flow.at_once))
        )
        clock.time("calls judged", made.rows, flow.resume)
    counted = app.store.counts()["contacts"]
    for channel in ("call", "sms"):
        if dict(counted[channel]) != {"indexed": made.rows}:
            message = f"{channel}: {counted[channel]} of {made.rows}"
            raise SystemExit(message)
    return clock, app


def bare(made: Portfolio, folder: Path) -> Clock:
    """The same messages read by Polars, kept by SQLite, found by tantivy; nobody checks, judges or counts anything."""
    clock, rows = Clock(), list[tuple[str, ...]]()
    clock.time("bare polars", made.rows, lambda: rows.extend(pl.read_csv(made.sms, infer_schema=False).rows()))
    clock.time("bare sqlite", made.rows, lambda: _insert(rows, folder / "bare.sqlite"))
    lines = list[str]()
    clock.time("bare tokens", made.rows, lambda: lines.extend(_tokens(rows)))
    clock.time("bare tantivy", made.rows, lambda: _add(rows, lines, folder / "index"))
    return clock


def _insert(rows: list[tuple[str, ...]], path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(
            "CREATE TABLE sms (sms_id TEXT PRIMARY KEY, sent_at TEXT, case_id TEXT, number TEXT, party_role TEXT, "
            "direction TEXT, agent_id TEXT, agency TEXT, text TEXT, status TEXT)"
        )
        for chunk in _chunks(rows):
            with connection:
                connection.executemany("INSERT INTO sms VALUES (?,?,?,?,?,?,?,?,?,?)", chunk)


def _tokens(rows: list[tuple[str, ...]]) -> Iterator[str]:
    for chunk in _chunks(rows):
        yield from token_lines(normal_texts([row[8] for row in chunk]))


def _add(rows: list[tuple[str, ...]], lines: list[str], folder: Path) -> None:
    folder.mkdir()
    index = tantivy.Index(SCHEMA, path=str(folder))
    index.register_tokenizer(*ANALYSER)
    writer = index.writer(128_000_000, num_threads=1)
    for chunk in _chunks(list(zip(rows, lines, strict=True))):
        for row, line in chunk:
            writer.add_document(tantivy.Document(key=row[0], text=line))
        writer.commit()
    writer.wait_merging_threads()


def _chunks(values: list[T]) -> Iterator[list[T]]:
    for at in range(0, len(values), CHUNK):
        yield values[at : at + CHUNK]


def measured(size: int) -> tuple[Clock, Clock, Clock]:
    """A part of the rows, all of them, and all messages by the bare parts; whatever is written is gone afterwards."""
    with TemporaryDirectory() as folder:
        _, ready = imported(write(_new(folder, "warm"), min(size, WARM), seed=1), _home(folder, "warm"))
        part, _ = imported(write(_new(folder, "part"), size // PART), _home(folder, "part"), ready)
        made = write(_new(folder, "all"), size)
        whole, _ = imported(made, _home(folder, "all"), ready)
        return part, whole, bare(made, _new(folder, "bare"))


def _new(folder: str, name: str) -> Path:
    path = Path(folder, name)
    path.mkdir()
    return path


def _home(folder: str, name: str) -> Settings:
    return Settings(home=Path(folder, name, "home"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    size = parser.parse_args().size
    part, whole, floor = measured(size)
    for name, spent in (whole.spent | floor.spent).items():
        print(f"{name:16}{part.spent.get(name, 0):>9.1f}{spent:>9.1f} us/row")
    rows = [clock.sum("sms", "calls") / 2 for clock in (part, whole)]
    growth, ratio = rows[1] / rows[0] - 1, floor.sum("bare") / whole.sum("sms")
    print(f"a row costs {rows[0]:.1f} us among {size // PART:,} and {rows[1]:.1f} us among {size:,}: {growth:+.1%}")
    ok = ratio >= SHARE and growth <= GROWTH
    result = {
        "benchmark": "ledger",
        "value": round(whole.sum("sms"), 1),
        "unit": "us/row",
        "baseline": round(floor.sum("bare"), 1),
        "ratio": round(ratio, 3),
        "limit": SHARE,
        "growth": round(growth, 3),
        "wall_ratio": round(floor.wall("bare") / whole.wall("sms"), 3),
        "figures": {name: round(spent, 1) for name, spent in (whole.spent | floor.spent).items()},
        "limits": {"growth": GROWTH},
        "ok": ok,
    }
    print(json.dumps(result))
    sys.exit(not ok)


if __name__ == "__main__":
    main()
