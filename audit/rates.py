"""Rates for dashboards: counts that the store made, with their intervals, so that small teams are not smeared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from audit.statistics import Interval, count, share

PER = 1000
#: Upper ends of the ages of what is open, in days; the last class has none.
AGES = (1, 3, 7, 14, 30)


class By(StrEnum):
    AGENCY = "agency"
    TEAM = "team"
    AGENT = "agent"
    RULE = "rule"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Counted:
    """One agency, team, agent, rule or day. Contacts of a rule are all that were scanned: each could have had it."""

    name: str
    contacts: int
    #: Contacts with an incident, and incidents.
    hit: int
    incidents: int

    @property
    def share(self) -> Interval:
        """Contacts with an incident per 1,000 contacts (Wilson 1927)."""
        return Interval(*(PER * value for value in share(self.hit, self.contacts)))

    @property
    def rate(self) -> Interval:
        """Incidents per 1,000 contacts, of which one may have several (Poisson, Byar's approximation)."""
        return count(self.incidents, self.contacts / PER)


def weeks(days: Iterable[Counted]) -> tuple[Counted, ...]:
    """Days summed up by the Monday that their week begins with; a contact is of one day, so nothing is counted twice."""
    found: dict[str, Counted] = {}
    for one in days:
        day = date.fromisoformat(one.name)
        name = (day - timedelta(days=day.weekday())).isoformat()
        was = found.get(name, Counted(name, 0, 0, 0))
        found[name] = Counted(name, was.contacts + one.contacts, was.hit + one.hit, was.incidents + one.incidents)
    return tuple(found[name] for name in sorted(found))


@dataclass(frozen=True, slots=True)
class Change:
    """From when on something else judged or heard: a step in a figure on that day may be its doing."""

    day: date
    #: `pack` or `model`.
    what: str
    name: str


def ages(waited: Mapping[int, int]) -> tuple[tuple[int | None, int], ...]:
    """Of so many that have waited so many whole days: how many less than each of AGES and no less than the one before.

    The last class is everything older.
    """
    found: list[tuple[int | None, int]] = []
    low = 0
    for end in (*AGES, None):
        found.append(
            (end, sum(number for days, number in waited.items() if low <= days and (end is None or days < end)))
        )
        low = end or low
    return tuple(found)
