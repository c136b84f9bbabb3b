"""One debtor's ledger as one rule sees it: the events that concern the rule, in the debtor's local time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from audit.case_facts import holds, unknown
from audit.ledger.events import Event, Ledger, zone_of
from audit.ledger.exceptions import EXCEPTIONS, agreed
from audit.records import Party
from audit.rules.model import Rule

PARTY_UNKNOWN = "party unknown"
ZONE_UNKNOWN = "case.timezone missing"


@dataclass(frozen=True, slots=True)
class Local:
    """An event and when it was for the debtor. `doubt` tells why it may or may not concern the rule."""

    event: Event
    at: datetime
    doubt: str | None = None

    @property
    def day(self) -> date:
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Held:
    """Events of one day that a rule accuses, with every event that made it hold and its part in it."""

    day: date
    accused: tuple[Local, ...]
    #: Event -> a code that says what it counts for; in time order.
    events: tuple[tuple[Event, str], ...]
    #: What tells this finding from another one of the same day, e.g. the number.
    apart: tuple[str, ...] = ()
    readings: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubted:
    """An event that may be a violation, and why nobody can say."""

    event: Event
    reason: str


def once(parts: Iterable[tuple[Event, str]]) -> tuple[tuple[Event, str], ...]:
    """Each event once, for what it was named last, in time order."""
    by_contact = {event.contact: (event, why) for event, why in parts}
    return tuple(sorted(by_contact.values(), key=lambda part: (part[0].at, part[0].contact)))


@dataclass(frozen=True, slots=True)
class View:
    rule: Rule
    ledger: Ledger

    def concerned(self) -> Iterator[Local]:
        """In time order; nothing that something known speaks against."""
        for event in self.ledger.events:
            if self._concerns(event):
                yield self.local(event, self._doubt(event))

    def local(self, event: Event, doubt: str | None = None) -> Local:
        assert self.rule.ledger
        zone = zone_of(event, self.rule.ledger.zone)
        return Local(event, event.at.astimezone(zone), doubt) if zone else Local(event, event.at, doubt or ZONE_UNKNOWN)

    def excepted(self, local: Local) -> str | None:
        """The exception or consent under which the event does not count."""
        check = self.rule.ledger
        assert check
        if check.consent and agreed(local.event, check.consent, local.at.time()):
            return check.consent
        return next((name for name in check.unless if EXCEPTIONS[name](local.event, self.ledger)), None)

    def _in_force(self, event: Event) -> bool:
        day = self.local(event).day
        return self.rule.valid_from <= day and (self.rule.valid_to is None or day <= self.rule.valid_to)

    def _concerns(self, event: Event) -> bool:
        """False where something known speaks against it; what is not known does not."""
        who = self.rule.who
        return (
            (not who.channels or event.channel in who.channels)
            and (not who.directions or event.direction in who.directions)
            and (not who.parties or self.ledger.party(event) in who.parties | {Party.UNKNOWN})
            and all(holds(fact, event) is not False for fact in self.rule.facts)
            and self._in_force(event)
        )

    def _doubt(self, event: Event) -> str | None:
        """Why nobody can say whether the rule concerns the event."""
        parties = self.rule.who.parties
        if parties and self.ledger.party(event) not in parties:
            return PARTY_UNKNOWN
        return next((reason for fact in self.rule.facts if (reason := unknown(fact, event))), None)
