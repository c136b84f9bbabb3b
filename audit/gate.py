"""Whether a rule concerns a contact at all, before any text is looked at, and what is missing to say so."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from audit.case_facts import holds, unknown
from audit.pack import Compiled, Pack
from audit.records import Contact, Disposition, Party

SPEAKER_UNKNOWN = "speaker unknown"
OVER_BUDGET = "pattern exceeded its time budget"
TOO_SHORT = "too short to judge"
NO_TIMES = "no times"
BEGINS_LATE = "recording begins late"


@dataclass(frozen=True, slots=True)
class Concerned:
    """What of a pack concerns contacts of one kind: the numbers of its matchers, and of its rules about absences."""

    #: Number of the kind, from 0 in the order in which the gate met them.
    kind: int
    matchers: frozenset[int]
    absences: tuple[int, ...]
    #: Those of the matchers that may hold in any text.
    always: frozenset[int]


class Gate:
    """Remembers for each kind of contact which rules concern it; most contacts are of few kinds."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._periods = sorted(_changes(pack))
        self._facts = tuple({fact: None for compiled in pack.rules for fact in compiled.rule.facts})
        self._known: dict[object, Concerned] = {}

    def concerned(self, contact: Contact) -> Concerned:
        period = bisect_right(self._periods, contact.at.date()) if contact.at else None
        kind = (contact.channel, contact.direction, contact.party, self._case(contact), period, _talked(contact))
        found = self._known.get(kind)
        if found is None:
            numbers = [number for number, rule in enumerate(self._pack.rules) if concerns(rule, contact)]
            matchers = frozenset(matcher for number in numbers for matcher in self._pack.rules[number].matchers)
            absences = tuple(number for number in numbers if self._pack.rules[number].rule.absence)
            always = self._pack.prefilter.always & matchers
            found = Concerned(len(self._known), matchers, absences if _talked(contact) else (), always)
            self._known[kind] = found
        return found

    def _case(self, contact: Contact) -> tuple[bool | None, ...] | None:
        return tuple(holds(fact, contact) for fact in self._facts) if contact.case else None


@lru_cache(maxsize=8)
def gate_of(pack: Pack) -> Gate:
    """A pack's own: looking through all rules takes longer than scanning a message."""
    return Gate(pack)


def _changes(pack: Pack) -> set[date]:
    """Days from which other rules are in force than the day before."""
    begins = {compiled.rule.valid_from for compiled in pack.rules}
    ends = {compiled.rule.valid_to for compiled in pack.rules}
    return begins | {end + timedelta(days=1) for end in ends if end and end < date.max}


def concerns(compiled: Compiled, contact: Contact) -> bool:
    """False where something known speaks against it; what is not known does not."""
    who = compiled.rule.who
    return (
        (not who.channels or contact.channel in who.channels)
        and (not who.directions or contact.direction in who.directions)
        and (not who.parties or contact.party in who.parties or contact.party is Party.UNKNOWN)
        and all(holds(fact, contact) is not False for fact in compiled.rule.facts)
        and compiled.in_force(contact.at.date() if contact.at else None)
    )


def missing(compiled: Compiled, contact: Contact) -> str | None:
    """What the contact does not tell and the rule must know."""
    who = compiled.rule.who
    if who.parties and contact.party is Party.UNKNOWN and Party.UNKNOWN not in who.parties:
        return "party unknown"
    return next((reason for fact in compiled.rule.facts if (reason := unknown(fact, contact))), None)


def _talked(contact: Contact) -> bool:
    """Nothing can be missing from a call that nobody took."""
    return contact.disposition in (None, Disposition.CONNECTED)
