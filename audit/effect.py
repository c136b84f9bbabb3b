"""What came of an action: how often what it is about occurred before and after, and how sure a difference is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from audit.rates import PER, Counted
from audit.statistics import Interval, difference, share

#: With fewer contacts on a side nothing is said of a difference.
LEAST = 100
#: Days looked at on each side.
SPANS = (14, 30, 90)


class Verdict(StrEnum):
    """What may be said of the two rates."""

    FELL = "fell"
    ROSE = "rose"
    #: The difference may be chance.
    UNSURE = "unsure"
    #: Too few contacts on one side.
    FEW = "few"
    #: It was not done yet.
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both ends count."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Effect:
    """Contacts and incidents on both sides; `after` is None while there is no day after it was done."""

    before: Counted
    after: Counted | None
    spans: tuple[Span, Span | None]
    #: By day, over both sides and what lies between.
    days: tuple[Counted, ...] = ()

    @property
    def difference(self) -> Interval | None:
        """After less before, in contacts with an incident per 1,000."""
        if self.after is None or not self.after.contacts or not self.before.contacts:
            return None
        sides = (share(one.hit, one.contacts) for one in (self.after, self.before))
        return Interval(*(PER * value for value in difference(*sides)))

    @property
    def verdict(self) -> Verdict:
        if self.after is None:
            return Verdict.NOT_YET
        if min(self.before.contacts, self.after.contacts) < LEAST or self.difference is None:
            return Verdict.FEW
        if self.difference.high < 0:
            return Verdict.FELL
        return Verdict.ROSE if self.difference.low > 0 else Verdict.UNSURE


def spans(ordered: date, done: date | None, today: date, days: int) -> tuple[Span, Span | None]:
    """So many whole days before the order, and after the day on which it was done; what lies between is neither."""
    before = Span(ordered - timedelta(days=days), ordered - timedelta(days=1))
    if done is None or done >= today:
        return before, None
    return before, Span(done + timedelta(days=1), min(done + timedelta(days=days), today))


def effect(counted: Sequence[Counted], of: tuple[Span, Span | None]) -> Effect:
    """Of days that the store counted."""
    before, after = of
    return Effect(_sum(counted, before), _sum(counted, after) if after else None, of, tuple(counted))


def _sum(counted: Sequence[Counted], span: Span) -> Counted:
    own = [one for one in counted if span.first <= date.fromisoformat(one.name) <= span.last]
    contacts, hit, incidents = (sum(getattr(one, name) for one in own) for name in ("contacts", "hit", "incidents"))
    return Counted("", contacts, hit, incidents)
