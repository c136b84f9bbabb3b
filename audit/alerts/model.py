"""What is alerted: one thing that a rule says people must hear of."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What raises an alert."""

    SEVERITY = "severity"
    CATEGORY = "category"
    #: An agency has far more violations than before.
    JUMP = "jump"
    #: One agent, again and again.
    REPEAT = "repeat"
    OVERDUE = "overdue"
    STALLED = "stalled"
    #: What somebody searches for, as soon as it is said.
    SEARCH = "search"


class State(StrEnum):
    #: Nobody was told yet: more of its kind may come, it is a quiet hour, or a digest takes it along.
    WAITING = "waiting"
    #: In a notice that goes out, or went.
    TOLD = "told"
    #: Not in any notice, for a reason that stands beside it; a notice counts how many there are.
    SUPPRESSED = "suppressed"
    ACKNOWLEDGED = "acknowledged"


class Reason(StrEnum):
    """Why an alert is suppressed."""

    #: So many notices of its rule went out that one more would not be read.
    THROTTLED = "throttled"
    #: Its notice tells of graver ones, as many as anybody reads.
    FULL = "full"
    #: Its rule is gone.
    RULE_GONE = "rule_gone"


@dataclass(frozen=True, slots=True)
class Event:
    """An incident that is new, graver than before, or proven anew: written with it, forgotten when alerts were made of it."""

    number: int
    incident: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """What an alert tells. Words of people are masked before they come in here."""

    kind: Kind
    severity: int = 0
    category: str = ""
    institution: str | None = None
    agency: str | None = None
    agent: str | None = None
    channel: str = ""
    #: When it happened.
    at: datetime | None = None
    quote: str = ""
    #: The instruments as cited.
    law: tuple[str, ...] = ()
    #: Path of the page that shows it.
    link: str = ""
    #: Figures that the sentence of its kind needs.
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that a rule says people must hear of; the same rule and subject is the same alert, however often it is found."""

    rule: str
    #: What it is about: an incident, an agent and week, an agency and day …
    subject: str
    #: Alerts of one rule and group may share a notice.
    group: str
    facts: Facts
    #: When it was raised.
    at: datetime
    #: Until when somebody must have acted.
    deadline: datetime | None = None
    state: State = State.WAITING
    reason: str = ""
    #: The notice that tells of it; of a suppressed one the notice that counts it.
    notice: str = ""
    told_at: datetime | None = None
    #: Steps of the chain that were taken.
    level: int = 0
    #: Whether somebody asked for the next step now.
    pushed: bool = False
    #: Who acknowledged it, when, and what there was to say.
    by: str = ""
    acknowledged_at: datetime | None = None
    note: str = ""

    @property
    def id(self) -> str:
        return digest(self.rule, self.subject)


def digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def gravest(alerts: Iterable[Alert]) -> list[Alert]:
    """The gravest first, then the oldest; ids settle ties, so that the order of what comes in does not matter."""
    return sorted(alerts, key=lambda one: (-one.facts.severity, one.at, one.id))
