"""Several patterns over one turn: all of them, none of them, the first of them."""

from dataclasses import dataclass, replace

from audit.detectors.matcher import Match, Matcher, first
from audit.needs import Way


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds in the turn and nothing of `none` does; the place is that of the first part."""

    parts: tuple[Matcher, ...]
    none: tuple[Matcher, ...]
    needs: tuple[Way, ...]

    def find(self, text: str, start: int = 0) -> Match | None:
        place = self.parts[0].find(text, start)
        if place is None:
            return None
        others = [part.find(text) for part in self.parts[1:]]
        if not all(others) or any(part.find(text) for part in self.none):
            return None
        return replace(place, words=place.words + tuple(word for other in others if other for word in other.words))


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Matcher, ...]
    needs: tuple[Way, ...]

    def find(self, text: str, start: int = 0) -> Match | None:
        return first(self.parts, text, start)
