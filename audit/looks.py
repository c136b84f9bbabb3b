"""What came of looking at contacts that were drawn for a sample."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from audit.errors import Problem, Refused
from audit.taxonomy import CATEGORIES


class Outcome(StrEnum):
    """What came of looking at a contact that was drawn."""

    CLEAN = "clean"
    WRONG = "wrong"
    #: Cannot be told: counted for neither side.
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Look:
    """One person's word on a contact that was drawn; the last one counts."""

    outcome: Outcome
    by: str
    at: datetime
    #: What is wrong with it, and the rule that should have told; empty where no rule exists.
    category: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A contact that was drawn, at its place in the order drawn, from 0."""

    place: int
    contact: str
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Of a plan: how many were drawn, looked at, and found wrong or unclear."""

    drawn: int
    clean: int = 0
    wrong: int = 0
    unclear: int = 0

    @property
    def looked(self) -> int:
        return self.clean + self.wrong + self.unclear


def must_tell(where: str, look: Look) -> None:
    """Raises Refused (`sampling.category`) where something is wrong without saying what, or the other way round."""
    if (look.outcome is Outcome.WRONG) != (look.category in CATEGORIES) or (look.rule and not look.category):
        raise Refused(Problem("sampling.category", where, {"outcome": look.outcome, "category": look.category or "-"}))
