"""A matcher taken apart, so that it is quickly known where it finds nothing, and put together again of what is left."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from audit.detectors.boolean import All
from audit.detectors.matcher import Match, Matcher, OverBudget
from audit.detectors.phrase import Expression, earliest
from audit.needs import Way


def branches(matcher: Matcher) -> tuple[Matcher, ...]:
    """Where the matcher finds something, one of these does; each is quicker to try."""
    if isinstance(matcher, Expression):
        return matcher.branches
    if isinstance(matcher, All) and len(matcher.parts) == 1:
        return branches(matcher.parts[0])
    return (matcher,)


@dataclass(frozen=True, slots=True)
class Known:
    """A matcher in the one text of which its first match is known."""

    matcher: Matcher
    first: Match

    @property
    def needs(self) -> tuple[Way, ...]:
        return self.matcher.needs

    def find(self, text: str, start: int = 0) -> Match | None:
        return self.first if start <= self.first.start else self.matcher.find(text, start)


def tried(branch: Matcher, text: str) -> Match | OverBudget | None:
    try:
        return branch.find(text)
    except OverBudget as over:
        return over


def left(matcher: Matcher, text: str, matches: Mapping[int, Match | OverBudget]) -> Matcher | None:
    """The matcher as it is in a text in which only these of its branches find something, or have no time to know."""
    if isinstance(matcher, Expression):
        branches = tuple(matcher.branches[place] for place in matches)
        return _known(Expression(matcher.expression, branches), _first(matches.values()))
    if isinstance(matcher, All) and len(matcher.parts) == 1:
        part = left(matcher.parts[0], text, matches)
        matcher = replace(matcher, parts=(part,)) if part else matcher
    return _known(matcher, tried(matcher, text))


def _known(matcher: Matcher, first: Match | OverBudget | None) -> Matcher | None:
    return Known(matcher, first) if isinstance(first, Match) else matcher if first else None


def _first(matches: Collection[Match | OverBudget]) -> Match | OverBudget | None:
    known = [match for match in matches if isinstance(match, Match)]
    return earliest(known) if len(known) == len(matches) else OverBudget()
