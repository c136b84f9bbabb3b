"""Search with facets over collection messages: how long the embedded index takes, against Elasticsearch where there is one.

`python -m benchmarks.search [--size TURNS]` fills both engines with the same turns, asks both the same queries and
compares every answer. Elasticsearch is named by FAIRDIAL_TEST_ES_URL; without it, only the limit is held. The last line
is the result as JSON; exits 1 where the embedded index misses the limit or is slower, or the answers differ. The limit is
held by the p95 of each kind of query in processor time, which other work on the machine does not stretch; engines are
compared by the p95 of all queries by the clock on the wall.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from elasticsearch import Elasticsearch

from audit.findings import Finding, Tier, finding_id
from audit.ports import Filter, Query, SearchIndex, Words
from audit.records import Case, Contact, Speaker
from audit.scope import Scope
from audit.text import normalise
from benchmarks.messages import FORBIDDEN, LENDERS, ORDINARY, messages
from pipelines.adapters.search.elastic import ElasticIndex
from pipelines.adapters.search.generations import EmbeddedIndex

SIZE, CHUNK, QUERIES, WARM = 1_000_000, 20_000, 100, 10
LIMIT_MS = 50.0
DAYS, AGENCIES, AGENTS = 180, ("诚达", "众安", "华正", "远山"), 400
CATEGORIES = ("T01", "T03", "T05", "T08", "T11", "T18")
_STARTS = tuple(text[:4] for text in FORBIDDEN if "{" not in text[:4])
#: The embedded index once more, by processor time: one thread does all of its work.
PROCESSOR = "processor"
#: What stands in many texts, so that facets are counted over a good part of all turns.
COMMON = ("还款", "逾期", "您", "金额", "联系", "征信", "官方", "通知", "账单", "客户")

Found = dict[str, list[Finding]]


def turns(size: int) -> Iterator[tuple[list[Contact], Found]]:
    """Contacts and what was found in them, some thousand at a time."""
    chance = random.Random(13)
    made = (_spread(message, number, chance) for number, message in enumerate(messages(size)))
    while chunk := list(islice(made, CHUNK)):
        yield chunk, {one.key: [_finding(one, chance)] for one in chunk if one.turns[0].text.startswith(_STARTS)}


def _spread(message: Contact, number: int, chance: random.Random) -> Contact:
    """Over half a year, a few agencies and many agents; an institution's cases are of its own."""
    assert message.at is not None
    lender = chance.randrange(len(LENDERS))
    return replace(
        message,
        at=message.at + timedelta(seconds=chance.randrange(DAYS * 86_400)),
        case=Case(f"c{lender}-{number % 50_000}", LENDERS[lender], f"d{number % 50_000}"),
        agency=AGENCIES[number % len(AGENCIES)],
        agent_id=f"A{chance.randrange(AGENTS):03}",
    )


def _finding(contact: Contact, chance: random.Random) -> Finding:
    category, quote = chance.choice(CATEGORIES), contact.turns[0].text
    return Finding(
        *(finding_id(contact.key, category, quote), contact.key, f"cn.{category.lower()}", 1, category),
        *(chance.randint(1, 4), Tier.EXACT, 0.98, Speaker.AGENT, 0, 0, len(quote), quote, "bench", ()),
    )


def queries() -> Mapping[str, Sequence[Query]]:
    """By kind; pieces of what is said, so that most are found."""
    chance = random.Random(17)

    def piece(length: int) -> Words:
        text = max(chance.choice((*ORDINARY, *FORBIDDEN)).replace("}", "{").split("{"), key=len)
        start = chance.randrange(max(len(text) - length, 1))
        return Words(normalise(text[start : start + length]).text)

    def common() -> Words:
        return Words(chance.choice(COMMON))

    def asked() -> Filter:
        since = next(messages(1)).at
        assert since is not None
        day = since + timedelta(days=chance.randrange(DAYS - 30))
        return Filter(
            agency=frozenset(chance.sample(AGENCIES, 2)),
            institution=frozenset(chance.sample(LENDERS, 3)),
            severity_min=chance.choice((None, None, 2, 3)),
            since=day,
            until=day + timedelta(days=30),
        )

    made = {
        "phrase": lambda: Query((piece(6),)),
        "boolean": lambda: Query((common(), piece(2), replace(piece(3), negated=True))),
        "filtered": lambda: Query((common(),), asked()),
        "faceted": lambda: Query((common(),)),
        "scoped": lambda: Query((common(),), scope=Scope(institutions=frozenset(chance.sample(LENDERS, 2)))),
    }
    return {kind: [ask() for _ in range(QUERIES)] for kind, ask in made.items()}


