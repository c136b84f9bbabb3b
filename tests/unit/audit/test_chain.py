"""The log names everything that was done to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.chain import START, Act, Anchor, body, digest, link, verify
from tests.make import CHINA, NINE


def chain(count=8):
    links = []
    for number in range(count):
        act = Act(NINE + timedelta(minutes=number), "li", "view", f"i{number}")
        links.append(link(links[-1] if links else None, act))
    return links


def edited(links):
    links[3] = replace(links[3], act=replace(links[3].act, by="an"))


def edited_with_its_hash(links):
    edited(links)
    links[3] = replace(links[3], digest=digest(links[3].previous, links[3].act))


def taken_out(links):
    del links[3:5]


def taken_out_and_numbered_anew(links):
    del links[3]
    links[3:] = [replace(one, number=one.number - 1) for one in links[3:]]


def swapped(links):
    links[3], links[4] = replace(links[4], number=4), replace(links[3], number=5)


def first_taken_out(links):
    del links[0]


def cut_off(links):
    del links[6:]


def made_anew(links):
    """By somebody who knows how hashes are made."""
    kept = links[:3]
    for one in links[4:]:
        kept.append(link(kept[-1], one.act))
    links[:] = kept


def made_anew_at_full_length(links):
    made_anew(links)
    links.append(link(links[-1], links[0].act))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda _: None, []),
        (edited, ["4 edited"]),
        (edited_with_its_hash, ["5 broken"]),
        (taken_out, ["6 gap"]),
        (taken_out_and_numbered_anew, ["4 broken", "7 truncated"]),
        (swapped, ["4 moved", "5 moved", "6 moved"]),
        (first_taken_out, ["2 gap"]),
        (cut_off, ["6 truncated"]),
        (made_anew, ["7 truncated"]),
        (made_anew_at_full_length, ["8 rewritten"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_way_to_tamper_is_named_with_its_place(change, found):
    links = chain()
    anchor = Anchor(8, links[-1].digest, NINE)
    change(links)
    problems = verify(lambda: links, [anchor])
    assert [f"{problem.where} {problem.code.removeprefix('acts.')}" for problem in problems] == found


def test_without_an_anchor_an_end_cut_off_cannot_be_seen():
    links = chain()
    cut_off(links)
    assert list(verify(lambda: links)) == []


def test_an_act_is_written_in_one_way():
    act = Act(datetime(2026, 3, 1, 9, tzinfo=CHINA), "李", "view", "i", {"b": "2", "a": "1"})
    same = Act(datetime(2026, 3, 1, 1, tzinfo=UTC), "李", "view", "i", {"a": "1", "b": "2"})
    written = '{"at":"2026-03-01T01:00:00.000000+00:00","by":"李","detail":{"a":"1","b":"2"},"of":"i","verb":"view"}'
    assert body(act) == body(same) == written.encode()


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
acts = st.builds(
    Act,
    st.datetimes(timezones=st.just(UTC)),
    texts,
    texts,
    texts,
    st.dictionaries(texts, texts, max_size=2),
)


@given(acts, acts)
def test_two_acts_share_a_hash_only_if_they_are_the_same(one, other):
    assert (digest(START, one) == digest(START, other)) == (one == other)


def test_an_act_has_a_zone():
    with pytest.raises(ValueError, match="zone"):
        Act(datetime(2026, 3, 1), "li", "view")  # noqa: DTZ001 - what is refused here
