"""Thousands of words looked for in one text: sets and dictionaries, which unlike tables cost little to begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import add
from typing import Self


@dataclass(frozen=True, slots=True)
class WordLookup:
    #: Words of one and two characters and their numbers.
    _single: Mapping[str, int]
    _double: Mapping[str, int]
    #: The first three characters of longer words -> the words with their numbers.
    _longer: Mapping[str, Sequence[tuple[str, int]]]

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        """Words are known by their number; none is empty."""
        short: tuple[dict[str, int], dict[str, int]] = ({}, {})
        longer: dict[str, list[tuple[str, int]]] = {}
        for number, word in enumerate(words):
            if len(word) > len(short):
                longer.setdefault(word[:3], []).append((word, number))
            else:
                short[len(word) - 1][word] = number
        return cls(*short, longer)

    def met(self, text: str) -> list[int]:
        """Numbers of the words that stand in the text, each once, in no certain order."""
        pairs = list(map(add, text, text[1:]))
        found = [self._single[sign] for sign in self._single.keys() & set(text)]
        found += [self._double[pair] for pair in self._double.keys() & set(pairs)]
        for begun in self._longer.keys() & set(map(add, pairs, text[2:])):
            for word, number in self._longer[begun]:
                if word in text:
                    found.append(number)
        return found
