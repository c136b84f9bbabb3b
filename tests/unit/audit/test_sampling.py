"""Samples that can be drawn again, and what may be concluded from them."""

from dataclasses import replace

import pytest

from audit.errors import Refused
from audit.looks import Look, Mark, Outcome, must_tell
from audit.ports import Filter
from audit.recall import Seen, must_estimate, recall
from audit.sampling import FrameQuery, Member, Method, Plan, allot, draw, frame_hash, freeze, ticket, verify
from audit.scope import EVERYTHING, Scope
from audit.statistics import count
from tests.make import NINE

FRAME = [
    Member(f"sms:{number}", agency="甲" if number < 90 else "乙", agent=f"A-{number % 3}", severity=4 * (number == 50))
    for number in range(100)
]


def plan(**fields):
    values = {
        "name": "抽检",
        "method": Method.RANDOM,
        "seed": "s",
        "query": FrameQuery(100),
        "size": 10,
        "by": "甲",
        "at": NINE,
    }
    return freeze(Plan(**{**values, **fields}), FRAME)


def test_the_same_seed_draws_the_same_from_any_order():
    drawn = draw(plan(), FRAME)
    assert draw(plan(), FRAME[::-1]) == drawn
    assert len(set(drawn)) == 10
    assert draw(plan(seed="t"), FRAME) != drawn
    assert draw(plan(size=20), FRAME)[:10] == drawn, "a larger sample goes on where the smaller one ends"


def test_a_draw_is_a_matter_of_published_hashes():
    """Worked out with sha256sum, so that a change of the method does not go unnoticed."""
    assert f"{ticket('2026-03', 'sms:1'):032x}" == "eedb821d952637345260ee0bada17e55"
    assert frame_hash(["b", "a"]) == "7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78"


def test_so_many_of_each_agent():
    drawn = draw(plan(method=Method.PER_AGENT, size=4), FRAME)
    agents = {one.key: one.agent for one in FRAME}
    assert [agents[key] for key in drawn] == ["A-0"] * 4 + ["A-1"] * 4 + ["A-2"] * 4


def test_strata_are_as_large_as_their_share():
    drawn = draw(plan(method=Method.STRATIFIED, strata=("agency",)), FRAME)
    agencies = {one.key: one.agency for one in FRAME}
    assert sorted(agencies[key] for key in drawn) == ["乙"] + ["甲"] * 9


def test_the_graver_the_likelier():
    seeds = [draw(plan(method=Method.RISK, seed=str(number), size=1), FRAME)[0] for number in range(200)]
    # One of severity 4 weighs 256, the 99 others together 99.
    assert 120 < seeds.count("sms:50") < 165


@pytest.mark.parametrize(
    ("size", "counts", "seats"),
    [
        pytest.param(10, {"a": 90, "b": 10}, {"a": 9, "b": 1}, id="by share"),
        pytest.param(10, {"a": 99, "b": 1}, {"a": 9, "b": 1}, id="one at least"),
        pytest.param(2, {"a": 50, "b": 30, "c": 20}, {"a": 1, "b": 1, "c": 0}, id="fewer seats than strata"),
        pytest.param(7, {"a": 1, "b": 1}, {"a": 1, "b": 1}, id="no more than there are"),
        pytest.param(5, {"a": 1, "b": 1, "c": 98}, {"a": 1, "b": 1, "c": 3}, id="the large one gives way"),
    ],
)
def test_seats(size, counts, seats):
    assert allot(size, {(name,): number for name, number in counts.items()}) == {(k,): v for k, v in seats.items()}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"size": 0}, "sampling.nothing", id="nothing is drawn"),
        pytest.param({"strata": ("agency",)}, "sampling.strata", id="a random plan has no strata"),
        pytest.param({"method": Method.STRATIFIED}, "sampling.strata", id="a stratified one needs them"),
        pytest.param({"method": Method.STRATIFIED, "strata": ("mood",)}, "sampling.strata", id="by what nobody knows"),
    ],
)
def test_plans_that_cannot_be(change, code):
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        plan(**change)


def test_an_empty_frame_draws_nothing():
    with pytest.raises(Refused, match=r"sampling\.nothing"):
        freeze(plan(), [])


def test_a_frame_or_draw_that_was_changed_is_told():
    made = plan()
    drawn = draw(made, FRAME)
    assert verify(made, drawn, FRAME[::-1]) == ()
    assert [one.code for one in verify(made, drawn, FRAME[1:])] == ["sampling.other_frame"]
    assert [one.code for one in verify(made, drawn[::-1], FRAME)] == ["sampling.other_draw"]


