"""What a reader is given and what it answers: categories that whole sentences express, whatever words they use."""

from dataclasses import dataclass
from typing import NamedTuple

from audit.records import Channel, Party, Speaker

#: What a reader calls a turn of the other side that must be taken up, and one of the collecting side that takes it up.
SIGN, ANSWER = "T24", "answer"
#: Steps of an opening that a turn of the collecting side takes.
STEPS = frozenset(("told_name", "told_institution", "told_recording", "asked_identity"))
#: What only conversations have: its confidence is that within one.
CONVERSATIONAL = STEPS | {SIGN, ANSWER}


class Spoken(NamedTuple):
    """One turn. `text` is normalised; who speaks and who listens decides what may be said."""

    text: str
    channel: Channel
    #: Whom the collecting side has before it.
    party: Party
    speaker: Speaker = Speaker.AGENT
    #: Whether nobody else speaks in its contact, so that it answers nothing and nobody answers it.
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """`category` is expressed within `[start, end)` of the normalised text."""

    category: str
    #: Calibrated, in [0, 1]: of readings with 0.8 some 80 % are right.
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """The reader cannot say whether `category` is expressed; None stands for every category."""

    category: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader says of one turn."""

    readings: tuple[Reading, ...] = ()
    doubts: tuple[Doubt, ...] = ()


NOTHING = Read()
