"""The periods that reports are about, and which of them have ended."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from audit.errors import Problem, Refused
from audit.reports.record import Kind, Period

_CALENDAR = re.compile("(?P<year>[0-9]{4})(-(Q(?P<quarter>[1-4])|(?P<month>[0-9]{2})))?")
#: In a period of each kind.
_MONTHS = {Kind.MONTHLY: 1, Kind.QUARTERLY: 3, Kind.YEARLY: 12}


def around(kind: Kind, day: date, zone: str) -> Period:
    """The calendar's month, quarter or year that holds the day."""
    size = _MONTHS[kind]
    month = (day.month - 1) // size * size + 1
    first = date(day.year, month, 1)
    return Period(first, _next(first, size) - timedelta(days=1), zone)


def read(text: str, zone: str) -> tuple[Kind, Period]:
    """`2026-10`, `2026-Q4`, `2026`, or `2026-10-01..2026-10-15`. Raises Refused (`report.period`) for anything else."""
    try:
        if found := _CALENDAR.fullmatch(text):
            year, quarter, month = found["year"], found["quarter"], found["month"]
            kind = Kind.QUARTERLY if quarter else Kind.MONTHLY if month else Kind.YEARLY
            start = int(quarter) * 3 - 2 if quarter else int(month or 1)
            return kind, around(kind, date(int(year), start, 1), zone)
        first, last = (date.fromisoformat(part) for part in text.split(".."))
    except ValueError as fault:
        raise Refused(Problem("report.period", text)) from fault
    if last < first:
        raise Refused(Problem("report.period", text))
    return Kind.AD_HOC, Period(first, last, zone)


def ended(kind: Kind, today: date, zone: str) -> Period:
    """The newest one of which no day is left."""
    return around(kind, around(kind, today, zone).first - timedelta(days=1), zone)


def parts(period: Period) -> Iterator[Period]:
    """For a trend: weeks from Monday where it is no longer than 45 days, else months; the ends are cut to the period."""
    first = period.first
    weekly = (period.last - period.first).days < 45
    while first <= period.last:
        following = first + timedelta(days=7 - first.weekday()) if weekly else _next(first.replace(day=1), 1)
        yield Period(first, min(following - timedelta(days=1), period.last), period.zone)
        first = following


def _next(first: date, months: int) -> date:
    total = first.year * 12 + first.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)