def test_plans_are_told_apart():
    assert len({plan().id, plan(seed="t").id, plan(size=11).id, plan(name="x").id, plan(method=Method.RISK).id}) == 5


def test_recall_with_its_interval():
    found = recall(Seen(hit=100, confirmed=80, rejected=20, unhit=900, sampled=300, wrong=3))
    assert (found.found.value, found.missed.value) == (pytest.approx(80), pytest.approx(9))
    assert found.value.value == pytest.approx(80 / 89)
    assert found.value.low == pytest.approx(0.706, abs=0.01)
    assert found.value.high == pytest.approx(0.973, abs=0.01)


def test_recall_says_how_little_is_known():
    nothing = recall(Seen(0, 0, 0, 0, 0, 0)).value
    assert (nothing.low, nothing.high) == (0, 0)
    unseen = recall(Seen(hit=10, confirmed=5, rejected=0, unhit=1000, sampled=0, wrong=0)).value
    assert unseen.low < 0.01
    assert unseen.high == 1.0
    none_wrong = recall(Seen(hit=10, confirmed=10, rejected=0, unhit=1000, sampled=100, wrong=0)).value
    assert (none_wrong.value, none_wrong.high) == (1.0, 1.0)
    assert none_wrong.low < 0.15, "a hundred clean ones do not prove that all are"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"method": Method.RISK, "query": FrameQuery(1, unhit=True)}, id="drawn by risk"),
        pytest.param({"query": FrameQuery(1, Filter())}, id="also of hits"),
    ],
)
def test_no_recall_from_other_samples(change):
    must_estimate(plan(query=FrameQuery(1, unhit=True)))
    with pytest.raises(Refused, match=r"sampling\.no_estimate"):
        must_estimate(replace(plan(), **change))


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [
        pytest.param(0, 0.0, 3.69, id="none: exact is 3.69"),
        pytest.param(5, 1.62, 11.67, id="five: exact is 1.62 to 11.67"),
        pytest.param(100, 81.36, 121.63, id="a hundred: exact is 81.36 to 121.63"),
    ],
)
def test_counts_with_their_intervals(events, low, high):
    found = count(events)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.05)
    assert count(events, 2).value == events / 2
    assert count(events, 0).high == float("inf")


@pytest.mark.parametrize(
    ("outcome", "marks", "code"),
    [
        pytest.param(Outcome.CLEAN, [], "", id="nothing found"),
        pytest.param(Outcome.UNCLEAR, [], "", id="cannot be told"),
        pytest.param(Outcome.WRONG, [Mark("T01", "cn.x", 4)], "", id="found, with category, rule and turn"),
        pytest.param(Outcome.WRONG, [Mark("T01"), Mark("T02")], "", id="two found, and no rule exists"),
        pytest.param(Outcome.WRONG, [], "category", id="found what?"),
        pytest.param(Outcome.WRONG, [Mark("T01"), Mark("T99")], "category", id="no such category"),
        pytest.param(Outcome.WRONG, [Mark("", "cn.x")], "category", id="a rule without a category"),
        pytest.param(Outcome.CLEAN, [Mark("T01")], "category", id="nothing, and yet a category"),
        pytest.param(Outcome.WRONG, [Mark("T01", turn=5)], "turn", id="no such turn"),
    ],
)
def test_who_finds_something_says_what(outcome, marks, code):
    look = Look(outcome, "甲", NINE, tuple(marks))
    if not code:
        must_tell("p", look, 5)
    else:
        with pytest.raises(Refused, match=rf"sampling\.{code}"):
            must_tell("p", look, 5)


@pytest.mark.parametrize(
    ("scope", "asked", "reach"),
    [
        pytest.param(EVERYTHING, Filter(), EVERYTHING, id="everything"),
        pytest.param(EVERYTHING, Filter(agency=frozenset("乙")), Scope(agencies=frozenset("乙")), id="a filter bounds"),
        pytest.param(Scope(agencies=frozenset("乙")), Filter(), Scope(agencies=frozenset("乙")), id="a scope bounds"),
        pytest.param(
            Scope(agencies=frozenset("乙")),
            Filter(agency=frozenset("乙丙")),
            Scope(agencies=frozenset("乙")),
            id="both",
        ),
    ],
)
def test_how_far_a_frame_reaches(scope, asked, reach):
    assert FrameQuery(9, asked, scope=scope).reach == reach
    assert scope.covers(reach)
    assert reach.covers(EVERYTHING) is (reach == EVERYTHING)
