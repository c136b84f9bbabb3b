"""What may be said of a rate before and after an action."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.effect import Effect, Span, Verdict, effect, spans
from audit.rates import Counted
from audit.statistics import difference, share

DAY = timedelta(days=1)
MARCH = date(2026, 3, 1)


def march(day):
    return date(2026, 3, day)


@pytest.mark.parametrize(
    ("done", "today", "after"),
    [
        pytest.param(None, march(20), None, id="not done"),
        pytest.param(march(10), march(10), None, id="done today: no day after it yet"),
        pytest.param(march(10), march(11), Span(march(11), march(11)), id="the day after"),
        pytest.param(march(10), march(30), Span(march(11), march(17)), id="no more days than before"),
    ],
)
def test_days_before_the_order_and_after_it_was_done(done, today, after):
    assert spans(march(8), done, today, 7) == (Span(march(1), march(7)), after)


def test_what_lies_between_is_neither():
    days = [Counted(march(day).isoformat(), 10, 1, 2) for day in range(1, 15)]
    found = effect(days, spans(march(5), march(8), march(14), 3))
    assert (found.before, found.after) == (Counted("", 30, 3, 6), Counted("", 30, 3, 6))
    assert found.days == tuple(days)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        pytest.param((1000, 100), (1000, 20), Verdict.FELL, id="far fewer"),
        pytest.param((1000, 20), (1000, 100), Verdict.ROSE, id="far more"),
        pytest.param((1000, 20), (1000, 15), Verdict.UNSURE, id="may be chance"),
        pytest.param((1000, 100), (99, 0), Verdict.FEW, id="too few after"),
        pytest.param((99, 90), (1000, 0), Verdict.FEW, id="too few before"),
        pytest.param((0, 0), (0, 0), Verdict.FEW, id="none at all"),
        pytest.param((1000, 100), None, Verdict.NOT_YET, id="not done"),
    ],
)
def test_what_may_be_said(before, after, verdict):
    sides = [None if one is None else Counted("", *one, one[1]) for one in (before, after)]
    assert Effect(*sides, (Span(MARCH, MARCH), None)).verdict is verdict


def test_a_difference_as_newcombe_published_it():
    """Newcombe 1998, table II, method 10: 56/70 less 48/80 is 0.2 (0.0524 to 0.3339); 9/10 less 3/10 is 0.6 (0.1705 to 0.8090)."""
    for pair, expected in ((((56, 70), (48, 80)), (0.2, 0.0524, 0.3339)), (((9, 10), (3, 10)), (0.6, 0.1705, 0.8090))):
        assert difference(*(share(*one) for one in pair)) == pytest.approx(expected, abs=5e-5)


SHARES = st.tuples(st.integers(0, 500), st.integers(1, 500)).map(lambda pair: (min(pair), pair[1]))


@given(SHARES, SHARES)
def test_a_difference_lies_in_its_interval_and_turns_round(first, second):
    there, back = difference(share(*first), share(*second)), difference(share(*second), share(*first))
    assert -1 <= there.low <= there.value <= there.high <= 1
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
