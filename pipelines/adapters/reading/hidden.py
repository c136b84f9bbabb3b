"""A second opinion: sums of characters and pairs go through a small layer that all categories share."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.adapters.reading.letters import Letters, Numbers
from pipelines.adapters.reading.sums import summed


@dataclass(frozen=True, slots=True)
class Hidden:
    #: Known characters and pairs, ascending, and a row of weights for each: a column for each hidden value.
    pieces: Numbers
    weights: NDArray[np.int16]
    scale: NDArray[np.float64]
    shift: NDArray[np.float64]
    #: From hidden values (rows) to categories (columns).
    out: NDArray[np.float64]
    bias: NDArray[np.float64]

    def scores(self, letters: Letters) -> NDArray[np.float64]:
        """A row for each text, a column for each category."""
        sums = summed(letters, self.pieces, self.weights)
        hidden = np.maximum(sums * self.scale / letters.roots[:, None] + self.shift, 0.0)
        scores = np.broadcast_to(self.bias, (len(hidden), len(self.bias))).copy()
        for column, weights in zip(hidden.T, self.out, strict=True):  # a matrix product may add up in another order
            scores += column[:, None] * weights
        return scores
