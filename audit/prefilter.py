"""Which patterns may hold in which texts, by the words that patterns need: "perhaps" or "surely not", never where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from audit.needs import Way
from audit.word_search import Numbers, WordSearch

#: Bits of the right half of a pair.
_HALF = 31


class Asked(NamedTuple):
    """Which patterns are asked for: `patterns[row, pattern]` for the row that each text is in."""

    rows: Numbers
    patterns: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Links:
    """For each number on the left the numbers on the right that belong to it, laid out flat."""

    starts: Numbers
    right: Numbers

    @classmethod
    def of(cls, links: Sequence[Sequence[int]]) -> Self:
        starts = np.cumsum([0, *map(len, links)], dtype=np.int64)
        return cls(starts, np.array([number for right in links for number in right], dtype=np.int64))

    def follow(self, texts: Numbers, left: Numbers) -> tuple[Numbers, Numbers]:
        """Pairs (text, left) become pairs (text, right)."""
        begins = self.starts[left]
        counts = self.starts[left + 1] - begins
        ends = np.cumsum(counts)
        shift = np.repeat(begins - ends + counts, counts)
        return np.repeat(texts, counts), self.right[shift + np.arange(len(shift))]


@dataclass(frozen=True, slots=True)
class Prefilter:
    #: Patterns that need no certain word: they may hold in any text.
    always: frozenset[int]
    _words: WordSearch | None
    _needs_of_word: _Links
    _ways_of_need: _Links
    #: How many needs each way has, and the pattern that it is a way of.
    _wanted: Numbers
    _pattern: Numbers

    @classmethod
    def of(cls, ways: Sequence[Sequence[Way]]) -> Self:
        """Patterns are numbered by their place in `ways`; one of its ways must be open in a text, all needs of it met."""
        always = frozenset(pattern for pattern, own in enumerate(ways) if () in own)
        flat = [(pattern, set(way)) for pattern, own in enumerate(ways) if pattern not in always for way in own]
        numbers = {need: number for number, need in enumerate(dict.fromkeys(need for _, way in flat for need in way))}
        of_word: dict[str, list[int]] = {word: [] for word in sorted({word for need in numbers for word in need})}
        of_need: list[list[int]] = [[] for _ in numbers]
        for need, number in numbers.items():
            for word in need:
                of_word[word].append(number)
        for number, (_, way) in enumerate(flat):
            for need in way:
                of_need[numbers[need]].append(number)
        wanted = np.array([len(way) for _, way in flat], dtype=np.int64)
        owners = np.array([pattern for pattern, _ in flat], dtype=np.int64)
        words = WordSearch.of(list(of_word)) if of_word else None
        return cls(always, words, _Links.of(list(of_word.values())), _Links.of(of_need), wanted, owners)

    def candidates(self, texts: Sequence[str], asked: Asked | None = None) -> Mapping[int, list[int]]:
        """Number of text -> the patterns that may hold there, besides `always`; most texts have no entry."""
        if self._words is None:
            return {}
        at, patterns = self._open(*self._words.met(texts))
        if asked:
            wanted = asked.patterns[asked.rows[at], patterns]
            at, patterns = at[wanted], patterns[wanted]
        found: dict[int, list[int]] = {}
        for text, pattern in zip(at.tolist(), patterns.tolist(), strict=True):
            found.setdefault(text, []).append(pattern)
        return found

    def _open(self, texts: Numbers, words: Numbers) -> tuple[Numbers, Numbers]:
        """Pairs (text, pattern). Of a way as many needs are met as its pair is there."""
        needs = _distinct(_packed(*self._needs_of_word.follow(texts, words)))
        ways, counts = _counted(_packed(*self._ways_of_need.follow(*_parts(needs))))
        at, way = _parts(ways)
        enough = counts == self._wanted[way]
        return _parts(_distinct(_packed(at[enough], self._pattern[way[enough]])))


def _packed(left: Numbers, right: Numbers) -> Numbers:
    """Pairs as single numbers, which sort fast."""
    return left << _HALF | right


def _parts(pairs: Numbers) -> tuple[Numbers, Numbers]:
    return pairs >> _HALF, pairs & (1 << _HALF) - 1


def _distinct(pairs: Numbers) -> Numbers:
    return _counted(pairs)[0]


def _counted(pairs: Numbers) -> tuple[Numbers, Numbers]:
    """Each once, in order, and how often it is there. np.unique takes ten times as long, np.diff thrice."""
    pairs.sort()
    new = np.ones(len(pairs), dtype=bool)
    np.not_equal(pairs[1:], pairs[:-1], out=new[1:])
    (first,) = new.nonzero()
    counts = np.full(len(first), len(pairs), dtype=np.int64)
    counts[:-1] = first[1:]
    return pairs[first], counts - first
