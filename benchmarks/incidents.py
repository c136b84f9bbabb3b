"""An installation in which there is much to review: as many incidents as wanted, straight into the store and the index."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from audit.findings import Finding, Scan, Tier, finding_id
from audit.records import Case, Channel, Contact, Speaker, Turn
from benchmarks.messages import LENDERS, ORDINARY, messages
from benchmarks.search import AGENCIES, AGENTS, CATEGORIES, DAYS
from pipelines.bootstrap import Application

CHUNK = 10_000
#: Calls among the contacts, and the turns of one.
CALLS, TURNS = 0.2, 24
RULE = {name: f"cn.bench.{name.lower()}" for name in CATEGORIES}


def contacts(size: int) -> Iterator[tuple[list[Case], list[Contact], list[Scan]]]:
    """Each with something found in it, some thousand at a time."""
    chance = random.Random(23)
    made = (_contact(message, number, chance) for number, message in enumerate(messages(size)))
    while chunk := list(islice(made, CHUNK)):
        cases = {one.case_id: one.case for one in chunk if one.case}
        yield list(cases.values()), chunk, [Scan(one.key, (_finding(one, chance),)) for one in chunk]


def _contact(message: Contact, number: int, chance: random.Random) -> Contact:
    lender = chance.randrange(len(LENDERS))
    case = Case(f"c{lender}-{number % 50_000}", LENDERS[lender], f"d{number % 50_000}")
    assert message.at is not None
    at = message.at + timedelta(seconds=chance.randrange(DAYS * 86_400))
    whose = {"agency": AGENCIES[number % len(AGENCIES)], "agent_id": f"A{chance.randrange(AGENTS):03}"}
    one = replace(message, at=at, case=case, case_id=case.id, **whose)
    if chance.random() >= CALLS:
        return one
    said = [message.turns[0].text, *(chance.choice(ORDINARY).partition(",")[2] for _ in range(TURNS - 1))]
    speakers = (Speaker.AGENT, Speaker.DEBTOR)
    turns = tuple(Turn(n, speakers[n % 2], text, 4.0 * n, 4.0 * n + 3) for n, text in enumerate(said))
    end = at + timedelta(seconds=4 * TURNS)
    return replace(one, channel=Channel.CALL, turns=turns, answered_at=at, ended_at=end)


def _finding(contact: Contact, chance: random.Random) -> Finding:
    category, text = chance.choice(CATEGORIES), contact.turns[0].text
    start = min(12, len(text) - 8)
    quote = text[start : start + 20]
    identity = finding_id(contact.key, RULE[category], quote)
    return Finding(
        *(identity, contact.key, RULE[category], 1, category, chance.randint(1, 4), Tier.EXACT, 0.98, Speaker.AGENT),
        *(0, start, start + len(quote), quote, "bench", ("GB/T 45251-2025",)),
    )


def fill(application: Application, size: int) -> None:
    start = time.perf_counter()
    for cases, chunk, scans in contacts(size):
        application.store.put_cases(cases)
        application.store.put_contacts([replace(one, case=None) for one in chunk])
        application.store.put_scans(scans, "bench")
        found = {one.contact: list(one.findings) for one in scans}
        if refused := application.index.put(chunk, found):
            raise SystemExit(str(next(iter(refused.values()))))
    application.index.close()
    print(f"{size:,} incidents made in {time.perf_counter() - start:.0f} s")
