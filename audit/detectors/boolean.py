"""Several patterns over one turn: all of them, none of them, the first of them."""

import re
from dataclasses import dataclass, field, replace
from typing import Self

from audit.detectors.matcher import Match, Matcher, every, first
from audit.needs import Way
from audit.sentence import sentence
from audit.worded import one_of_each


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds in the turn, and nothing of `none` in the sentence of the first, whose place it is."""

    parts: tuple[Matcher, ...]
    none: tuple[Matcher, ...]
    needs: tuple[Way, ...]
    #: Found in every sentence in which something of `none` may hold.
    _refuting: re.Pattern[str] = field(compare=False)

    @classmethod
    def of(cls, parts: tuple[Matcher, ...], none: tuple[Matcher, ...], needs: tuple[Way, ...]) -> Self:
        return cls(parts, none, needs, one_of_each(way for part in none for way in part.needs))

    def find(self, text: str, start: int = 0) -> Match | None:
        others = list[Match]()
        for part in self.parts[1:]:
            other = part.find(text)
            if other is None:
                return None
            others.append(other)
        places = (place for place in every(self.parts[0], text, start) if not self._refuted(text, place))
        place = next(places, None)
        if place is None or not others:
            return place
        return replace(place, words=place.words + tuple(word for other in others for word in other.words))

    def _refuted(self, text: str, place: Match) -> bool:
        if not self.none:
            return False
        said = text[slice(*sentence(text, place.start, place.end))]
        return bool(self._refuting.search(said)) and any(part.find(said) for part in self.none)


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Matcher, ...]
    needs: tuple[Way, ...]

    def find(self, text: str, start: int = 0) -> Match | None:
        return first(self.parts, text, start)
