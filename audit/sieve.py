"""Which matchers find something in which texts, many of both at once: words first, then what is quick, then the matchers themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from audit.detectors.branches import branches, left, tried
from audit.detectors.matcher import Match, Matcher, OverBudget
from audit.prefilter import Prefilter
from audit.word_search import Numbers


class Asked(NamedTuple):
    """Which matchers are asked for: `matchers[row, number]` for the row that each text is in."""

    rows: Numbers
    matchers: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sieve:
    #: Numbers of the matchers that need no certain word: they may find something in any text.
    always: frozenset[int]
    _matchers: tuple[Matcher, ...]
    #: What the matchers are made of; whose each branch is, and its place among the branches of that matcher.
    _branches: tuple[Matcher, ...]
    _owner: Numbers
    _place: tuple[int, ...]
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
            np.array([owner for owner, _, _ in taken], dtype=np.int64),
            tuple(place for _, place, _ in taken),
            prefilter,
        )

    def found(self, texts: Sequence[str], asked: Asked | None = None) -> dict[int, dict[int, Matcher]]:
        """Number of text -> number of matcher -> the matcher as it is in that text; most texts have no entry.

        Only matchers that find something there, or have no time to know. Not all of `always` is looked for.
        """
        at, numbers = self._prefilter.candidates(texts)
        owners = self._owner[numbers]
        if asked:
            wanted = asked.matchers[asked.rows[at], owners]
            at, numbers, owners = at[wanted], numbers[wanted], owners[wanted]
        met: dict[tuple[int, int], dict[int, Match | OverBudget]] = {}
        for text, number, owner in zip(at.tolist(), numbers.tolist(), owners.tolist(), strict=True):
            if match := tried(self._branches[number], texts[text]):
                met.setdefault((text, owner), {})[self._place[number]] = match
        found: dict[int, dict[int, Matcher]] = {}
        for (text, owner), matches in met.items():
            if matcher := left(self._matchers[owner], texts[text], matches):
                found.setdefault(text, {})[owner] = matcher
        return found
