"""Rows of whole numbers, one for each known character and pair, summed for each text: exact in any order and company."""

import numpy as np
from numpy.typing import NDArray

from pipelines.adapters.reading.letters import Letters, Numbers


def summed(letters: Letters, known: Numbers, rows: NDArray[np.int16]) -> NDArray[np.int32]:
    """A row of sums for each text. `known` is ascending and tells which piece each row of `rows` stands for."""
    texts, pieces = letters.pieces
    places = np.minimum(np.searchsorted(known, pieces), len(known) - 1)
    met = known[places] == pieces
    texts, places = texts[met], places[met]
    sums = np.zeros((len(letters.starts), rows.shape[1]), dtype=np.int32)
    if len(texts):
        first = np.flatnonzero(np.concatenate(([True], texts[1:] != texts[:-1])))
        sums[texts[first]] = np.add.reduceat(np.take(rows, places, axis=0), first, axis=0, dtype=np.int32)
    return sums
