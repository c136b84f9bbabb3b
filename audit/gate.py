"""Whether a rule concerns a contact at all, before any text is looked at, and what is missing to say so."""

from dataclasses import dataclass

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

    matchers: frozenset[int]
    absences: tuple[int, ...]


class Gate:
    """Remembers for each kind of contact which rules concern it; most contacts of a chunk are of few kinds."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._facts = tuple({fact: None for compiled in pack.rules for fact in compiled.rule.facts})
        self._known: dict[object, Concerned] = {}

    def concerned(self, contact: Contact) -> Concerned:
        day = contact.at.date() if contact.at else None
        kind = (contact.channel, contact.direction, contact.party, self._case(contact), day, _talked(contact))
        found = self._known.get(kind)
        if found is None:
            numbers = [number for number, rule in enumerate(self._pack.rules) if concerns(rule, contact)]
            matchers = frozenset(matcher for number in numbers for matcher in self._pack.rules[number].matchers)
            absences = tuple(number for number in numbers if self._pack.rules[number].rule.absence)
            found = Concerned(matchers, absences if _talked(contact) else ())
            self._known[kind] = found
        return found

    def _case(self, contact: Contact) -> tuple[bool | None, ...] | None:
        return tuple(holds(fact, contact) for fact in self._facts) if contact.case else None


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
