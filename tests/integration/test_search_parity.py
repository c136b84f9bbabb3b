"""Both engines on thousands of generated queries: the same turns in the same order, the same facets."""

import os
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from audit.findings import Finding
from audit.ports import Filter, Query, Words
from audit.records import Channel, Contact, Speaker, Turn
from audit.scope import Scope
from audit.text import normalise
from benchmarks.messages import messages
from pipelines.adapters.search import elastic
from pipelines.adapters.search.embedded import TantivyIndex
from tests.elastic import elastic_index
from tests.make import NINE, case, finding

pytestmark = pytest.mark.skipif("FAIRDIAL_TEST_ES_URL" not in os.environ, reason="no Elasticsearch is at hand")

CONTACTS, QUERIES = 1500, 2000
CATEGORIES, RULES = ("T01", "T08", "T13"), ("cn.a", "cn.b", "cn.c")
INSTITUTIONS, AGENCIES, AGENTS = ("甲方", "乙方"), ("诚达", "众安", "华正"), tuple(f"A{n:02}" for n in range(30))


def contacts(chance: random.Random) -> tuple[list[Contact], dict[str, list[Finding]]]:
    """Messages and short calls; moments that several share, and contacts without one."""
    texts = [message.turns[0].text for message in messages(CONTACTS * 2)]
    made, scans = [], {}
    for number in range(CONTACTS):
        said = chance.sample(texts, chance.choice((1, 1, 1, 3)))
        contact = Contact(
            str(number),
            chance.choice((Channel.SMS, Channel.CALL)),
            at=None if chance.random() < 0.02 else NINE + timedelta(hours=chance.randrange(300)),
            turns=tuple(Turn(index, Speaker.AGENT, text) for index, text in enumerate(said)),
            case=case(f"c{number % 40}", institution=chance.choice(INSTITUTIONS)),
            agency=chance.choice((None, *AGENCIES)),
            agent_id=chance.choice((None, *AGENTS)),
        )
        made.append(contact)
        scans[contact.key] = [
            finding(
                contact,
                turn.text,
                turn.index,
                category=chance.choice(CATEGORIES),
                rule=chance.choice(RULES),
                severity=chance.randint(1, 4),
            )
            for turn in contact.turns
            for _ in range(chance.choice((0, 0, 0, 1, 2)))
        ]
    return made, scans


def query(texts: list[str], chance: random.Random) -> Query:
    """Pieces of what was said, of one character and more, some of them not to be said; now and then a filter."""
    words = []
    for _ in range(chance.choice((0, 1, 1, 1, 2))):
        text = chance.choice(texts)
        start = chance.randrange(len(text))
        piece = normalise(text[start : start + chance.choice((1, 2, 3, 4, 8))]).text
        words.append(Words(piece, negated=chance.random() < 0.15))
    return Query(tuple(words), asked(chance) if chance.random() < 0.5 or not words else Filter(), scope(chance))


def scope(chance: random.Random) -> Scope:
    """Mostly open; now and then a few institutions, agencies and agents, or none of them."""

    def some(values: tuple[str, ...]) -> frozenset[str] | None:
        return None if chance.random() < 0.8 else frozenset(chance.sample(values, chance.choice((0, 1, 1, 2))))

    return Scope(some(INSTITUTIONS), some(AGENCIES), some(AGENTS))


def asked(chance: random.Random) -> Filter:
    def some(values: tuple[str, ...]) -> frozenset[str]:
        return frozenset(chance.sample(values, chance.choice((0, 0, 1, 2))))

    low = chance.choice((None, None, 2, 3))
    since = chance.choice((None, None, NINE + timedelta(hours=chance.randrange(300))))
    return Filter(
        category=some(CATEGORIES),
        rule=some(RULES),
        channel=some(("sms", "call")),
        agency=some(AGENCIES),
        agent=some(AGENTS),
        institution=some(INSTITUTIONS),
        severity_min=low,
        severity_max=chance.choice((None, 3)) if low is None else None,
        since=since,
        until=since and since + timedelta(hours=chance.randint(1, 200)),
    )


def test_two_engines_give_one_answer(tmp_path, monkeypatch):
    chance = random.Random(11)
    made, scans = contacts(chance)
    texts = [turn.text for contact in made for turn in contact.turns]
    monkeypatch.setattr(elastic, "_DEEPEST", 200)  # so that some pages lie deeper than the engine counts
    embedded = TantivyIndex(tmp_path / "index")
    with elastic_index() as cluster:
        for engine in (embedded, cluster):
            engine.put(made, scans)
            shortened = [replace(contact, turns=contact.turns[:1]) for contact in made[::7]]
            engine.put(shortened, scans)
        found = 0
        for number in range(QUERIES):
            wanted = query(texts, chance)
            page = (chance.choice((5, 20, 50)), chance.choice((0, 0, 0, 20, 400)))
            expected, answer = embedded.search(wanted, *page), cluster.search(wanted, *page)
            assert answer == expected, f"query {number}: {wanted}"
            assert [list(values) for values in answer.facets.values()] == [
                list(values) for values in expected.facets.values()
            ], f"order of the facets of query {number}: {wanted}"
            found += bool(expected.total)
    embedded.close()
    assert found > QUERIES / 2, "most queries ask for something that was said"
