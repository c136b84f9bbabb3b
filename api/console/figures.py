"""Figures with their intervals, as pages show them."""

from dataclasses import dataclass
from math import isinf

from audit.statistics import Interval

#: Width of the drawn interval, in the units of its picture.
WIDTH = 100
DAYS = (7, 30, 90, 365)


@dataclass(frozen=True, slots=True)
class Figure:
    """`value`, `low` and `high` are written out; the rest are places in a picture of the width WIDTH."""

    value: str
    low: str
    high: str
    left: float
    right: float
    at: float


def figure(interval: Interval, most: float, form: str) -> Figure:
    """On a scale from 0 to `most`; what goes beyond ends at its end. `form` is a format of numbers."""
    left, right, at = (round(WIDTH * min(value / most, 1.0), 2) if most > 0 else 0.0 for value in _ends(interval))
    value, low, high = (("∞" if isinf(one) else format(one, form)) for one in interval)
    return Figure(value, low, high, left, right, at)


def percent(interval: Interval) -> Figure:
    """Of a share."""
    return figure(interval, 1.0, ".0%")


def _ends(interval: Interval) -> tuple[float, float, float]:
    return interval.low, interval.high, interval.value
