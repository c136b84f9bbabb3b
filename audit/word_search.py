"""Thousands of words looked for in thousands of texts at once: one and two characters by tables, longer words by Hyperscan.

Most hits are short words, and each hit that Hyperscan reports costs a call of Python.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import add
from typing import Any, Self

import hyperscan
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
#: Between texts; no normalised text has it.
_CUT = "\0"
_CODES = 0x110000
#: Two characters are found by a number made of both; few words share one.
_PLACES, _FACTOR = 1 << 20, 40_503


@dataclass(frozen=True, slots=True)
class WordSearch:
    #: Code point -> 1 + number of the word that consists of it, or 0.
    _single: NDArray[np.int32]
    #: Place of two characters -> 1 + number of a word, or 0, and for each number + 1 the two characters.
    _double: NDArray[np.int32]
    _characters: NDArray[np.uint32]
    #: The words that the tables know, for a text that comes alone: tables cost much to begin with.
    _short: Mapping[str, int]
    #: The other words; None where there are none.
    _longer: Any | None

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        """Words are known by their number; none is empty."""
        single, double = np.zeros(_CODES, dtype=np.int32), np.zeros(_PLACES, dtype=np.int32)
        characters = np.zeros((len(words) + 1, 2), dtype=np.uint32)
        short, others = dict[str, int](), []
        for number, word in enumerate(words):
            codes = tuple(map(ord, word))
            place = (codes[0] * _FACTOR + codes[-1]) % _PLACES
            if len(codes) == 1:
                single[codes[0]], short[word] = number + 1, number
            elif len(codes) == 2 and not double[place]:
                double[place], characters[number + 1], short[word] = number + 1, codes, number
            else:
                others.append(number)
        return cls(single, double, characters, short, _compile([(number, words[number]) for number in others]))

    def met(self, texts: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Pairs (text, word) for each place where a word stands, in no certain order."""
        short, at = self._by_tables(_CUT.join(texts))
        pairs = [(_owners([len(text) + 1 for text in texts])[at], short)]
        if self._longer:
            pairs.append(self._long([text.encode() for text in texts]))
        where, words = zip(*pairs, strict=True)
        return np.concatenate(where), np.concatenate(words)

    def met_in(self, text: str) -> set[int]:
        """The words that stand in one text."""
        word = self._short.get
        found: set[Any] = {*map(word, text), *map(word, map(add, text, text[1:]))} - {None}
        if self._longer:
            self._longer.scan(text.encode(), match_event_handler=lambda word, *_: found.add(word))
        return found

    def _by_tables(self, text: str) -> tuple[Numbers, Numbers]:
        """Words and where they begin."""
        codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
        singles = self._single[codes]
        (at,) = singles.nonzero()
        doubles = self._double[(codes[:-1] * np.uint32(_FACTOR) + codes[1:]) % np.uint32(_PLACES)]
        (by,) = doubles.nonzero()
        meant = self._characters[doubles[by]]
        by = by[(meant[:, 0] == codes[by]) & (meant[:, 1] == codes[by + 1])]
        words = np.concatenate((singles[at], doubles[by])).astype(np.int64) - 1
        return words, np.concatenate((at, by))

    def _long(self, parts: Sequence[bytes]) -> tuple[Numbers, Numbers]:
        hits = array("Q")
        report = hits.append

        def met(word: int, _start: int, end: int, _flags: int, _context: object) -> None:
            report(word)
            report(end)

        assert self._longer
        self._longer.scan(_CUT.encode().join(parts), match_event_handler=met)
        words, ends = np.array(hits, dtype=np.int64).reshape(-1, 2).T
        return _owners([len(part) + 1 for part in parts])[ends - 1], words


def _owners(lengths: Sequence[int]) -> Numbers:
    """Whose each place is where so many things of these lengths lie one behind the other."""
    return np.arange(len(lengths)).repeat(lengths)


def _compile(words: Sequence[tuple[int, str]]) -> Any | None:
    if not words:
        return None
    database = hyperscan.Database()
    texts, numbers = [word.encode() for _, word in words], [number for number, _ in words]
    database.compile(texts, ids=numbers, elements=len(texts), literal=True)
    return database
