"""Periods as they are written, as they end, and as trends cut them."""

from datetime import date

import pytest

from audit.errors import Refused
from audit.reports.periods import around, ended, parts, read
from audit.reports.record import Kind, Period

ZONE = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("2026-10", Kind.MONTHLY, date(2026, 10, 1), date(2026, 10, 31)),
        ("2024-02", Kind.MONTHLY, date(2024, 2, 1), date(2024, 2, 29)),  # a leap year
        ("2026-12", Kind.MONTHLY, date(2026, 12, 1), date(2026, 12, 31)),  # the next month is of the next year
        ("2026-Q4", Kind.QUARTERLY, date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-Q1", Kind.QUARTERLY, date(2026, 1, 1), date(2026, 3, 31)),
        ("2026", Kind.YEARLY, date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-10-05..2026-10-05", Kind.AD_HOC, date(2026, 10, 5), date(2026, 10, 5)),  # one day
    ],
)
def test_a_period_is_read(text, kind, first, last):
    assert read(text, ZONE) == (kind, Period(first, last, ZONE))


@pytest.mark.parametrize("text", ["", "2026-13", "2026-Q5", "26", "2026-10-05", "2026-10-05..2026-10-04", "..", "0000"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(Refused, match=r"report\.period"):
        read(text, ZONE)


@pytest.mark.parametrize(
    ("kind", "today", "first", "last"),
    [
        (Kind.MONTHLY, date(2026, 11, 1), date(2026, 10, 1), date(2026, 10, 31)),  # the first day after
        (Kind.MONTHLY, date(2026, 10, 31), date(2026, 9, 1), date(2026, 9, 30)),  # the last day is not over
        (Kind.QUARTERLY, date(2026, 1, 2), date(2025, 10, 1), date(2025, 12, 31)),
        (Kind.YEARLY, date(2026, 12, 31), date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_the_newest_period_that_has_ended(kind, today, first, last):
    assert ended(kind, today, ZONE) == Period(first, last, ZONE)
    assert around(kind, first, ZONE) == around(kind, last, ZONE) == Period(first, last, ZONE)


def test_a_month_is_told_by_weeks_and_a_quarter_by_months():
    weeks = list(parts(Period(date(2026, 10, 1), date(2026, 10, 31), ZONE)))
    assert [one.first.day for one in weeks] == [1, 5, 12, 19, 26]
    months = list(parts(Period(date(2026, 10, 1), date(2026, 12, 31), ZONE)))
    assert [one.first.month for one in months] == [10, 11, 12]