def fill(engines: Mapping[str, SearchIndex], size: int) -> None:
    spent = dict.fromkeys(engines, 0.0)
    for contacts, scans in turns(size):
        for name, engine in engines.items():
            start = time.perf_counter()
            if refused := engine.put(contacts, scans):
                raise SystemExit(str(next(iter(refused.values()))))
            spent[name] += time.perf_counter() - start
    for name, seconds in spent.items():
        print(f"{name:14}indexed {size:,} turns in {seconds:.0f} s, {size / seconds:,.0f}/s")


def ask(engines: Mapping[str, SearchIndex]) -> tuple[dict[str, dict[str, list[float]]], int, int]:
    """Milliseconds by engine and kind, how many answers differ, and how many hits there were."""
    spent: dict[str, dict[str, list[float]]] = {name: {} for name in (PROCESSOR, *engines)}
    differ = hits = 0
    for kind, asked in queries().items():
        for number, query in enumerate([*asked[:WARM], *asked], -WARM):
            answers = []
            for name, engine in engines.items():
                start, worked = time.perf_counter(), time.process_time()
                answers.append(engine.search(query))
                if number < 0:
                    continue
                spent[name].setdefault(kind, []).append((time.perf_counter() - start) * 1e3)
                if name == "embedded":
                    spent[PROCESSOR].setdefault(kind, []).append((time.process_time() - worked) * 1e3)
            differ += any(answer != answers[0] for answer in answers)
            hits += answers[0].total if number >= 0 else 0
    return spent, differ, hits


def forget(url: str, alias: str) -> None:
    with Elasticsearch(url) as client:
        client.indices.delete(index=list(client.indices.get_alias(name=alias).body))


def quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    size, url = parser.parse_args().size, os.environ.get("FAIRDIAL_TEST_ES_URL")
    with TemporaryDirectory() as folder, ExitStack() as stack:
        engines: dict[str, SearchIndex] = {
            "embedded": stack.enter_context(closing(EmbeddedIndex(Path(folder, "index"))))
        }
        if url:
            alias = f"bench-{uuid4().hex}"
            stack.callback(forget, url, alias)
            engines["elasticsearch"] = stack.enter_context(closing(ElasticIndex(url, alias)))
        fill(engines, size)
        spent, differ, hits = ask(engines)
    for name, kinds in spent.items():
        for kind, values in kinds.items():
            p50, p95 = quantile(values, 0.5), quantile(values, 0.95)
            print(f"{name:14}{kind:10}p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   max {max(values):7.1f} ms")
    print(f"{hits:,} hits counted; {differ} answers differ")
    p95 = {name: {kind: quantile(values, 0.95) for kind, values in kinds.items()} for name, kinds in spent.items()}
    whole = {
        name: quantile([one for values in kinds.values() for one in values], 0.95) for name, kinds in spent.items()
    }
    worst, theirs = max(p95[PROCESSOR].values()), whole.get("elasticsearch")
    ok = worst <= LIMIT_MS and (theirs is None or whole["embedded"] < theirs) and not differ
    result = {
        "benchmark": "search",
        "value": round(worst, 1),
        "unit": "ms",
        "baseline": round(theirs, 1) if theirs else None,
        "ratio": round(whole["embedded"] / theirs, 3) if theirs else None,
        "limit": LIMIT_MS,
        "p95": {name: {kind: round(value, 1) for kind, value in kinds.items()} for name, kinds in p95.items()},
        "differ": differ,
        "ok": ok,
    }
    print(json.dumps(result))
    sys.exit(not ok)


if __name__ == "__main__":
    main()
