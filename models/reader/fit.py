"""Lines become weights: one logistic regression for each category over characters and pairs, rare ones counting more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from audit.reading import Spoken
from models.reader.lines import CATEGORIES
from pipelines.adapters.reading.gate import PLACES_BITS, Gate, places
from pipelines.adapters.reading.letters import Letters, Numbers
from pipelines.adapters.reading.scorer import Linear

#: Strength of fitting, and the least and greatest weight as stored.
C, GATE_C, WIDEST = 1000.0, 100.0, 127
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What lines teach: a row for each line, a column for each category; `judged` is False where a line teaches nothing."""

    letters: Letters
    labels: NDArray[np.bool_]
    judged: NDArray[np.bool_]


class Labelled(Protocol):
    """One text with what it expresses; `author` so that weights can be tried on somebody whom they never saw."""

    @property
    def author(self) -> str: ...
    @property
    def labels(self) -> frozenset[str]: ...
    @property
    def may(self) -> frozenset[str]:
        """Categories that are neither demanded nor wrong."""
        ...

    @property
    def spoken(self) -> Spoken: ...
    def judged(self, category: str) -> bool:
        """Whether it teaches or tests anything about the category."""
        ...


def lesson(lines: Sequence[Labelled], categories: Sequence[str] = CATEGORIES) -> Lesson:
    return Lesson(
        Letters.of([line.spoken for line in lines]),
        np.array([[category in line.labels for category in categories] for line in lines]),
        np.array([[line.judged(category) for category in categories] for line in lines]),
    )


def fit_linear(taught: Lesson) -> Linear:
    texts, found = taught.letters.pieces
    pieces, columns = np.unique(found, return_inverse=True)
    known = sparse.csr_matrix((np.ones(len(texts)), (texts, columns)), shape=(len(taught.letters.starts), len(pieces)))
    rare = rarity(_lines(known), known.shape[0])
    examples = (sparse.diags(1 / taught.letters.roots) @ known @ sparse.diags(rare)).tocsr()
    count = taught.labels.shape[1]
    weights, bias = np.zeros((len(pieces), count)), np.zeros(count)
    for column in range(count):
        rows = taught.judged[:, column]
        model = LogisticRegression(C=C, solver="liblinear").fit(examples[rows], taught.labels[rows, column])
        weights[:, column], bias[column] = model.coef_[0] * rare, model.intercept_[0]
    scale = np.abs(weights).max(axis=0) / WIDEST
    return Linear(pieces, np.rint(weights / scale).astype(np.int16), scale, bias)


def fit_gate(taught: Lesson) -> Gate:
    """Tells lines with any violation from all others; `least` is set by `open_gate`."""
    letters = taught.letters
    single, pair = places(letters.codes)
    owner = np.repeat(np.arange(len(letters.starts)), letters.lengths)
    shape = (len(letters.starts), 1 << PLACES_BITS)
    known = sparse.csr_matrix(
        (np.ones(2 * len(owner)), (np.tile(owner, 2), np.concatenate((single, pair)))), shape=shape
    )
    rare = rarity(_lines(known), known.shape[0])
    examples = (sparse.diags(1 / letters.roots) @ known @ sparse.diags(rare)).tocsr()
    violating = taught.labels.any(axis=1)
    clear = violating | taught.judged.all(axis=1) | (taught.judged.sum(axis=1) >= len(CATEGORIES) - 2)
    model = LogisticRegression(C=GATE_C, solver="liblinear").fit(examples[clear], violating[clear])
    weights = model.coef_[0] * rare
    return Gate(np.rint(weights / np.abs(weights).max() * 32767 / 2).astype(np.int16), -np.inf)


def rarity(lines: Numbers, count: int) -> Matrix:
    """How much a piece counts that stands in `lines` of `count` lines: rare ones may say more before they are held back."""
    return np.log((1 + count) / (1 + lines)) + 1


def _lines(known: sparse.csr_matrix) -> Numbers:
    return np.asarray((known > 0).sum(axis=0)).ravel()
