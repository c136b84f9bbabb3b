"""What the reader says of an author whose lines it never saw: the only figures that count."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.reader.fit import Labelled, Lesson, Matrix, fit_gate, fit_linear, lesson
from models.reader.hidden import fit_hidden
from models.reader.lines import CATEGORIES
from pipelines.adapters.reading.gate import Gate, places
from pipelines.adapters.reading.letters import Letters
from pipelines.adapters.reading.scorer import Scorer

#: Share of the readings worth reporting that may be lost at the gate.
LOST = 0.01
WORTH = 0.4
#: How often weights are fitted to read lines of authors whom they never saw.
FOLDS = 6


@dataclass(frozen=True)  # without slots, so that what every figure needs is worked out once
class Crossed:
    """Rows are the corpus's own lines; each was read by weights of all other authors."""

    lines: Sequence[Labelled]
    taught: Lesson
    scores: Matrix
    gate: NDArray[np.float64]
    categories: Sequence[str] = CATEGORIES

    @cached_property
    def may(self) -> NDArray[np.bool_]:
        """Categories that a line may have: neither demanded nor wrong."""
        return np.array([[category in line.may for category in self.categories] for line in self.lines])


def fit_scorer(taught: Lesson) -> Scorer:
    return Scorer(fit_linear(taught), fit_hidden(taught))


def cross(
    lines: Sequence[Labelled],
    others: Sequence[Labelled] = (),
    categories: Sequence[str] = CATEGORIES,
    *,
    gated: bool = True,
) -> Crossed:
    """`others` are lines of no author of the corpus; they always teach and are never counted. `gated`: a gate is to go before the weights."""
    scores, gate = np.zeros((len(lines), len(categories))), np.zeros(len(lines))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
        groups = folds(lines)
        for authors, read in zip(
            groups, workers.map(partial(_read, lines, others, categories, gated), groups), strict=True
        ):
            own = np.array([line.author in authors for line in lines])
            scores[own], gate[own] = read
    return Crossed(lines, lesson(lines, categories), scores, gate, categories)


def _read(
    lines: Sequence[Labelled],
    others: Sequence[Labelled],
    categories: Sequence[str],
    gated: bool,
    authors: set[str],
) -> tuple[Matrix, Matrix]:
    """Scores and the gate's sums of these authors' lines, by weights of all others."""
    taught = lesson([*(line for line in lines if line.author not in authors), *others], categories)
    read = lesson([line for line in lines if line.author in authors], categories).letters
    passing = gate_scores(fit_gate(taught), read) if gated else np.zeros(len(read.starts))
    return fit_scorer(taught).scores(read), passing


def folds(lines: Sequence[Labelled]) -> list[set[str]]:
    """Authors in FOLDS groups of about as many lines; nobody's lines are in two."""
    counts = Counter(line.author for line in lines)
    groups: list[set[str]] = [set() for _ in range(FOLDS)]
    for author, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        min(groups, key=lambda group: (sum(counts[one] for one in group), sorted(group))).add(author)
    return [group for group in groups if group]


def gate_scores(gate: Gate, letters: Letters) -> NDArray[np.float64]:
    single, pair = places(letters.codes)
    sums = np.add.reduceat(gate.table[single].astype(np.int32) + gate.table[pair], letters.starts)
    return np.asarray(sums / letters.roots, dtype=np.float64)


def calibrate(crossed: Crossed) -> Matrix:
    """Slope and offset for each category: how often a score of an unseen author turned out right."""
    rows = []
    for column in range(crossed.scores.shape[1]):
        judged = crossed.taught.judged[:, column]
        model = LogisticRegression(C=1.0).fit(
            crossed.scores[judged, column : column + 1], crossed.taught.labels[judged, column]
        )
        rows.append((max(model.coef_[0, 0], 0.05), model.intercept_[0]))
    return np.array(rows)


def confidence(scores: Matrix, calibration: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-(scores * calibration[:, 0] + calibration[:, 1]))))


def open_gate(gate: Gate, crossed: Crossed, sure: Matrix) -> Gate:
    """As wide as it must be for what is worth reporting."""
    worth = ((sure >= WORTH) & crossed.taught.judged).any(axis=1)
    return replace(gate, least=float(np.quantile(crossed.gate[worth], LOST)))
