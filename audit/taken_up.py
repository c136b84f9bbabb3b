"""Whether what a rule found is taken up by the other side, in words of the rule or as a learned reader knows it."""

from collections.abc import Sequence

from audit.detectors.matcher import OverBudget, first
from audit.detectors.reader import Recognition
from audit.detectors.unanswered import unanswered
from audit.gate import OVER_BUDGET
from audit.heard import Heard, Spot
from audit.hearing import opened
from audit.pack import Compiled


def not_taken_up(compiled: Compiled, spot: Spot, heard: Sequence[Heard], *, again: bool) -> bool | str:
    """True as well where the rule asks for no answer; a reason where it cannot be said. `again` as in `unanswered`."""
    if not compiled.rule.unanswered:
        return True

    def says(place: int, start: int) -> bool:
        answers, turn = opened(heard[place], compiled.answer), heard[place]
        read = (match for one in answers if isinstance(one, Recognition) for match, _ in one.matches(turn.read))
        return first(answers, turn.normal.text, start) is not None or any(match.start >= start for match in read)

    try:
        return unanswered(compiled.rule.unanswered, spot, [turn.turn for turn in heard], says, again=again)
    except OverBudget:
        return OVER_BUDGET
