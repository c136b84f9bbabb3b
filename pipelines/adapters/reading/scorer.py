"""How strongly each category is expressed in a text: the mean of two opinions over its characters and pairs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.adapters.reading.hidden import Hidden
from pipelines.adapters.reading.letters import Letters, Numbers
from pipelines.adapters.reading.sums import summed


@dataclass(frozen=True, slots=True)
class Linear:
    #: Known characters and pairs, ascending, and a row of weights for each: a column for each category.
    pieces: Numbers
    weights: NDArray[np.int16]
    scale: NDArray[np.float64]
    bias: NDArray[np.float64]

    def scores(self, letters: Letters) -> NDArray[np.float64]:
        """A row for each text, a column for each category."""
        return summed(letters, self.pieces, self.weights) * self.scale / letters.roots[:, None] + self.bias


@dataclass(frozen=True, slots=True)
class Scorer:
    linear: Linear
    hidden: Hidden

    def scores(self, letters: Letters) -> NDArray[np.float64]:
        return (self.linear.scores(letters) + self.hidden.scores(letters)) / 2
