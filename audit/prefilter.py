"""Which patterns may hold in which texts, by the words that patterns need: "perhaps" or "surely not", never where."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import or_
from typing import Self

import numpy as np
from numpy.typing import NDArray

from audit.needs import Need, Way
from audit.word_search import Numbers, WordSearch

#: Bits of the right half of a pair.
_HALF = 31


@dataclass(frozen=True, slots=True)
class _Links:
    """For each number on the left the numbers on the right that belong to it, laid out flat."""

    starts: Numbers
    counts: Numbers
    right: Numbers

    @classmethod
    def of(cls, links: Sequence[Sequence[int]]) -> Self:
        counts = np.array([*map(len, links)], dtype=np.int64)
        right = np.array([number for right in links for number in right], dtype=np.int64)
        return cls(counts.cumsum() - counts, counts, right)

    def only(self, wanted: NDArray[np.bool_]) -> Self:
        """The links to those numbers on the right."""
        kept = wanted[self.right]
        before = np.concatenate(([0], kept.cumsum()))
        starts = before[self.starts]
        return replace(self, starts=starts, counts=before[self.starts + self.counts] - starts, right=self.right[kept])

    def follow(self, texts: Numbers, left: Numbers) -> tuple[Numbers, Numbers]:
        """Pairs (text, left) become pairs (text, right)."""
        counts = self.counts[left]
        ends = counts.cumsum()
        shift = (self.starts[left] - ends + counts).repeat(counts)
        shift += np.arange(len(shift))
        return texts.repeat(counts), self.right[shift]


@dataclass(frozen=True)
class _One:
    """The same for one text: by word what it meets, by way what else it needs. Needs are bits of a number."""

    needs: Sequence[int]
    all_ways: Sequence[Sequence[int]]
    others: Sequence[int]
    pattern: Sequence[int]
    #: For fewer ways: whether each is wanted.
    wanted: NDArray[np.bool_] | None = None

    @cached_property
    def ways(self) -> Sequence[Sequence[int]]:
        """Chosen when the first text comes alone: it takes longer than looking at hundreds together."""
        if self.wanted is None:
            return self.all_ways
        kept = frozenset(self.wanted.nonzero()[0].tolist())
        return [[way for way in own if way in kept] for own in self.all_ways]

    def patterns(self, words: Collection[int]) -> set[int]:
        unmet, ways = ~reduce(or_, map(self.needs.__getitem__, words), 0), self.ways
        return {self.pattern[way] for word in words for way in ways[word] if not self.others[way] & unmet}


@dataclass(frozen=True, slots=True)
class Prefilter:
    """Of each way the need that is met in fewest texts is looked at first; few ways ask whether the others are met too."""

    #: Patterns that need no certain word: they may hold in any text.
    always: frozenset[int]
    _words: WordSearch | None
    #: Word -> needs that are not the first of a way, and ways of which it meets the first need.
    _needs_of_word: _Links
    _ways_of_word: _Links
    #: The other needs of each way, one a column; `_needs` stands for none.
    _others: tuple[Numbers, ...]
    _needs: int
    #: The pattern that each way is one of.
    _pattern: Numbers
    _one: _One

    @classmethod
    def of(cls, ways: Sequence[Sequence[Way]]) -> Self:
        """Patterns are numbered by their place in `ways`; one of its ways must be open in a text, all needs of it met."""
        always = frozenset(pattern for pattern, own in enumerate(ways) if () in own)
        flat = [(pattern, way) for pattern, own in enumerate(ways) if pattern not in always for way in own]
        others = {
            need: number for number, need in enumerate(dict.fromkeys(need for _, way in flat for need in way[1:]))
        }
        words = sorted({word for _, way in flat for need in way for word in need})
        needs, firsts = _meeting(words, list(others)), _meeting(words, [way[0] for _, way in flat])
        columns = max((len(way) for _, way in flat), default=1) - 1
        padded = [[*map(others.__getitem__, way[1:]), *[len(others)] * (columns + 1 - len(way))] for _, way in flat]
        return cls(
            always,
            WordSearch.of(words) if words else None,
            _Links.of(needs),
            _Links.of(firsts),
            tuple(np.array(padded, dtype=np.int64).reshape(len(flat), columns).T.copy()),
            len(others),
            np.array([pattern for pattern, _ in flat], dtype=np.int64),
            _One(
                [*map(_bits, needs)],
                firsts,
                [_bits(map(others.__getitem__, way[1:])) for _, way in flat],
                [pattern for pattern, _ in flat],
            ),
        )

    def only(self, patterns: NDArray[np.bool_]) -> Self:
        """For fewer patterns, by their numbers."""
        ways = patterns[self._pattern]
        needs = np.zeros(self._needs + 1, dtype=bool)
        for others in self._others:
            needs[others[ways]] = True
        ways_of_word, needs_of_word = self._ways_of_word.only(ways), self._needs_of_word.only(needs)
        return replace(
            self, _ways_of_word=ways_of_word, _needs_of_word=needs_of_word, _one=replace(self._one, wanted=ways)
        )

    def candidates(self, texts: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Pairs (text, pattern) of what may hold there, besides `always`, in order and each once."""
        if self._words is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        texts_met, words = _distinct(*self._words.met(texts))
        at, ways = self._ways_of_word.follow(texts_met, words)
        met = self._met(len(texts), *self._needs_of_word.follow(texts_met, words))
        row = at * (self._needs + 1)
        for others in self._others:
            whole = met[row + others[ways]]
            at, ways, row = at[whole], ways[whole], row[whole]
        return _distinct(at, self._pattern[ways])

    def of_one(self, text: str) -> Sequence[int]:
        """The same for one text, at much less than the cost of looking at many."""
        return sorted(self._one.patterns(self._words.met_in(text))) if self._words else ()

    def _met(self, texts: int, at: Numbers, needs: Numbers) -> NDArray[np.bool_]:
        """Whether each need is met in each text, row by row; in the last column whether none is needed."""
        met = np.zeros((texts, self._needs + 1), dtype=bool)
        met[:, -1] = True
        flat = met.reshape(-1)
        flat[at * (self._needs + 1) + needs] = True
        return flat


def _bits(numbers: Iterable[int]) -> int:
    return reduce(or_, (1 << number for number in numbers), 0)


def _meeting(words: Sequence[str], needs: Sequence[Need]) -> list[list[int]]:
    """For each word the numbers of the needs that it meets."""
    of_word: dict[str, list[int]] = {word: [] for word in words}
    for number, need in enumerate(needs):
        for word in need:
            of_word[word].append(number)
    return list(of_word.values())


def _distinct(left: Numbers, right: Numbers) -> tuple[Numbers, Numbers]:
    """Pairs each once, in order. np.unique takes ten times as long."""
    pairs = left << _HALF | right
    pairs.sort()
    new = np.ones(len(pairs), dtype=bool)
    np.not_equal(pairs[1:], pairs[:-1], out=new[1:])
    pairs = pairs[new]
    return pairs >> _HALF, pairs & (1 << _HALF) - 1
