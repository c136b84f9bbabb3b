"""What a rule would find if one or two syllables had been written with other characters: words that were heard wrongly."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations, islice, product

from audit.detectors.branches import tried
from audit.detectors.build import matchers
from audit.detectors.matcher import Match, Matcher, OverBudget, every
from audit.innocent import innocent, sensible
from audit.phonetics import expressions, is_chinese, sound, sounding, sounds
from audit.rules.model import Pattern
from audit.sieve import Sieve

#: Syllables that may have been written wrongly in one match.
MOST_CHANGED = 2
#: Of the characters that make a rule hold, at least so many were heard exactly: this part, and in any case this number.
LEAST_EQUAL, LEAST_EQUAL_CHARACTERS = 1 / 3, 2
#: So many characters heard exactly vouch for each changed one, whatever word it belongs to.
VOUCHING = 6
#: A word of one syllable sounds like too many others.
LEAST_SYLLABLES = 2
#: Places at which a pattern may hold by sound that are looked at in one turn, and spellings tried at each.
_MOST_PLACES, _MOST_TRIES = 4, 150


@dataclass(frozen=True, slots=True)
class Meant:
    """A turn as it was meant, for one matcher: as long as the turn that was heard."""

    #: Of the matcher.
    number: int
    text: str
    #: Where it differs from what was heard.
    changed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Twin:
    """A matcher and the same over sounds."""

    number: int
    matcher: Matcher
    sounding: Matcher
    #: Syllable -> characters that the pattern writes it with.
    spelt: Mapping[str, str]
    #: All words that the pattern speaks of.
    vocabulary: str


class Ear:
    """Made ready when the first turn is listened to: messages never pay for it."""

    def __init__(self, patterns: Iterable[tuple[Pattern, Mapping[int, Matcher]]]) -> None:
        """`patterns` with their matchers, by number."""
        self._patterns = tuple(patterns)

    @cached_property
    def _twins(self) -> tuple[_Twin, ...]:
        return tuple(chain.from_iterable(_twins(*pattern) for pattern in self._patterns))

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve.of([twin.sounding for twin in self._twins])

    def suspects(self, texts: Sequence[str]) -> set[int]:
        """Numbers of the normalised texts in which something may have been meant."""
        heard = sounds(texts)
        loose = [self._twins[number].sounding for number in self._sieve.always]
        anywhere = (place for place, text in enumerate(heard) if any(tried(matcher, text) for matcher in loose))
        return {*self._sieve.found(heard), *anywhere}

    def listen(self, texts: Sequence[str]) -> list[tuple[Meant, ...]]:
        """For each normalised text what may have been meant."""
        return [
            tuple(meant for twin in twins if (meant := _meant(twin, text, heard)))
            for text, (heard, twins) in zip(texts, self._heard(texts), strict=True)
        ]

    def _heard(self, texts: Sequence[str]) -> Iterator[tuple[str, list[_Twin]]]:
        """How each text sounds, and what may hold in that."""
        heard = sounds(texts)
        candidates, always = self._sieve.found(heard), self._sieve.always
        for place, text in enumerate(heard):
            yield text, [self._twins[number] for number in sorted(always.union(candidates.get(place, ())))]


def _twins(pattern: Pattern, own: Mapping[int, Matcher]) -> Iterator[_Twin]:
    twin = sounding(pattern)
    if twin is None:
        return
    vocabulary, spelt = " ".join(expressions(pattern)), dict[str, str]()
    for character in sorted(set(filter(is_chinese, vocabulary))):
        spelt[sound(character)] = spelt.get(sound(character), "") + character
    for (number, matcher), other in zip(sorted(own.items()), matchers(twin), strict=True):
        yield _Twin(number, matcher, other, spelt, vocabulary)


def _meant(twin: _Twin, text: str, sounds: str) -> Meant | None:
    try:
        matches = islice(every(twin.sounding, sounds), _MOST_PLACES)
        return next((meant for match in matches if (meant := _respelt(twin, text, sounds, match))), None)
    except OverBudget:
        return None  # as if nothing sounded alike: what was written is judged in any case


def _respelt(twin: _Twin, text: str, sounds: str, match: Match) -> Meant | None:
    """The text with the fewest characters replaced with which the exact pattern holds there, if that makes sense."""
    spots = _spots(match, sounds)
    written = {place for place in spots if text[place] in twin.spelt.get(sounds[place], "")}
    for changed in islice(_spellings(twin, text, sounds, spots, written), _MOST_TRIES):
        equal = len(written - changed.keys())
        if equal < max(LEAST_EQUAL * len(spots), LEAST_EQUAL_CHARACTERS) or innocent(text, changed):
            continue
        meant = "".join(changed.get(place, sign) for place, sign in enumerate(text))
        clear = equal >= VOUCHING * len(changed) or sensible(meant, changed, twin.vocabulary)
        if clear and _holds(twin.matcher, meant, changed):
            return Meant(twin.number, meant, tuple(sorted(changed)))
    return None


def _spots(match: Match, sounds: str) -> dict[int, bool]:
    """Whether they may be wrong, of the characters that made the pattern hold; what stands between them may be anything."""
    spots, done = dict[int, bool](), match.start
    for word in match.words:
        first = sounds.find(word, done)
        first = first if first >= 0 else sounds.find(word)
        if first >= 0:
            done = first + len(word)
            spots.update(dict.fromkeys(range(first, done), len(word) >= LEAST_SYLLABLES))
    return dict(sorted(spots.items()))


def _spellings(
    twin: _Twin, text: str, sounds: str, spots: Mapping[int, bool], written: set[int]
) -> Iterator[dict[int, str]]:
    """Ways to write one or two of the characters otherwise; first those that the pattern does not know as they are."""
    others = {
        place: [other for other in twin.spelt.get(sounds[place], "") if other != text[place]]
        for place, loose in sorted(spots.items(), key=lambda spot: (spot[0] in written, spot[0]))
        if loose
    }
    wrong = [place for place, spelling in others.items() if spelling]
    for count in range(1, MOST_CHANGED + 1):
        for places in combinations(wrong, count):
            for spelling in product(*(others[place] for place in places)):
                yield dict(zip(places, spelling, strict=True))


def _holds(matcher: Matcher, text: str, changed: Mapping[int, str]) -> bool:
    """Whether the pattern holds at a place that one of the changed characters is in."""
    return any(match.start <= place < match.end for match in every(matcher, text) for place in changed)
