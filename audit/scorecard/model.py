"""What a scorecard asks of a contact, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from audit.records import Channel, Party
from audit.rules.model import Pattern, Reach


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that good conduct shows in a conversation."""

    id: str
    #: Language -> title.
    title: Mapping[str, str]
    #: The group it is summed in: courtesy, patience, options, education, identity.
    area: str
    weight: float
    channels: frozenset[Channel]
    parties: frozenset[Party]
    #: What the agent should say, within `reach`; None where only `avoid` counts.
    say: Pattern | None
    reach: Reach | None
    #: The criterion applies only where the other side says this.
    when: Pattern | None
    #: Categories of which nothing may be found.
    avoid: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scorecard:
    id: str
    criteria: tuple[Criterion, ...]
    #: Categories of which one finding makes the score 0.
    auto_fail: frozenset[str]
    #: A finding of this severity or more does so too.
    auto_fail_severity: int
    #: A conversation with fewer turns of the agent shows nothing.
    least_turns: int


class Mark(StrEnum):
    MET = "met"
    MISSED = "missed"
    #: Leaves the denominator.
    NOT_APPLICABLE = "n/a"


@dataclass(frozen=True, slots=True)
class Scored:
    """One contact's card. `score` is in [0, 100]; None where no criterion applies."""

    contact: str
    marks: Mapping[str, Mark]
    score: float | None
    #: Rules whose findings made it fail at once.
    failed_by: tuple[str, ...] = ()
    #: For each criterion that was met by words: turn and words that show it.
    quotes: Mapping[str, tuple[int, str]] | None = None
