"""The pressure on one person, by a formula that anybody can work out with pen and paper.

The load of a day is the sum of its events' weights; an event in quiet hours counts `quiet` times; every incident adds its
severity times `severity`. The load of the last `days` days counts less the longer ago: L = sum of load * (days - ago) / days.
The index is 10 * L / (L + half): 0 where nothing happened, 5 at L = half, never quite 10.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Weights:
    """Set by a deployment in config/pressure.yml, and shown beside every index."""

    #: By what a day counts: unanswered, conversations, connected, messages, visits, third_party.
    events: Mapping[str, float]
    quiet: float
    severity: float
    days: int
    #: The load at which the index is 5.
    half: float


def pressure(loads: Mapping[date, float], day: date, weights: Weights) -> float:
    """In [0, 10), to one decimal; `loads` has the load of each day, days without events may be missing."""
    load = sum(
        loads.get(day - timedelta(days=ago), 0.0) * (weights.days - ago) / weights.days for ago in range(weights.days)
    )
    return round(10 * load / (load + weights.half), 1)
