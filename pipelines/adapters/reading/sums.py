"""Rows of whole numbers, one for each known character and pair, summed for each text: exact in any order and company."""

import numpy as np
from numpy.typing import NDArray

from pipelines.adapters.reading.letters import Letters, Numbers


def summed(letters: Letters, known: Numbers, rows: NDArray[np.int16]) -> NDArray[np.int32]:
    """A row of sums for each text. `known` is ascending and tells which piece each row of `rows` stands for.

    The first pieces of all texts are added at once, then their second ones: five times as fast as text by text.
    """
    texts, pieces = letters.pieces
    places = np.minimum(np.searchsorted(known, pieces), len(known) - 1)
    met = known[places] == pieces
    places, counts = places[met], np.bincount(texts[met], minlength=len(letters.starts))
    longest_first = np.argsort(-counts, kind="stable")
    begins, left = (np.cumsum(counts) - counts)[longest_first], counts[longest_first]
    sums = np.zeros((len(counts), rows.shape[1]), dtype=np.int32)
    most = int(left[0]) if len(left) else 0
    # How many texts have more pieces than that.
    still = np.searchsorted(-left, -np.arange(most)).tolist()
    for step, going in enumerate(still):
        sums[:going] += rows[places[begins[:going] + step]]
    whole = np.empty_like(sums)
    whole[longest_first] = sums
    return whole
