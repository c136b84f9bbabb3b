"""A turn as the rules hear it, and the places in it where something holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.detectors.matcher import Match, Matcher
from audit.locate import moments
from audit.misheard import Meant
from audit.reading import NOTHING, Read
from audit.records import Turn
from audit.text import Normal


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn, its normalised text, and by their numbers the matchers that may hold there."""

    turn: Turn
    normal: Normal
    open: Mapping[int, Matcher]
    #: What a learned reader says of it.
    read: Read = NOTHING
    #: What may have been said instead, in words that sound alike.
    meant: tuple[Meant, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A match in one turn; `place` is the turn's position in its contact."""

    place: int
    heard: Heard
    match: Match
    #: Why it cannot be said whether it counts, e.g. because nobody knows who speaks.
    doubt: str | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Offsets into the turn's own text."""
        return self.heard.normal.span(self.match.start, self.match.end)

    @property
    def moments(self) -> tuple[float | None, float | None]:
        """Seconds at which it begins and ends, by its words."""
        return moments(self.heard.turn, *self.span)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What makes a rule hold once: all its spots in the order of speech, and those of the turn that is quoted."""

    spots: tuple[Spot, ...]
    quoted: tuple[Spot, ...]
    doubt: str | None = None
