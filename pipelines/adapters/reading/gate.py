"""A first look at every text, some hundred nanoseconds each: which ones are worth reading at all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.adapters.reading.letters import DEBTOR, END, Letters

#: Characters and pairs share one table of this many places, small enough to stay in a processor's cache.
PLACES_BITS = 17
_SINGLE, _BEFORE, _BEHIND = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)
_SHIFT = np.uint32(32 - PLACES_BITS)
_LAST = np.array([ord(END)], np.uint32) * _BEFORE ^ np.array([ord(DEBTOR)], np.uint32) * _BEHIND


def places(codes: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Where in the table the character at each position is looked up, and the pair that it begins.

    What ends a text is paired with the commonest beginning, whatever text follows: nobody's company may matter.
    """
    pairs = codes * _BEFORE
    pairs[:-1] ^= codes[1:] * _BEHIND
    pairs[codes == ord(END)] = _LAST
    return codes * _SINGLE >> _SHIFT, pairs >> _SHIFT


@dataclass(frozen=True, slots=True)
class Gate:
    table: NDArray[np.int16]
    #: A text passes from this quotient of sum and root on; texts to others than the debtor always do.
    least: float

    def passing(self, letters: Letters) -> NDArray[np.int64]:
        """Numbers of the texts that pass."""
        single, pair = places(letters.codes)
        weights = self.table[single].astype(np.int32) + self.table[pair]
        sums = np.add.reduceat(weights, letters.starts)
        others = letters.codes[letters.starts] != ord(DEBTOR)
        return np.flatnonzero(others | (sums >= self.least * letters.roots))
