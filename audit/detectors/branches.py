"""A matcher taken apart, so that it is quickly known where it finds nothing."""

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


def holds(matcher: Matcher, text: str) -> bool:
    """Whether something is found; true also where the time budget does not suffice to know."""
    try:
        return matcher.find(text) is not None
    except OverBudget:
        return True
