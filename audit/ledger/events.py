"""What the ledger counts: contacts without their words, in the debtor's own time."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from audit.findings import Account
from audit.records import Case, Channel, Direction, Disposition, Party
from audit.scope import Scope
from audit.signs import Signal

_NOT_DIGITS = re.compile(r"[^0-9*xX]")
#: Digits that tell two Chinese mobile numbers apart once country codes and prefixes are gone.
_TELLING = 11


@dataclass(frozen=True, slots=True)
class Event:
    """One attempt or contact as it counts: who reached whom, when, by what, with which outcome."""

    contact: str
    channel: Channel
    at: datetime
    direction: Direction = Direction.OUTBOUND
    party: Party = Party.UNKNOWN
    disposition: Disposition | None = None
    number: str | None = None
    agency: str | None = None
    agent_id: str | None = None
    case: Case | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    recording: str | None = None
    #: Whether the other side spoke; None where no transcript tells.
    spoke: bool | None = None
    #: What the other side said of itself there, e.g. that it wants no more contact.
    signs: frozenset[Signal] = frozenset()
    #: What the visit log tells: visitors, recorded, met, address_kind.
    extra: Mapping[str, str] = field(default_factory=dict)
    #: Id of the message, where the contact is a conversation of which each message counts.
    part: str = ""

    @property
    def talk(self) -> float | None:
        """Seconds between answering and the end; None where the log does not tell."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.answered_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every event of one debtor at one institution, in time order, ties by contact and part."""

    account: Account
    cases: tuple[Case, ...]
    events: tuple[Event, ...]

    def within(self, scope: Scope) -> "Ledger":
        """As far as somebody may see it."""
        institution = self.account.institution
        seen = (event for event in self.events if scope.admits(institution, event.agency, event.agent_id))
        return self if scope.open else replace(self, events=tuple(seen))

    def party(self, event: Event) -> Party:
        """As the log says, or as the number tells where the log is silent."""
        if event.party is not Party.UNKNOWN or event.number is None:
            return event.party
        number = digits(event.number)
        for case in self.cases:
            if number in map(digits, case.debtor_phones):
                return Party.DEBTOR
            if number in (digits(contact.phone) for contact in case.registered_contacts):
                return Party.CONTACT
        return Party.UNKNOWN

    def is_debtors(self, number: str | None) -> bool:
        known = {digits(phone) for case in self.cases for phone in case.debtor_phones}
        return number is not None and digits(number) in known


def digits(number: str) -> str:
    """The same line however it is written: `+86 154-0000-1234` and `15400001234` are one."""
    return _NOT_DIGITS.sub("", number)[-_TELLING:]


def in_order(events: Iterator[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (event.at, event.contact, event.part)))


def zone_of(event: Event, otherwise: str | None) -> tzinfo | None:
    """The debtor's own zone, from the case and never from a dialling code; None where nobody tells."""
    name = (event.case.timezone if event.case else None) or otherwise
    return ZoneInfo(name) if name else None
