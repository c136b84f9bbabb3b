"""What a deployment wants to hear of, to whom it goes and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from audit.alerts.model import Kind

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Severe:
    """An incident of at least this severity, of one of the categories where any are named."""

    at_least: int
    categories: frozenset[str] = frozenset()

    @property
    def kind(self) -> Kind:
        return Kind.CATEGORY if self.categories else Kind.SEVERITY


@dataclass(frozen=True, slots=True)
class Repeat:
    """So many incidents of one agent within so many days."""

    count: int
    days: int
    at_least: int
    kind: Kind = Kind.REPEAT


@dataclass(frozen=True, slots=True)
class Jump:
    """Of an agency's contacts of the last days surely a larger share has incidents than `factor` times that of the days before."""

    factor: float
    days: int
    #: Days before these.
    baseline: int
    #: Fewer contacts with incidents prove nothing.
    least: int
    kind: Kind = Kind.JUMP


@dataclass(frozen=True, slots=True)
class Overdue:
    """Nobody has decided on an incident of at least this severity for so long."""

    after: timedelta
    at_least: int
    kind: Kind = Kind.OVERDUE


@dataclass(frozen=True, slots=True)
class Stalled:
    """Contacts wait and nothing has moved for so long."""

    after: timedelta
    kind: Kind = Kind.STALLED


@dataclass(frozen=True, slots=True)
class Search:
    """A contact in which the query of a search holds, as far as its owner may see; in the language of `audit.query`."""

    query: str
    owner: str
    kind: Kind = Kind.SEARCH


Trigger = Severe | Repeat | Jump | Overdue | Stalled | Search


class By(StrEnum):
    """What alerts of one notice have in common."""

    AGENCY = "agency"
    AGENT = "agent"
    INSTITUTION = "institution"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Throttle:
    """At most so many notices in so long."""

    most: int
    per: timedelta


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of the day to another, over midnight where the second is the earlier one."""

    since: time
    until: time
    #: Severities from here on are told all the same; 5 for none.
    unless: int = 5

    def ends(self, now: datetime, zone: tzinfo) -> datetime | None:
        """When the quiet hours that `now` lies in are over; None outside of them."""
        here = now.astimezone(zone)
        for day in (here.date() - _DAY, here.date()):
            begins = datetime.combine(day, self.since, zone)
            ends = datetime.combine(day + (_DAY if self.until <= self.since else timedelta()), self.until, zone)
            if begins <= here < ends:
                return ends
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """Who is told when nobody has acknowledged by then, counted from the first notice."""

    after: timedelta
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertRule:
    id: str
    title: Mapping[str, str]
    when: Trigger
    to: tuple[str, ...]
    #: What has to be done, and how soon.
    action: Mapping[str, str]
    deadline: timedelta | None = None
    group: By = By.AGENCY
    #: How long the first alert of a group waits for others, and how long a group rests after a notice.
    wait: timedelta = timedelta(seconds=10)
    every: timedelta = timedelta(minutes=5)
    throttle: Throttle = Throttle(12, timedelta(hours=1))
    quiet: Quiet | None = None
    #: All alerts since the last time of this go out together, once a day.
    digest: time | None = None
    chain: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertBook:
    """All rules of an installation, and the languages of their targets: `zh`, `en` or `both`."""

    targets: Mapping[str, str]
    rules: tuple[AlertRule, ...] = ()

    def rule(self, identity: str) -> AlertRule | None:
        return next((one for one in self.rules if one.id == identity), None)
