"""Where a learned reader recognises a category, sure enough for the rule that asks for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.detectors.matcher import Match
from audit.needs import Way
from audit.reading import Read


@dataclass(frozen=True, slots=True)
class Recognition:
    """Holds where a reader says so and never by words, so no way of words opens it."""

    category: str
    #: Least confidence, in [0, 1].
    at_least: float

    @property
    def needs(self) -> tuple[Way, ...]:
        return ()

    def find(self, text: str, start: int = 0) -> Match | None:  # noqa: ARG002 - the text alone says nothing
        return None

    def opens(self, read: Read) -> bool:
        """Whether the rule has anything to say of a turn that was read so."""
        return any(
            reading.category == self.category and reading.confidence >= self.at_least for reading in read.readings
        ) or bool(list(self.doubts(read)))

    def matches(self, read: Read) -> Iterator[tuple[Match, float]]:
        """Places in the normalised text, each with its confidence."""
        for reading in read.readings:
            if reading.category == self.category and reading.confidence >= self.at_least:
                yield Match(reading.start, reading.end, ()), reading.confidence

    def doubts(self, read: Read) -> Sequence[str]:
        """Why the reader could not say."""
        return [doubt.reason for doubt in read.doubts if doubt.category in (None, self.category)]
