"""Several patterns over one turn: all of them, none of them, the first of them."""

from dataclasses import dataclass, replace

from audit.detectors.matcher import Match, Matcher, every, first
from audit.needs import Way
from audit.sentence import sentence


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds in the turn, and nothing of `none` in the sentence of the first, whose place it is."""

    parts: tuple[Matcher, ...]
    none: tuple[Matcher, ...]
    needs: tuple[Way, ...]

    def find(self, text: str, start: int = 0) -> Match | None:
        others = list[Match]()
        for part in self.parts[1:]:
            other = part.find(text)
            if other is None:
                return None
            others.append(other)
        places = (place for place in every(self.parts[0], text, start) if not self._refuted(text, place))
        place = next(places, None)
        if place is None:
            return None
        return replace(place, words=place.words + tuple(word for other in others for word in other.words))

    def _refuted(self, text: str, place: Match) -> bool:
        said = text[slice(*sentence(text, place.start, place.end))]
        return any(part.find(said) for part in self.none)


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Matcher, ...]
    needs: tuple[Way, ...]

    def find(self, text: str, start: int = 0) -> Match | None:
        return first(self.parts, text, start)
