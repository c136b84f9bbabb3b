"""A matcher taken apart, so that it is quickly known where it finds nothing, and put together again of what is left."""

from collections.abc import Sequence
from dataclasses import replace

from audit.detectors.boolean import All
from audit.detectors.matcher import Matcher, OverBudget
from audit.detectors.phrase import Expression


def branches(matcher: Matcher) -> tuple[Matcher, ...]:
    """Where the matcher finds something, one of these does; each is quicker to try."""
    if isinstance(matcher, Expression):
        return matcher.branches
    if isinstance(matcher, All) and len(matcher.parts) == 1:
        return branches(matcher.parts[0])
    return (matcher,)


def only(matcher: Matcher, kept: Sequence[int]) -> Matcher:
    """The matcher as it is in texts in which none but these of its branches find anything."""
    if isinstance(matcher, Expression):
        return Expression(matcher.expression, tuple(matcher.branches[place] for place in kept))
    if isinstance(matcher, All) and len(matcher.parts) == 1:
        return replace(matcher, parts=(only(matcher.parts[0], kept),))
    return matcher


def holds(matcher: Matcher, text: str) -> bool:
    """Whether something is found; true also where the time budget does not suffice to know."""
    try:
        return matcher.find(text) is not None
    except OverBudget:
        return True
