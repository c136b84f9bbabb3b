"""Weeks of days, and how a pace is told."""

from audit.coverage import Pace, pace
from audit.rates import Counted, weeks


def test_days_become_the_weeks_that_begin_on_monday():
    days = [Counted("2026-03-01", 5, 1, 2), Counted("2026-03-02", 10, 2, 3), Counted("2026-03-08", 1, 0, 0)]
    assert weeks(days) == (Counted("2026-02-23", 5, 1, 2), Counted("2026-03-02", 11, 2, 3))
    assert weeks([]) == ()


def test_a_pace_is_a_median_with_its_middle_half():
    assert pace([]) == Pace(0)
    assert pace([7.0]) == Pace(1, 7.0, 7.0, 7.0)
    assert pace([1.0, 2.0, 3.0, 100.0]) == Pace(4, 2.5, 1.75, 27.25)
