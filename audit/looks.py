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
class Mark:
    """A violation that no rule told of."""

    category: str
    #: That should have told; empty where no rule exists.
    rule: str = ""
    #: Index of the turn in which it was said; None for one that stands in no turn.
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One person's word on a contact that was drawn."""

    outcome: Outcome
    by: str
    at: datetime
    #: All that is wrong with it; empty for any other outcome.
    marks: tuple[Mark, ...] = ()

    @property
    def told(self) -> frozenset[tuple[str, str]]:
        """What is wrong, by category and rule, wherever it stands."""
        return frozenset((one.category, one.rule) for one in self.marks)


@dataclass(frozen=True, slots=True)
class Item:
    """A contact that was drawn, at its place in the order drawn, from 0."""

    place: int
    contact: str
    #: What counts: one person's last word, or what two agreed on or a lead settled.
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


def must_tell(where: str, look: Look, turns: int) -> None:
    """Raises Refused (`sampling.category`) where something is wrong without saying what, or the other way round, and
    (`sampling.turn`) where it stands in none of so many turns.
    """
    for mark in look.marks:
        if mark.category not in CATEGORIES:
            raise _unfit(where, look.outcome, mark.category)
        if mark.turn is not None and mark.turn >= turns:
            raise Refused(Problem("sampling.turn", where, {"turn": mark.turn + 1, "turns": turns}))
    if (look.outcome is Outcome.WRONG) != bool(look.marks):
        raise _unfit(where, look.outcome, look.marks[0].category if look.marks else "")


def _unfit(where: str, outcome: Outcome, category: str) -> Refused:
    return Refused(Problem("sampling.category", where, {"outcome": outcome, "category": category or "-"}))
