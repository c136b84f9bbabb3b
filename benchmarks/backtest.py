"""How fast a changed rule is tried on stored history: turns a second on all cores, against only reading the turns.

`python -m benchmarks.backtest [--size TURNS]` fills a database with calls made of the reader's sentences, 3 % of them
violating, changes one rule and tries it; the last line is the result as JSON.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from audit.ports import Store
from audit.records import Channel, Contact, Disposition, Party, Speaker, Turn
from audit.rules.model import AnyOf, Phrase
from config.loader import load_pack
from pipelines.adapters.sql.engine import add_rows, connect, writing
from pipelines.adapters.sql.records import contact_rows
from pipelines.adapters.sql.store import SqlStore
from pipelines.adapters.sql.tables import contacts, turns
from pipelines.backtest import BLOCK, Change, backtest

LIMIT = 1_000_000
TURNS_OF_A_CALL = 10
VIOLATING = 0.03
RULE = "cn.contacts.call-family"
CORPUS = Path(__file__).parents[1] / "models" / "reader" / "corpus"
#: Calls that go into the database together.
CHUNK = 20_000


def sentences() -> tuple[list[str], list[str]]:
    """Compliant and violating sentences of the reader's corpus."""
    rows = [
        line.split("\t")
        for path in sorted(CORPUS.glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    # Pauses as vendors and recognisers write them; the corpus has blanks in many places.
    said = [(row[0], row[3].replace(" ", ",")) for row in rows]
    return [text for label, text in said if label == "-"], [text for label, text in said if label != "-"]


def calls(count: int, seed: int = 7) -> Iterator[Contact]:
    chance, at = random.Random(seed), datetime(2026, 3, 1, 2, tzinfo=UTC)
    compliant, violating = sentences()
    speakers = (Speaker.AGENT, Speaker.DEBTOR)
    for number in range(count):
        said = (chance.choice(violating if chance.random() < VIOLATING else compliant) for _ in range(TURNS_OF_A_CALL))
        spoken = tuple(
            Turn(index, speakers[index % 2], text, 4.0 * index, 4.0 * index + 3) for index, text in enumerate(said)
        )
        yield Contact(
            str(number), Channel.CALL, at, party=Party.DEBTOR, turns=spoken, disposition=Disposition.CONNECTED
        )


def fill(path: Path, size: int) -> None:
    engine = SqlStore(connect(f"sqlite:///{path}")).engine
    made = enumerate(calls(size // TURNS_OF_A_CALL), 1)
    while chunk := [contact_rows(number, call) for number, call in islice(made, CHUNK)]:
        with writing(engine) as connection:
            add_rows(connection, contacts, [row for row, _ in chunk])
            add_rows(connection, turns, [turn for _, spoken in chunk for turn in spoken])
    engine.dispose()


def open_store(path: Path) -> Store:
    return SqlStore(connect(f"sqlite:///{path}"))


def changed() -> Change:
    """One rule of the pack with one more way to hold."""
    rules = load_pack("cn").rules
    rule = next(rule for rule in rules if rule.id == RULE)
    more = Phrase("你家里人的电话我都有", "你家里人的电话我都有")
    say = AnyOf((rule.say, more)) if rule.say else more
    return Change.of(rules, [replace(rule, version=rule.version + 1, say=say, digest="changed")])


def read_only(path: Path) -> int:
    store = open_store(path)
    last = store.last()
    return sum(len(store.said(first, min(first + BLOCK, last + 1)).texts) for first in range(1, last + 1, BLOCK))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000, help="turns")
    size = parser.parse_args().size
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite"
        fill(path, size)
        start = time.perf_counter()
        read = read_only(path)
        floor = time.perf_counter() - start
        start = time.perf_counter()
        result = backtest(partial(open_store, path), changed(), workers=os.cpu_count() or 1)
        spent = time.perf_counter() - start
    fates = [outcome.fate for outcome in result.outcomes]
    print(f"{read:,} turns stored, {result.turns:,} of the rule's speakers; {result.judged:,} contacts judged")
    print(", ".join(f"{fate}: {fates.count(fate):,}" for fate in sorted(set(fates))))
    print(f"reading alone, one core: {read / floor:,.0f} turns/s; backtest, all cores: {read / spent:,.0f} turns/s")
    ok = read / spent >= LIMIT
    print(
        json.dumps(
            {
                "benchmark": "backtest",
                "value": round(read / spent),
                "unit": "turns/s",
                "baseline": round(read / floor),
                "ratio": round(floor / spent, 3),
                "limit": LIMIT,
                "ok": ok,
            }
        )
    )
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
