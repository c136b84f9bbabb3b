"""Parts that stand in different turns, near one another in turns or seconds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from audit.gate import NO_TIMES, SPEAKER_UNKNOWN
from audit.heard import Occurrence, Spot
from audit.records import Speaker, Turn
from audit.rules.model import Part, Spread, Unit

Chain = tuple[tuple[Part, Spot], ...]


def spread(
    say: Spread, found: Sequence[Sequence[Spot]], speakers: frozenset[Speaker], turns: Sequence[Turn]
) -> Iterator[Occurrence]:
    """Occurrences beyond doubt; where there are none, those that would hold if what is not known were so.

    `found` has for each part its spots in the order of speech. The quote is that of the last part by one of `speakers`,
    with what else of the chain stands in that turn.
    """
    numbers = range(len(say.parts))
    for sure in (True, False):
        links = _Links(say, speakers, turns, sure)
        chains = [
            chain
            for order in ([tuple(numbers)] if say.ordered else permutations(numbers))
            for chain in links.chains([(say.parts[number], found[number]) for number in order])
        ]
        occurrences = list(_distinct(links.occurrence(chain) for chain in sorted(chains, key=_reading)))
        if occurrences:
            yield from occurrences
            return


def by(part: Part, speakers: frozenset[Speaker]) -> frozenset[Speaker]:
    return speakers if part.by is None else part.by


@dataclass(frozen=True, slots=True)
class _Links:
    say: Spread
    speakers: frozenset[Speaker]
    turns: Sequence[Turn]
    #: Whether only what is known counts: who spoke, and when.
    sure: bool
    _known: dict[tuple[int, int, frozenset[Speaker]], int] = field(default_factory=dict)

    def chains(self, parts: Sequence[tuple[Part, Sequence[Spot]]]) -> list[Chain]:
        """For each spot of the last part the chain that leads to it over the nearest spots."""
        (head, spots), *rest = parts
        chains: list[Chain] = [((head, spot),) for spot in spots if self._counts(spot)]
        for part, spots in rest:
            longer = []
            for spot in filter(self._counts, spots):
                before = [chain for chain in chains if self._linked(chain[-1][1], spot, part)]
                if before:
                    longer.append((*max(before, key=_end), (part, spot)))
            chains = longer
        return chains

    def occurrence(self, chain: Chain) -> Occurrence:
        spots = tuple(spot for _, spot in chain)
        own = [spot for part, spot in chain if not self.speakers or by(part, self.speakers) & self.speakers]
        quoted = tuple(spot for spot in spots if spot.place == own[-1].place)
        if self.sure:
            return Occurrence(spots, quoted)
        doubt = next((spot.doubt for spot in spots if spot.doubt), None)
        return Occurrence(spots, quoted, doubt or (NO_TIMES if self.say.unit is Unit.SECONDS else SPEAKER_UNKNOWN))

    def _counts(self, spot: Spot) -> bool:
        return not (self.sure and spot.doubt)

    def _linked(self, one: Spot, other: Spot, part: Part) -> bool:
        if (one.place, one.match.end) > (other.place, other.match.start):
            return False
        if self.say.unit is Unit.TURNS:
            return self._turns(one.place, other.place, by(part, self.speakers)) <= self.say.within
        until, at = one.moments[1], other.moments[0]
        if until is None or at is None:
            return not self.sure
        return at - until <= self.say.within

    def _turns(self, start: int, end: int, speakers: frozenset[Speaker]) -> int:
        """Turns of these speakers that begin after `start` up to the one at `end`; an unknown speaker's, to be sure."""
        if (start, end, speakers) not in self._known:
            counted = speakers | {Speaker.UNKNOWN} if self.sure else speakers
            between = sum(not speakers or turn.speaker in counted for turn in self.turns[start + 1 : end])
            self._known[start, end, speakers] = between + (end > start)
        return self._known[start, end, speakers]


def _end(chain: Chain) -> tuple[int, int]:
    return chain[-1][1].place, chain[-1][1].match.end


def _reading(chain: Chain) -> list[tuple[int, int]]:
    return [(spot.place, spot.match.start) for _, spot in reversed(chain)]


def _distinct(occurrences: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """Without those that would quote again what was quoted."""
    used = set[tuple[int, int]]()
    for occurrence in occurrences:
        places = {(spot.place, spot.match.start) for spot in occurrence.quoted}
        if places.isdisjoint(used):
            used |= places
            yield occurrence
