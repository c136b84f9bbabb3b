"""The learned reader: a glance at every turn, a reading of the few that are worth it, the clauses that carry it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audit.reading import CONVERSATIONAL, SIGN, Read, Reading, Spoken
from audit.records import OTHER_SIDE, Party
from pipelines.adapters.reading.clauses import stretches
from pipelines.adapters.reading.letters import Letters
from pipelines.adapters.reading.weights import Weights

#: Readings less sure than this are not reported; no rule asks for them.
LEAST = 0.3
#: Below this a category is ruled out; not in longer texts, in which one clause may carry what the rest outweighs.
RULED_OUT, LONGEST_RULED_OUT = 0.03, 120
#: Who must not learn of the debt, and the categories that depend on whether such a person listens.
OTHERS = frozenset((Party.CONTACT, Party.THIRD_PARTY))
ONLY_OTHERS, NEVER_OTHERS = frozenset(("T09",)), frozenset(("T08",))
#: A shorter stretch stands for the text if it is nearly as telling, in shares of the best.
_NEARLY = 0.9


class LearnedReader:
    """The `Reader` port over weights that `models/reader` trains."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        slope, offset = weights.calibration.T
        cuts = (math.log(LEAST / (1 - LEAST)) - offset) / slope
        low = (math.log(RULED_OUT / (1 - RULED_OUT)) - offset) / slope
        open_ = {kind: np.array([_told(one, kind) for one in weights.categories]) for kind in _KINDS}
        #: Turns of other kinds tell nothing of any category here, and are not read.
        self._read = frozenset(kind for kind, own in open_.items() if own.any())
        #: Scores from which on a reading is reported, and below which a category is ruled out, by kind of turn.
        self._cuts = {kind: np.where(own, cuts, np.inf) for kind, own in open_.items()}
        self._low = {kind: np.where(own, low, -np.inf) for kind, own in open_.items()}

    @classmethod
    def load(cls, path: Path) -> "LearnedReader":
        """Raises Refused (`reader.*`)."""
        return cls(Weights.load(path))

    @property
    def id(self) -> str:
        return f"reader@sha256:{self._weights.digest}"

    def read(self, spoken: Sequence[Spoken]) -> Mapping[int, Read]:
        kinds = [_kind(one) for one in spoken]
        own = [place for place, kind in enumerate(kinds) if kind in self._read]
        if not own:
            return {}
        passing = [own[at] for at in self._weights.gate.passing(Letters.of([spoken[place] for place in own])).tolist()]
        if not passing:
            return {}
        chosen = [spoken[place] for place in passing]
        scores = self._weights.scorer.scores(Letters.of(chosen))
        told = scores >= np.array([self._cuts[kinds[place]] for place in passing])
        rows = np.flatnonzero(told.any(axis=1)).tolist()
        stretched = self._stretched([chosen[row] for row in rows])
        return {
            passing[row]: Read(tuple(self._readings(np.flatnonzero(told[row]).tolist(), scores[row], next(stretched))))
            for row in rows
        }

    def rules_out(self, spoken: Sequence[Spoken]) -> Sequence[frozenset[str]]:
        out = [frozenset[str]()] * len(spoken)
        own = [place for place, one in enumerate(spoken) if self._may_rule_out(one)]
        if own:
            chosen = [spoken[place] for place in own]
            low = self._weights.scorer.scores(Letters.of(chosen)) < np.array([self._low[_kind(one)] for one in chosen])
            categories = np.array(self._weights.categories)
            for place, row in zip(own, low, strict=True):
                out[place] = frozenset(categories[row].tolist())
        return out

    def _may_rule_out(self, one: Spoken) -> bool:
        return len(one.text) <= LONGEST_RULED_OUT and _kind(one) in self._read

    def _stretched(self, chosen: Sequence[Spoken]) -> Iterator["_Stretched"]:
        """The scores of all stretches of each text, read together."""
        places = [stretches(one.text) for one in chosen]
        parts = [
            one._replace(text=one.text[start:end])
            for one, own in zip(chosen, places, strict=True)
            for start, end in own
        ]
        scores = self._weights.scorer.scores(Letters.of(parts)) if parts else np.zeros((0, 0))
        done = 0
        for own in places:
            yield own, scores[done : done + len(own)]
            done += len(own)

    def _readings(
        self, columns: Sequence[int], scores: NDArray[np.float64], stretched: "_Stretched"
    ) -> Iterator[Reading]:
        places, parts = stretched
        for column in columns:
            start, end = _telling(places, parts[:, column].tolist())
            yield Reading(self._weights.categories[column], self._confidence(column, float(scores[column])), start, end)

    def _confidence(self, column: int, score: float) -> float:
        """Rounded, so that the last bit of an exponential function decides nothing."""
        slope, offset = self._weights.calibration[column].tolist()
        return round(1 / (1 + math.exp(-(slope * score + offset))), 2)


_Stretched = tuple[Sequence[tuple[int, int]], NDArray[np.float64]]


class _Kind(NamedTuple):
    """What a turn can tell depends on who speaks to whom."""

    #: Whether others than the debtor listen to the collecting side.
    others: bool
    #: Whether it is the other side that speaks.
    back: bool
    alone: bool


_KINDS = [_Kind(*each) for each in product((False, True), repeat=3)]


def _kind(one: Spoken) -> _Kind:
    return _Kind(one.party in OTHERS, one.speaker in OTHER_SIDE, one.alone)


def _told(category: str, kind: _Kind) -> bool:
    """Whether turns of this kind can tell anything of the category."""
    if category in CONVERSATIONAL:
        return not kind.alone and kind.back is (category == SIGN)
    return not kind.back and category not in (NEVER_OTHERS if kind.others else ONLY_OTHERS)


def _telling(places: Sequence[tuple[int, int]], scores: Sequence[float]) -> tuple[int, int]:
    """The shortest stretch that is nearly as telling as the most telling one; the earliest of those."""
    best, least = max(scores), min(scores)
    enough = least + _NEARLY * (best - least)
    return min(
        (place for place, score in zip(places, scores, strict=True) if score >= enough),
        key=lambda place: (place[1] - place[0], place[0]),
    )
