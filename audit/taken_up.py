"""Whether what a rule found is taken up by the other side, in words of the rule or as a learned reader knows it."""

from collections.abc import Sequence

from audit.detectors.matcher import OverBudget
from audit.detectors.unanswered import unanswered
from audit.gate import OVER_BUDGET
from audit.heard import Heard, Spot
from audit.hearing import matches, opened
from audit.pack import Compiled


def not_taken_up(compiled: Compiled, spot: Spot, heard: Sequence[Heard], *, again: bool) -> bool | str:
    """True as well where the rule asks for no answer; a reason where it cannot be said. `again` as in `unanswered`."""
    if not compiled.rule.unanswered:
        return True

    def says(place: int, start: int) -> bool:
        turn = heard[place]
        return any(True for answer in opened(turn, compiled.answer) for _ in matches(turn, answer, start))

    try:
        return unanswered(compiled.rule.unanswered, spot, [turn.turn for turn in heard], says, again=again)
    except OverBudget:
        return OVER_BUDGET
