"""Which patterns may hold in which texts: one pass of Hyperscan over thousands of texts, for the words that patterns need.

It says "perhaps" or "surely not", never where: its offsets are bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import hyperscan
import numpy as np
from numpy.typing import NDArray

from audit.needs import Way

#: Between texts; no normalised text has it.
_CUT = b"\0"
_Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Links:
    """For each number on the left the numbers on the right that belong to it, laid out flat."""

    starts: _Numbers
    right: _Numbers

    @classmethod
    def of(cls, links: Sequence[Sequence[int]]) -> Self:
        starts = np.cumsum([0, *map(len, links)], dtype=np.int64)
        return cls(starts, np.array([number for right in links for number in right], dtype=np.int64))

    def follow(self, texts: _Numbers, left: _Numbers) -> tuple[_Numbers, _Numbers]:
        """Pairs (text, left) become pairs (text, right)."""
        counts = self.starts[left + 1] - self.starts[left]
        ends = np.cumsum(counts)
        places = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
        return np.repeat(texts, counts), self.right[np.repeat(self.starts[left], counts) + places]


@dataclass(frozen=True, slots=True)
class Prefilter:
    #: Patterns that need no certain word: they may hold in any text.
    always: frozenset[int]
    _words: Any
    _needs_of_word: _Links
    _ways_of_need: _Links
    #: How many needs each way has, and the pattern that it is a way of.
    _wanted: _Numbers
    _pattern: _Numbers

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
        return cls(
            always, _compile(list(of_word)), _Links.of(list(of_word.values())), _Links.of(of_need), wanted, owners
        )

    def candidates(self, texts: Sequence[str]) -> Mapping[int, list[int]]:
        """Number of text -> the patterns that may hold there, besides `always`; most texts have no entry."""
        if self._words is None:
            return {}
        parts = [text.encode() for text in texts]
        hits: list[int] = []
        report = hits.extend
        self._words.scan(_CUT.join(parts), match_event_handler=lambda word, _start, end, _flags, _: report((word, end)))
        if not hits:
            return {}
        words, ends = np.array(hits, dtype=np.int64).reshape(-1, 2).T
        starts = np.cumsum([0, *(len(part) + 1 for part in parts)], dtype=np.int64)
        where = np.searchsorted(starts, ends - 1, side="right") - 1
        met = self._distinct(*self._needs_of_word.follow(*self._distinct(where, words)))
        numbers, counts = np.unique(self._pairs(*self._ways_of_need.follow(*met)), return_counts=True)
        at, ways = np.divmod(numbers, self._width)
        enough = counts == self._wanted[ways]
        found: dict[int, list[int]] = {}
        for text, pattern in zip(
            *(part.tolist() for part in self._distinct(at[enough], self._pattern[ways[enough]])), strict=True
        ):
            found.setdefault(text, []).append(pattern)
        return found

    @property
    def _width(self) -> int:
        """More than any number of a word, a need or a way, to pack pairs into one number."""
        return max(len(self._needs_of_word.starts), len(self._ways_of_need.starts), len(self._wanted)) + 1

    def _pairs(self, texts: _Numbers, numbers: _Numbers) -> _Numbers:
        return texts * self._width + numbers

    def _distinct(self, texts: _Numbers, numbers: _Numbers) -> tuple[_Numbers, _Numbers]:
        pairs = self._pairs(texts, numbers)
        pairs.sort()  # np.unique hashes, which takes ten times as long here
        first = np.ones(len(pairs), dtype=bool)
        np.not_equal(pairs[1:], pairs[:-1], out=first[1:])
        return tuple(np.divmod(pairs[first], self._width))  # type: ignore[return-value]


def _compile(words: Sequence[str]) -> Any | None:
    if not words:
        return None
    database = hyperscan.Database()
    database.compile([word.encode() for word in words], ids=list(range(len(words))), elements=len(words), literal=True)
    return database
