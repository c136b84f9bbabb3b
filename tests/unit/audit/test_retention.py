"""Periods that only grow, holds with reasons, and requests that no single person brings to their end."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import Refused
from audit.retention.classes import DELETED, Bound, Cutoffs, Kind, cutoffs, raised, years_before
from audit.retention.holds import Hold, Side, lift
from audit.retention.requests import STEPS, Request, Ruling, State, moved, rule
from audit.retention.tombstones import of_case, of_contact
from audit.scope import EVERYTHING, Scope
from config.messages import words
from config.retention import retention
from tests.make import NINE, case, finding, sms

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "years", "before", "reason"),
    [
        ((2026, 3, 1), 5, (2021, 3, 1), "the same day"),
        ((2028, 2, 29), 4, (2024, 2, 29), "there is one"),
        ((2028, 2, 29), 5, (2023, 2, 28), "there is none: a day longer rather than a day less"),
    ],
)
def test_years_are_those_of_the_calendar(now, years, before, reason):
    assert years_before(datetime(*now, tzinfo=UTC), years) == datetime(*before, tzinfo=UTC), reason


def test_every_class_is_kept_at_least_as_long_as_its_law_says():
    for kind, one in retention({}).items():
        assert one.law, f"{kind} cites none"
        assert one.years is None or one.years >= one.least
        assert all(law.years or law.bound is Bound.MOST or one.years is None for law in one.law)
        assert set(one.title) == {"zh", "en"}
        assert words(f"retention.kind.{kind}", "en") != f"retention.kind.{kind}"
    assert set(retention({})) == set(Kind)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"recording": 4}, "retention.shorter"),
        ({"act": 10}, "retention.no_class"),
        ({"memories": 10}, "retention.no_class"),
    ],
)
def test_a_setting_only_makes_periods_longer(wanted, code):
    with pytest.raises(Refused, match=code):
        raised(retention({}), wanted)
    longer = retention({"recording": 7, "sms": 5})
    assert (longer[Kind.RECORDING].years, longer[Kind.SMS].years) == (7, 5)


def test_findings_stretch_the_period_of_what_they_hang_on():
    schedule = retention({"finding": 8})
    assert cutoffs(schedule, Kind.SMS, NOW) == Cutoffs(years_before(NOW, 5), years_before(NOW, 8))
    assert cutoffs(schedule, Kind.CASE, NOW) == Cutoffs(years_before(NOW, 5), years_before(NOW, 5))
    assert cutoffs(schedule, Kind.ACT, NOW) is None


def test_a_hold_says_why_and_so_does_its_end():
    with pytest.raises(Refused, match=r"hold\.no_reason"):
        Hold(Side.CASE, "c1", "甲", " ", "a", NOW)
    held = Hold(Side.CASE, "c1", "甲", "诉讼", "a", NOW)
    with pytest.raises(Refused, match=r"hold\.no_reason"):
        lift(held, "b", NOW, "")
    with pytest.raises(Refused, match=r"hold\.lifted"):
        lift(lift(held, "b", NOW, "案结"), "b", NOW, "案结")


def request(**fields):
    values = {"kind": Kind.SMS, "years": 5, "cutoff": NOW, "why": "到期", "by": "a", "at": NOW, "due": 1, "held": 0}
    return Request(**{**values, **fields})


@pytest.mark.parametrize(
    ("ruling", "code"),
    [
        (Ruling(State.APPROVED, "a", NOW), "retention.own"),
        (Ruling(State.REJECTED, "a", NOW, note="不"), "retention.own"),
        (Ruling(State.WITHDRAWN, "b", NOW), "retention.not_yours"),
        (Ruling(State.REJECTED, "b", NOW), "retention.no_reason"),
        (Ruling(State.DONE, "b", NOW), "retention.illegal_step"),
        (Ruling(State.APPROVED, "b", NOW, Scope(institutions=frozenset({"甲"}))), "retention.beyond_scope"),
    ],
)
def test_what_nobody_may_rule(ruling, code):
    with pytest.raises(Refused, match=code):
        rule(request(), ruling)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in DELETED])
def test_what_is_never_deleted_by_itself_is_not_asked_for(kind):
    with pytest.raises(Refused, match=r"retention\.no_class"):
        request(kind=kind)


STEP = st.tuples(st.sampled_from(State), st.sampled_from("abc"))


@given(steps=st.lists(STEP, max_size=8))
def test_nothing_is_done_but_by_two_people_and_in_order(steps):
    one, before = request(), [State.REQUESTED]
    for state, by in steps:
        try:
            ruled = state in {State.APPROVED, State.REJECTED, State.WITHDRAWN}
            one = rule(one, Ruling(state, by, NOW, EVERYTHING, "注")) if ruled else moved(one, state)
        except Refused:
            continue
        before.append(state)
    assert all(after in STEPS[state] for state, after in pairwise(before))
    if one.state in {State.RUNNING, State.DONE}:
        assert State.APPROVED in before
        assert one.settled_by != one.by


def test_a_tombstone_names_what_was_there_and_only_that():
    one = sms("1", "小心点", number="10012345678")
    digest = of_contact(one, [finding(one, "小心点")])
    assert digest == of_contact(one, [finding(one, "小心点")])
    others = [of_contact(one, []), of_contact(sms("1", "小心", number="10012345678"), [finding(one, "小心点")])]
    assert digest not in others
    assert of_case(case("c1", opened_at=NINE)) != of_case(case("c1"))
