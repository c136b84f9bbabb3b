"""What was looked at and what was not, and how long decisions take: counts that the store made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds from a person's claim of an incident to that person's decision; decisions on many at once are left out."""

    decided: int
    median: float | None = None
    #: Half of all decisions took between these.
    low: float | None = None
    high: float | None = None


def pace(seconds: Sequence[float]) -> Pace:
    """Quartiles as of a whole population; a single decision is its own."""
    if not seconds:
        return Pace(0)
    low, _, high = quantiles(seconds, n=4, method="inclusive") if len(seconds) > 1 else (seconds[0],) * 3
    return Pace(len(seconds), median(seconds), low, high)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Contacts of a period."""

    #: Channel -> state -> contacts.
    states: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    #: Why contacts failed or were rejected -> contacts.
    reasons: Mapping[str, int] = field(default_factory=dict)
    #: Why a rule could not be judged -> contacts, each once for a pack.
    not_assessed: Mapping[str, int] = field(default_factory=dict)

    @property
    def contacts(self) -> int:
        return sum(sum(of.values()) for of in self.states.values())


@dataclass(frozen=True, slots=True)
class ContactQuery:
    """Which contacts are behind a number of the dashboard; an empty field asks for nothing."""

    #: Half-open [since, until), both of the contact's time.
    since: datetime | None = None
    until: datetime | None = None
    channel: str = ""
    agency: str = ""
    team: str = ""
    agent: str = ""
    state: str = ""
    #: Why it failed or was rejected.
    reason: str = ""
    #: Why a rule could not be judged.
    not_assessed: str = ""
    #: Only those that were scanned, only those with an incident.
    scanned: bool = False
    hit: bool = False
    #: Only those with an incident that was found in [from, to) and that nobody decided on.
    waiting: tuple[datetime | None, datetime | None] | None = None


@dataclass(frozen=True, slots=True)
class ContactLine:
    contact: str
    channel: str
    at: datetime | None
    agency: str | None
    agent: str | None
    state: str
    reason: str | None
    #: (id, category) of its incidents.
    incidents: tuple[tuple[str, str], ...] = ()
