"""In which order people look at incidents, by a published formula (docs/decisions/0020-review.md), and what they ask for."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import log2
from typing import NamedTuple

from audit.ports import Filter, Incident
from audit.scope import EVERYTHING, Scope
from audit.triage import Status, Work

#: Each step of severity weighs four times the one below.
STEP = 4.0
#: In this time the urgency of what waits doubles: a step of severity is worth two weeks of waiting.
DOUBLING = timedelta(days=7)
#: Not even a finding of which nobody is sure falls out of the order.
LEAST_CONFIDENCE = 0.01
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Factors:
    """Why an incident stands where it stands: `product` orders the queue."""

    severity: float
    confidence: float
    repetition: float
    age: float

    @property
    def product(self) -> float:
        return self.severity * self.confidence * self.repetition * self.age


class Weight(NamedTuple):
    """What the place of an incident depends on, whenever one looks."""

    severity: int
    #: Of the leading finding, in [0, 1].
    confidence: float
    #: In how many places of the contact it was found, or how many events of the ledger are accused.
    places: int


def weight(incident: Incident) -> Weight:
    if incident.ledger:
        return Weight(incident.severity, incident.ledger.confidence, incident.ledger.count)
    confidence = incident.lead.confidence if incident.lead else 0.0
    return Weight(incident.severity, confidence, len(incident.findings))


def factors(of: Weight, opened: datetime, now: datetime) -> Factors:
    """Severity: 1, 4, 16, 64. Confidence as it is. Repetition: the square root of the places. Age: 2 for every week."""
    return Factors(
        severity=STEP ** (of.severity - 1),
        confidence=max(of.confidence, LEAST_CONFIDENCE),
        repetition=max(of.places, 1) ** 0.5,
        age=2.0 ** ((now - opened) / DOUBLING),
    )


def rank(of: Weight, opened: datetime) -> float:
    """The logarithm of `product` less what grows alike for all: the same order at any time, so it is computed once."""
    return log2(factors(of, opened, opened).product) - (opened - _EPOCH) / DOUBLING


class View(StrEnum):
    """Everything is in one of `unassigned`, `team` and `done`, and `mine` is a part of `team`."""

    MINE = "mine"
    #: With somebody: claimed, handed up or held.
    TEAM = "team"
    UNASSIGNED = "unassigned"
    DONE = "done"


IN_VIEW: dict[View, frozenset[Status]] = {
    View.MINE: frozenset({Status.CLAIMED, Status.HELD}),
    View.TEAM: frozenset({Status.CLAIMED, Status.ESCALATED, Status.HELD}),
    View.UNASSIGNED: frozenset({Status.OPEN}),
    View.DONE: frozenset({Status.DECIDED}),
}


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """What a person asks of the queue at one moment. `filter.rule` means the rule that leads an incident."""

    #: Who asks.
    who: str
    now: datetime
    view: View | None = None
    filter: Filter = field(default_factory=Filter)
    #: Empty asks for nothing, as in a filter.
    assignee: frozenset[str] = frozenset()
    status: frozenset[Status] = frozenset()
    #: What the asker may see.
    scope: Scope = EVERYTHING

    @property
    def statuses(self) -> frozenset[Status]:
        """Those that can come up: the view's and the asked ones both hold; superseded ones only when asked for."""
        known = IN_VIEW[self.view] if self.view else frozenset(Status) - {Status.SUPERSEDED}
        return self.status & (known if self.view else frozenset(Status)) if self.status else known

    @property
    def assignees(self) -> frozenset[str] | None:
        """None: anybody or nobody."""
        if self.view is View.MINE:
            return frozenset({self.who}) & self.assignee if self.assignee else frozenset({self.who})
        return self.assignee or None


@dataclass(frozen=True, slots=True)
class Queued:
    """One line of the queue."""

    incident: Incident
    #: As it is at the moment that was asked for: an expired claim is open.
    work: Work
    opened: datetime
    factors: Factors
    #: What `after` takes to go on behind this line.
    place: str = ""


@dataclass(frozen=True, slots=True)
class QueuePage:
    lines: tuple[Queued, ...]
    #: What `after` takes for the next page; None on the last.
    next: str | None = None
