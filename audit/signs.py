"""What the other side tells of itself, apart from any violation: it makes an agent's acts graver, and ledgers remember it."""

from dataclasses import dataclass
from enum import StrEnum


class Signal(StrEnum):
    """Rules name it in `signals`."""

    MINOR = "minor"
    ILLNESS = "illness"
    SELF_HARM = "self_harm"
    STOP_REQUEST = "stop_request"


@dataclass(frozen=True, slots=True)
class Sign:
    signal: Signal
    #: Index of the turn in which it was said.
    turn: int
