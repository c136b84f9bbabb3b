"""Features of possible names as a table, and the plain weights of the gate."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from models.names.net import Examples

#: Possible names that begin at one place: features, and whether it is one.
Group = list[tuple[list[str], bool]]
Array = NDArray[np.float64]
#: Strength of fitting; smallest weight that is kept; weights are stored in hundredths.
C, LEAST, SCALE = 1.0, 6, 100
#: Rows that a feature must be in.
ROWS_LEAST = 4


@dataclass
class Table:
    """Rows of features in groups, by number."""

    numbers: dict[str, int] = field(default_factory=dict)
    seen: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=lambda: [0])
    groups: list[int] = field(default_factory=lambda: [0])
    labels: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, group: Group, weight: float, row: int) -> None:
        for features, label in group:
            for feature in features:
                number = self.numbers.setdefault(feature, len(self.numbers))
                self.columns.append(number)
                if number == len(self.last):
                    self.last.append(row)
                    self.seen.append(1)
                elif self.last[number] != row:
                    self.last[number] = row
                    self.seen[number] += 1
            self.rows.append(len(self.columns))
            self.labels.append(label)
        self.groups.append(len(self.labels))
        self.weights.append(weight)

    def matrix(self) -> sparse.csr_matrix:
        shape = (len(self.labels), len(self.numbers))
        ones = np.ones(len(self.columns), dtype=np.float32)
        return sparse.csr_matrix((ones, np.array(self.columns, np.int32), np.array(self.rows)), shape)

    def often(self, least: int) -> NDArray[np.int64]:
        """Numbers of the features that are in at least so many rows of sentences."""
        kept = np.flatnonzero(np.array(self.seen) >= least)
        print(f"{len(self.weights)} starts, {sum(self.labels)} names, {len(kept)} of {len(self.numbers)} features")
        return kept

    def examples(self, kept: NDArray[np.int64]) -> Examples:
        labels, weights = np.array(self.labels, np.float32), np.array(self.weights, np.float32)
        return Examples(self.matrix()[:, kept], np.array(self.groups), labels, weights)

    def fitted(self) -> dict[str, int]:
        matrix, kept = self.matrix(), self.often(ROWS_LEAST)
        found = fit(matrix[:, kept], np.array(self.groups), np.array(self.labels, float), np.array(self.weights))
        names = list(self.numbers)
        stored = {names[number]: round(SCALE * weight) for number, weight in zip(kept, found[:-1], strict=True)}
        return {feature: weight for feature, weight in stored.items() if abs(weight) >= LEAST} | {
            "": round(SCALE * found[-1])
        }


def fit(matrix: sparse.csr_matrix, groups: Array, labels: Array, weights: Array) -> Array:
    """Of the names that may begin at one place at most one does: a softmax over them and "none", weight 0. The last weight is the bias."""
    sizes, firsts = np.diff(groups), groups[:-1]
    each = np.repeat(weights, sizes)
    back = matrix.T.tocsr()

    def loss(at: Array) -> tuple[float, Array]:
        scores = matrix @ at[:-1] + at[-1]
        highest = np.maximum(np.maximum.reduceat(scores, firsts), 0)
        power = np.exp(scores - np.repeat(highest, sizes))
        total = np.add.reduceat(power, firsts) + np.exp(-highest)
        share = power / np.repeat(total, sizes)
        value = weights @ (np.log(total) + highest) - (each * labels) @ scores
        away = each * (share - labels)
        slope = np.append(back @ away, away.sum()) + np.append(at[:-1], 0) / C
        return float(value + at[:-1] @ at[:-1] / (2 * C)), slope

    return minimize(loss, np.zeros(matrix.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
