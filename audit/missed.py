"""What the rules missed: a person selected words and says which category, and perhaps which rule, they belong to."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from audit.errors import Problem
from audit.evidence import unquoted
from audit.records import Turn
from audit.taxonomy import CATEGORIES


@dataclass(frozen=True, slots=True)
class Missed:
    """Words at `[start, end)` of one turn's text that should have been found."""

    contact: str
    turn: int
    start: int
    end: int
    #: Exactly `text[start:end]` of the turn.
    quote: str
    speaker: str
    category: str
    by: str
    at: datetime
    #: The rule that should have held; empty where none exists yet.
    rule: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            message = f"mark in {self.contact}: the time must carry a zone"
            raise ValueError(message)

    @property
    def id(self) -> str:
        """Two people who mark the same words for the same rule mark the same thing."""
        parts = (self.contact, str(self.turn), str(self.start), str(self.end), self.category, self.rule)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def unproven(missed: Missed, turns: Iterable[Turn]) -> Problem | None:
    """Why the stored turns do not show what was marked; None where they do."""
    where = f"{missed.contact} #{missed.turn}"
    if missed.category not in CATEGORIES:
        return Problem("missed.unknown_category", where, {"category": missed.category})
    return unquoted(where, missed, turns)
