"""Laws of the query language and of search: anything can be typed, and every engine answers alike."""

import shutil
import tempfile
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import Refused
from audit.highlight import highlights
from audit.ports import Filter, Query, Words
from audit.query import parse_filter, parse_query
from audit.records import Channel, Contact, Speaker, Turn
from audit.text import normalise
from audit.words import units
from config.messages import render
from pipelines.adapters.memory import MemoryIndex
from pipelines.adapters.search.embedded import TantivyIndex
from tests.make import NINE, case, finding

#: Few characters, so that words meet each other; every width, and what stands between words.
TEXT = st.text("还款债欠ab1wX ，。!。１Ｗ錢-\u200b😀", max_size=14)
PIECES = st.lists(
    st.sampled_from(
        [
            "通讯录",
            '"',
            "“",
            "」",
            "-",
            "－",
            " ",
            "\u3000",
            ":",
            "：",
            ",",
            "severity",
            ">=",
            "category",
            "from",
            "T08",
            "4",
            "2026-10-01",
            "a",
            "，",
        ]
    )
    | st.text(max_size=3),
    max_size=12,
).map("".join)


@settings(deadline=None)
@given(text=st.text() | PIECES)
def test_any_text_is_a_query_or_refused_with_a_place_and_a_remedy(text):
    for parse in (parse_query, parse_filter):
        try:
            parse(text)
        except Refused as refused:
            for problem in refused.problems:
                assert problem.code.startswith("query.")
                assert 1 <= int(problem.where) <= len(text) + 1
                assert all(render(problem, language) for language in ("zh", "en"))


@settings(deadline=None)
@given(text=TEXT, word=TEXT)
def test_highlights_are_places_where_the_word_stands(text, word):
    """Each lies in the text, and reads the same as what was asked, but for what stands between words."""
    query = Query((Words(normalise(word).text),))
    spans = highlights(text, query)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    index = MemoryIndex()
    index.put([Contact("1", Channel.SMS, turns=(Turn(0, Speaker.AGENT, text),))], {})
    if units(normalise(word).text):
        assert bool(spans) == (index.search(query).total == 1), "what is found is marked, and the other way round"


VALUES = st.sampled_from(["甲", "乙", "A#1"])


@st.composite
def contacts(draw):
    found, scans = [], {}
    for identity in draw(st.lists(st.sampled_from(["1", "2", "10", "1#000000", "é"]), unique=True, max_size=5)):
        contact = Contact(
            id=identity,
            channel=draw(st.sampled_from([Channel.SMS, Channel.CALL])),
            at=draw(st.none() | st.integers(0, 2).map(lambda step: NINE + timedelta(microseconds=step))),
            turns=tuple(Turn(n, Speaker.AGENT, text) for n, text in enumerate(draw(st.lists(TEXT, max_size=3)))),
            case=draw(st.none() | VALUES.map(lambda name: case(name, institution=name))),
            agent_id=draw(st.none() | VALUES),
            agency=draw(st.none() | VALUES),
        )
        found.append(contact)
        scans[contact.key] = [
            finding(contact, turn.text, turn.index, category=category, rule=rule, severity=severity)
            for turn in contact.turns
            for category, rule, severity in draw(
                st.lists(
                    st.tuples(st.sampled_from(["T01", "T02"]), st.sampled_from(["cn.a", "cn.b"]), st.integers(1, 4)),
                    max_size=2,
                )
            )
        ]
    return found, scans


def some(values):
    return (
        st.frozensets(values, max_size=2)
        if isinstance(values, st.SearchStrategy)
        else st.frozensets(st.sampled_from(values), max_size=1)
    )


FILTERS = st.builds(
    Filter,
    category=some(["T01", "T02"]),
    rule=some(["cn.a", "cn.b"]),
    channel=some(["sms", "call"]),
    agency=some(VALUES),
    agent=some(VALUES),
    institution=some(VALUES),
    case=some(VALUES),
    severity_min=st.none() | st.integers(0, 5),
    severity_max=st.none() | st.integers(0, 5),
    since=st.none() | st.integers(0, 3).map(lambda step: NINE + timedelta(microseconds=step)),
    until=st.none() | st.integers(0, 3).map(lambda step: NINE + timedelta(microseconds=step)),
)
QUERIES = st.builds(
    Query,
    words=st.lists(
        st.builds(Words, text=TEXT.map(lambda text: normalise(text).text), negated=st.booleans()), max_size=2
    ).map(tuple),
    filter=st.just(Filter()) | FILTERS,
)


@settings(deadline=None, max_examples=40)
@given(
    batches=st.lists(contacts(), min_size=1, max_size=2),
    queries=st.lists(QUERIES, min_size=1, max_size=8),
    limit=st.integers(1, 6),
    offset=st.integers(0, 4),
)
def test_tantivy_answers_as_the_fake_does(batches, queries, limit, offset):
    """The same ids in the same order and the same facets, after any replacement."""
    folder = Path(tempfile.mkdtemp())
    real, fake = TantivyIndex(folder), MemoryIndex()
    try:
        for given_contacts, scans in batches:
            real.put(given_contacts, scans)
            fake.put(given_contacts, scans)
        for query in (Query(), *queries):
            found, expected = real.search(query, limit, offset), fake.search(query, limit, offset)
            assert found == expected
            assert [list(values) for values in found.facets.values()] == [
                list(values) for values in expected.facets.values()
            ]
    finally:
        real.close()
        shutil.rmtree(folder)
