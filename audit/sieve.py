"""Which matchers find something in which texts, many of both at once: words first, then what is quick, then the matchers themselves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from audit.detectors.branches import branches, left, tried
from audit.detectors.matcher import Match, Matcher, OverBudget
from audit.prefilter import Prefilter

#: Texts that are sooner looked at one by one than all at once.
_FEW = 6


class Asked(NamedTuple):
    """Which matchers are asked for: `matchers[row, number]` for the row that each text is in."""

    rows: Sequence[int]
    matchers: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sieve:
    #: Numbers of the matchers that need no certain word: they may find something in any text.
    always: frozenset[int]
    _matchers: tuple[Matcher, ...]
    #: What the matchers are made of; whose each branch is, and its place among the branches of that matcher.
    _branches: tuple[Matcher, ...]
    _owner: tuple[int, ...]
    _place: tuple[int, ...]
    #: Of a branch that several matchers have, as two versions of a rule do, the number of the first.
    _first: tuple[int | None, ...]
    _prefilter: Prefilter

    @classmethod
    def of(cls, matchers: Sequence[Matcher]) -> Self:
        """Matchers are numbered by their place."""
        taken = [
            (owner, place, branch)
            for owner, matcher in enumerate(matchers)
            for place, branch in enumerate(branches(matcher))
        ]
        prefilter = Prefilter.of([branch.needs for _, _, branch in taken])
        return cls(
            frozenset(taken[number][0] for number in prefilter.always),
            tuple(matchers),
            tuple(branch for _, _, branch in taken),
            tuple(owner for owner, _, _ in taken),
            tuple(place for _, place, _ in taken),
            _firsts([branch for _, _, branch in taken]),
            prefilter,
        )

    def only(self, matchers: NDArray[np.bool_]) -> Self:
        """For fewer matchers, by their numbers: looks for less, and what it finds of the others means nothing."""
        return replace(self, _prefilter=self._prefilter.only(matchers[np.array(self._owner, dtype=np.int64)]))

    def found(self, texts: Sequence[str], asked: Asked | None = None) -> dict[int, dict[int, Matcher]]:
        """Number of text -> number of matcher -> the matcher as it is in that text; most texts have no entry.

        Only matchers that find something there, or have no time to know. Not all of `always` is looked for.
        """
        met: dict[tuple[int, int], dict[int, Match | OverBudget]] = {}
        again: dict[tuple[int, int], Match | OverBudget | None] = {}
        for text, number, owner in self._possible(texts, asked):
            first = self._first[number]
            if first is None:
                match = tried(self._branches[number], texts[text])
            elif (text, first) in again:
                match = again[text, first]
            else:
                match = again[text, first] = tried(self._branches[number], texts[text])
            if match:
                met.setdefault((text, owner), {})[self._place[number]] = match
        found: dict[int, dict[int, Matcher]] = {}
        for (text, owner), matches in met.items():
            if matcher := left(self._matchers[owner], texts[text], matches):
                found.setdefault(text, {})[owner] = matcher
        return found

    def _possible(self, texts: Sequence[str], asked: Asked | None) -> Iterable[tuple[int, int, int]]:
        """Text, branch and the matcher that it is of, in order."""
        if len(texts) < _FEW:
            return [one for text, said in enumerate(texts) for one in self._possible_in(text, said, asked)]
        owner = np.array(self._owner, dtype=np.int64)
        at, numbers = self._prefilter.candidates(texts)
        owners = owner[numbers]
        if asked:
            wanted = asked.matchers[np.array(asked.rows, dtype=np.int64)[at], owners]
            at, numbers, owners = at[wanted], numbers[wanted], owners[wanted]
        return zip(at.tolist(), numbers.tolist(), owners.tolist(), strict=True)

    def _possible_in(self, text: int, said: str, asked: Asked | None) -> list[tuple[int, int, int]]:
        owned = [(text, number, self._owner[number]) for number in self._prefilter.of_one(said)]
        wanted = asked.matchers[asked.rows[text]] if asked else None
        return owned if wanted is None else [one for one in owned if wanted[one[2]]]


def _firsts(branches: Sequence[Matcher]) -> tuple[int | None, ...]:
    numbers: dict[Matcher, int] = {}
    firsts = [numbers.setdefault(branch, number) for number, branch in enumerate(branches)]
    times = Counter(firsts)
    return tuple(first if times[first] > 1 else None for first in firsts)
