"""What every detector answers: where a pattern holds in a normalised text, leftmost and shortest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from audit.needs import Way


class OverBudget(Exception):
    """A pattern took longer than its time budget on one text; whether it holds there is not known."""


@dataclass(frozen=True, slots=True)
class Match:
    """`[start, end)` of a normalised text, and the words within it that made the pattern hold."""

    start: int
    end: int
    words: tuple[str, ...]


class Matcher(Protocol):
    @property
    def needs(self) -> tuple[Way, ...]:
        """In which ways this may hold, by the words that must stand in a text; for the prefilter."""

    def find(self, text: str, start: int = 0) -> Match | None:
        """The first match that begins at `start` or later. Raises OverBudget."""


def first(matchers: tuple[Matcher, ...], text: str, start: int = 0) -> Match | None:
    """The leftmost of all matches; of those that begin together the shortest."""
    found = [match for matcher in matchers if (match := matcher.find(text, start))]
    return min(found, key=lambda match: (match.start, match.end)) if found else None


def every(matcher: Matcher, text: str, start: int = 0) -> Iterator[Match]:
    """All matches, also overlapping ones, at most one for each beginning."""
    while match := matcher.find(text, start):
        yield match
        start = match.start + 1
