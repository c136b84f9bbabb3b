"""Which matchers find something in which texts, many of both at once: words first, then what is quick, then the matchers themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from audit.detectors.branches import branches, holds
from audit.detectors.matcher import Matcher
from audit.detectors.phrase import Expression
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
    #: What the matchers are made of, and which matcher each belongs to.
    _branches: tuple[Matcher, ...]
    _owner: Numbers
    _prefilter: Prefilter

    @classmethod
    def of(cls, matchers: Sequence[Matcher]) -> Self:
        """Matchers are numbered by their place."""
        owned = [(number, branch) for number, matcher in enumerate(matchers) for branch in branches(matcher)]
        owner = np.array([number for number, _ in owned], dtype=np.int64)
        prefilter = Prefilter.of([branch.needs for _, branch in owned])
        always = frozenset(owned[branch][0] for branch in prefilter.always)
        return cls(always, tuple(matchers), tuple(branch for _, branch in owned), owner, prefilter)

    def found(self, texts: Sequence[str], asked: Asked | None = None) -> Mapping[int, list[int]]:
        """Number of text -> the matchers that find something there, or have no time to know; most texts have no entry.

        Not all of `always` is looked for.
        """
        at, numbers = self._prefilter.candidates(texts)
        owners = self._owner[numbers]
        if asked:
            wanted = asked.matchers[asked.rows[at], owners]
            at, numbers, owners = at[wanted], numbers[wanted], owners[wanted]
        found: dict[int, list[int]] = {}
        settled = (-1, -1)
        for text, branch, owner in zip(at.tolist(), numbers.tolist(), owners.tolist(), strict=True):
            if (text, owner) == settled or not holds(self._branches[branch], texts[text]):
                continue
            settled = text, owner
            matcher = self._matchers[owner]
            if isinstance(matcher, Expression) or holds(matcher, texts[text]):
                found.setdefault(text, []).append(owner)
        return found
