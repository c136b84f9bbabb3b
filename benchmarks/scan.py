"""Text scan on one core over realistic SMS, 3 % of them violating, with the whole pack: in bulk, one at a time, with the reader, with personal data.

`python -m benchmarks.scan [--size N]`; the last line is the result as JSON. Exits 1 where a figure is below its limit.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import hyperscan

from audit.detectors.sequence import exact, orders
from audit.pack import Pack, compile_pack, patterns
from audit.pii.find import find_many
from audit.records import Contact
from audit.rules.model import AllOf, AnyOf, Near, Pattern, Phrase, Rule, Status
from audit.scan import scan, scan_many
from audit.text import normalise_many
from benchmarks.conduct_zh.presidio import Presidio
from benchmarks.messages import messages
from config.loader import read_pack
from config.settings import Settings
from pipelines.bootstrap import reader_of

#: Texts a second in bulk, with the reader and one at a time; least shares of bare Hyperscan's and of Presidio's speed.
BULK, READER, SINGLE, SHARE, PRESIDIO = 60_000, 20_000, 10_000, 0.1, 50
#: Presidio is slow enough that few texts tell.
FEW = 300
#: Characters from which on Hyperscan may find an expression too large.
LONG = 1500
UTF8 = hyperscan.HS_FLAG_UTF8


def phrases(pattern: Pattern) -> Iterator[str]:
    """The pattern's own expressions, as a program without our engine would give them to Hyperscan."""
    for order in orders(pattern):
        if expression := exact(order):
            yield re.sub(r"\(\?P<part>", "(?:", expression)
        elif isinstance(order, AllOf | Near | AnyOf):
            yield from (expression for part in order.parts for expression in phrases(part))
        elif isinstance(order, Phrase):
            yield order.expression


def bare(rules: list[Rule]) -> tuple[Callable[[bytes], int], int]:
    """Hyperscan alone, counting matches; and how many expressions are too large for it and stay out."""
    wanted = list(dict.fromkeys(text for rule in rules for pattern in patterns(rule) for text in phrases(pattern)))
    kept = [text for text in wanted if len(text) < LONG or compiled([text])]
    database = compiled(kept) or compiled(kept := [text for text in kept if compiled([text])])

    def scan(data: bytes) -> int:
        found: list[int] = []
        database.scan(data, match_event_handler=lambda key, *_: found.append(key))
        return len(found)

    return scan, len(wanted) - len(kept)


def compiled(texts: list[str]) -> hyperscan.Database | None:
    lookaround = re.compile(r"\(\?[^:]")
    flags = [UTF8 | (hyperscan.HS_FLAG_PREFILTER if lookaround.search(text) else 0) for text in texts]
    database = hyperscan.Database()
    try:
        database.compile([text.encode() for text in texts], ids=list(range(len(texts))), flags=flags)
    except hyperscan.HyperscanError:
        return None
    return database


def best(act: Callable[[], object], rounds: int = 3) -> float:
    """Processor seconds of the fastest of some rounds: the machine is shared."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        act()
        spent.append(time.process_time() - start)
    return min(spent)


def repeated(contacts: Sequence[Contact]) -> float:
    """Share of the messages whose very text was there before: what a bulk path need not look at again."""
    return 1 - len({contact.turns[0].text for contact in contacts}) / len(contacts)


def rates(contacts: Sequence[Contact], pack: Pack) -> dict[str, float]:
    """Texts a second, each way of scanning; single texts and personal data are measured on a part of the messages."""
    part = contacts[: max(len(contacts) // 5, 1)]
    normals = normalise_many([contact.turns[0].text for contact in part])

    def speed(count: int, act: Callable[[], object]) -> float:
        return count / best(act)

    reader = reader_of(Settings(reader="on"))
    presidio = Presidio()
    few = [contact.turns[0].text for contact in part[:FEW]]
    return {
        "bulk": speed(len(contacts), lambda: sum(1 for _ in scan_many(contacts, pack, pii=False))),
        "reader": speed(len(contacts), lambda: sum(1 for _ in scan_many(contacts, pack, pii=False, reader=reader))),
        "single": speed(len(part), lambda: [scan(contact, pack, pii=False) for contact in part]),
        "single_with_pii": speed(len(part), lambda: [scan(contact, pack) for contact in part]),
        "with_pii": speed(len(part), lambda: sum(1 for _ in scan_many(part, pack))),
        "pii": speed(len(part), lambda: find_many(normals)),
        "presidio": speed(len(few), lambda: [presidio.spans(text) for text in few]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    size = parser.parse_args().size
    rules = [rule for rule in read_pack("cn")[0].rules if rule.status is Status.LIVE]
    pack = compile_pack(rules)
    contacts = list(messages(size))
    data = "\n".join(normal.text for normal in normalise_many([contact.turns[0].text for contact in contacts])).encode()
    found = sum(bool(said.findings) for said in scan_many(contacts, pack, pii=False))
    reached = rates(contacts, pack)
    floor, left = bare(rules)
    reached["bare_hyperscan"] = size / best(lambda: floor(data))
    share = reached["bulk"] / reached["bare_hyperscan"]
    print(
        f"{len(rules)} rules, {len(pack.owners)} patterns, {size} messages of {len(data) / size:.0f} bytes, {found} with findings, "
        f"{repeated(contacts):.0%} of their texts word for word as one before"
    )
    for name, rate in reached.items():
        print(f"{name.replace('_', ' '):16}{rate:>12,.0f} texts/s")
    print(f"{left} expressions are too large for bare Hyperscan and stay out of it")
    against = reached["pii"] / reached["presidio"]
    print(f"personal data: {against:.0f} times Presidio")
    ok = (
        reached["bulk"] >= BULK
        and reached["reader"] >= READER
        and reached["single"] >= SINGLE
        and share >= SHARE
        and against >= PRESIDIO
    )
    figures = {name: round(rate) for name, rate in reached.items()}
    result = {
        "benchmark": "scan",
        "value": round(reached["bulk"]),
        "unit": "texts/s",
        "baseline": round(reached["bare_hyperscan"]),
        "ratio": round(share, 3),
        "limit": SHARE,
        "figures": figures,
        "limits": {"bulk": BULK, "reader": READER, "single": SINGLE, "pii_to_presidio": PRESIDIO},
        "pii_to_presidio": round(against, 1),
        "ok": ok,
    }
    print(json.dumps(result))
    sys.exit(not ok)


if __name__ == "__main__":
    main()
