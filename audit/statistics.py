"""How sure a figure is: 95 % intervals of shares and of means."""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

#: Standard normal quantile of a 95 % interval.
Z = 1.96
#: That of a 97.5 % interval: two of these hold together with 95 % (Bonferroni).
Z_OF_TWO = 2.2414
#: Student's quantile of a 95 % interval by degrees of freedom (two-sided, textbook table); more count as normal.
_STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
            2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045)  # fmt: skip


class Interval(NamedTuple):
    """A figure with what it may as well be."""

    value: float
    low: float
    high: float


def share(successes: int, trials: int, z: float = Z) -> Interval:
    """The score interval of a share (Wilson 1927); (0, 1) without trials. `z` is the normal quantile of its surety."""
    if not trials:
        return Interval(0.0, 0.0, 1.0)
    part, spread = successes / trials, z * z / trials
    middle = (part + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(part * (1 - part) / trials + spread / (4 * trials))
    return Interval(part, max(middle - half, 0.0), min(middle + half, 1.0))


def difference(first: Interval, second: Interval) -> Interval:
    """Of two shares of different contacts, first less second, from their score intervals (Newcombe 1998, method 10)."""
    value = first.value - second.value
    low = sqrt((first.value - first.low) ** 2 + (second.high - second.value) ** 2)
    high = sqrt((first.high - first.value) ** 2 + (second.value - second.low) ** 2)
    return Interval(value, value - low, value + high)


def count(events: int, of: float = 1.0) -> Interval:
    """Events per `of` with the interval of a Poisson count, by Byar's approximation (Breslow & Day 1987, vol. II, p. 69).

    The upper end is within a percent of the exact one (Garwood 1936); the lower is too low for fewer than five events.
    """
    if of <= 0:
        return Interval(0.0, 0.0, float("inf"))
    more = events + 1
    low = events * (1 - 1 / (9 * events) - Z / (3 * sqrt(events))) ** 3 if events else 0.0
    high = more * (1 - 1 / (9 * more) + Z / (3 * sqrt(more))) ** 3
    return Interval(events / of, low / of, high / of)


def mean(values: Sequence[float]) -> Interval | None:
    """Mean and Student's interval; None without values, and without width known for a single one."""
    if not values:
        return None
    count, middle = len(values), sum(values) / len(values)
    if count == 1:
        return Interval(middle, float("-inf"), float("inf"))
    spread = sqrt(sum((value - middle) ** 2 for value in values) / (count - 1))
    quantile = _STUDENT[count - 2] if count - 2 < len(_STUDENT) else Z
    half = quantile * spread / sqrt(count)
    return Interval(middle, middle - half, middle + half)
