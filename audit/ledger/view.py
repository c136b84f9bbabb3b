"""One debtor's ledger as one rule sees it: the events that concern the rule, in the debtor's local time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from audit.case_facts import holds, unknown
from audit.ledger.events import Event, Ledger, zone_of
from audit.ledger.exceptions import EXCEPTIONS, agreed
from audit.records import Channel, Direction, Party
from audit.rules.model import Rule

PARTY_UNKNOWN = "party unknown"
ZONE_UNKNOWN = "case.timezone missing"


@dataclass(frozen=True, slots=True)
class Local:
    """An event, when it was for the debtor, and who was reached as far as anything tells."""

    event: Event
    at: datetime
    day: date
    party: Party
    #: Whether `at` is in the debtor's zone; else it is as the log gives it.
    zoned: bool


Kind = tuple[Channel, Direction, Party]
Alike = Mapping[Kind, Sequence[tuple[int, Local]]]


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


def local_times(ledger: Ledger, zone: str | None) -> tuple[Local, ...]:
    """Every event in the debtor's time; `zone` is that of cases that name none."""
    return tuple(_local(event, ledger, zone) for event in ledger.events)


def _local(event: Event, ledger: Ledger, otherwise: str | None) -> Local:
    zone = zone_of(event, otherwise)
    at = event.at.astimezone(zone) if zone else event.at
    return Local(event, at, at.date(), ledger.party(event), zone is not None)


def alike(locals_: Sequence[Local]) -> Alike:
    """The events by what rules choose them by, each with its place among all."""
    found = dict[Kind, list[tuple[int, Local]]]()
    for place, local in enumerate(locals_):
        found.setdefault((local.event.channel, local.event.direction, local.party), []).append((place, local))
    return found


def chooses(rule: Rule, kind: Kind) -> bool:
    """Whether events of this kind may concern the rule."""
    who, (channel, direction, party) = rule.who, kind
    return (
        (not who.channels or channel in who.channels)
        and (not who.directions or direction in who.directions)
        and (not who.parties or party in who.parties or party is Party.UNKNOWN)
    )


def together(groups: Sequence[Sequence[tuple[int, Local]]]) -> Sequence[Local]:
    """Events of several kinds in time order."""
    return [local for _, local in (sorted(chain(*groups)) if len(groups) > 1 else groups[0])]


def once(parts: Iterable[tuple[Event, str]]) -> tuple[tuple[Event, str], ...]:
    """Each event once, for what it was named last, in time order."""
    by_place = {(event.contact, event.part): (event, why) for event, why in parts}
    return tuple(sorted(by_place.values(), key=lambda part: (part[0].at, part[0].contact, part[0].part)))


@dataclass(frozen=True, slots=True)
class View:
    rule: Rule
    ledger: Ledger
    #: All events of the ledger in time order, whether they concern the rule or not.
    all: tuple[Local, ...]
    #: Those of them of a kind that the rule chooses, in time order; where there are none, no rule says anything.
    chosen: Sequence[Local]

    def concerned(self) -> Iterator[Local]:
        """In time order, what nothing known speaks against; whether it concerns the rule all the same is for `doubt` to say."""
        rule = self.rule
        first, last, facts = rule.valid_from, rule.valid_to or date.max, rule.facts
        for local in self.chosen:
            if first <= local.day <= last and not (facts and any(holds(fact, local.event) is False for fact in facts)):
                yield local

    def excepted(self, local: Local) -> str | None:
        """The exception or consent under which the event does not count."""
        check = self.rule.ledger
        assert check
        if check.consent and agreed(local.event, check.consent, local.at.time()):
            return check.consent
        if not check.unless:
            return None
        return next((name for name in check.unless if EXCEPTIONS[name](local.event, self.ledger)), None)

    def doubt(self, local: Local) -> str | None:
        """Why an event that nothing speaks against may not concern the rule."""
        if not local.zoned:
            return ZONE_UNKNOWN
        rule = self.rule
        if rule.who.parties and local.party not in rule.who.parties:
            return PARTY_UNKNOWN
        if not rule.facts:
            return None
        return next((reason for fact in rule.facts if (reason := unknown(fact, local.event))), None)
