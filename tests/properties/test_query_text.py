"""A query changed by a click: what it asks for afterwards is what was asked and the click, whatever was written."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from audit.query import parse_query
from audit.query_text import SINGLE, with_value, without_value

VALUE = st.text(st.sampled_from("甲乙 aZ0-:,，\"“「」『』'>="), min_size=1, max_size=6).filter(
    lambda text: text.strip()
)
PART = st.one_of(
    st.sampled_from(
        [
            "通讯录",
            "-还款",
            '"别 怪我"',
            '「a"b」',
            "『」x』",
            "-“-1”",
            "category:t08,T01",
            "severity>=2",
            "channel:SMS",
        ]
    ),
    st.sampled_from(
        ["from:2026-03-01", "to:2026-03-31", 'agency:"甲 乙"', "agency:甲，乙", "rule:cn.a", '"category:T01"']
    ),
)
TEXT = st.lists(PART, min_size=1, max_size=5).map(" ".join)
SETS = ["agency", "agent", "institution", "case", "rule"]


def asked(text):
    query = parse_query(text)
    return query.words, query.filter


def writable(value):
    """No quotes hold a text in which the ends of all of them stand; no name of an agency does that."""
    return "」" not in value or "』" not in value or not set('"“”') & set(value)


@given(TEXT, st.sampled_from(SETS), VALUE)
def test_a_value_is_added_and_nothing_else_changes(text, name, value):
    assume(writable(value))
    words, before = asked(text)
    assert asked(with_value(text, name, value)) == (words, replace(before, **{name: getattr(before, name) | {value}}))


@given(TEXT, st.sampled_from(SETS), VALUE)
def test_what_was_added_is_taken_away_again(text, name, value):
    words, before = asked(text)
    assume(value not in getattr(before, name) and writable(value))
    assert asked(without_value(with_value(text, name, value), name, value)) == (words, before)


@given(TEXT, st.sampled_from(["category", "severity", "from", "to", "channel", "agency"]))
def test_a_filter_is_taken_away_altogether(text, name):
    words, left = asked(without_value(f"{text} 还有", name))
    fields = {"severity": ("severity_min", "severity_max"), "from": ("since",), "to": ("until",)}.get(name, (name,))
    before = asked(f"{text} 还有")
    assert words == before[0]
    nothing = {one: frozenset() if name not in SINGLE else None for one in fields}
    assert left == replace(before[1], **nothing)


@pytest.mark.parametrize(
    ("text", "name", "value", "made", "why"),
    [
        ("通讯录", "category", "T08", "通讯录 category:T08", "beside the words"),
        ("category:T01 通讯录", "category", "T08", "category:T01,T08 通讯录", "a second value widens"),
        ("severity>=2 通讯录", "severity", "4", "通讯录 severity:4", "of severity there is one"),
        ("from:2026-03-01", "from", "2026-04-01", "from:2026-04-01", "and of days"),
        ("", "agency", "甲 乙", "agency:「甲 乙」", "a blank needs quotes"),
        ("“别怪我”", "agency", "甲", "别怪我 agency:甲", "quotes that make no difference go"),
        ("“a:b” -“c d”", "rule", "x", "「a:b」 -「c d」 rule:x", "quotes that do stay"),
    ],
)
def test_how_it_reads(text, name, value, made, why):
    assert with_value(text, name, value) == made, why
