"""How strongly each category is expressed in a text: a sum of whole-number weights over its characters and pairs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.adapters.reading.letters import Letters, Numbers


@dataclass(frozen=True, slots=True)
class Scorer:
    #: Known characters and pairs, ascending, and a row of weights for each: a column for each category.
    pieces: Numbers
    weights: NDArray[np.int16]
    scale: NDArray[np.float64]
    bias: NDArray[np.float64]

    def scores(self, letters: Letters) -> NDArray[np.float64]:
        """A row for each text, a column for each category. Sums of whole numbers are exact in any order."""
        texts, pieces = letters.pieces()
        rows = np.minimum(np.searchsorted(self.pieces, pieces), len(self.pieces) - 1)
        known = self.pieces[rows] == pieces
        texts, rows = texts[known], rows[known]
        sums = np.zeros((len(letters.starts), len(self.bias)), dtype=np.int64)
        if len(texts):
            first = np.flatnonzero(np.concatenate(([True], texts[1:] != texts[:-1])))
            sums[texts[first]] = np.add.reduceat(self.weights[rows].astype(np.int64), first, axis=0)
        return sums * self.scale / letters.roots[:, None] + self.bias
