"""Many texts as one array of code points, each between a mark of who listens and an end mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from audit.reading import Spoken
from audit.records import Party

END = "\x03"
DEBTOR, GUARANTOR, OTHERS = "\x02", "\x05", "\x04"
_MARKS = dict.fromkeys(Party, DEBTOR) | {
    Party.GUARANTOR: GUARANTOR,
    Party.CONTACT: OTHERS,
    Party.THIRD_PARTY: OTHERS,
}
#: Bits of a code point; a pair of characters is the one before shifted by this, plus the one behind.
BITS = 21

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Letters:
    codes: NDArray[np.uint32]
    #: Where each text begins; its marks belong to it.
    starts: Numbers
    lengths: Numbers

    @classmethod
    def of(cls, spoken: Sequence[Spoken]) -> Self:
        marked = [f"{_MARKS[one.party]}{one.text}{END}" for one in spoken]
        lengths = np.fromiter(map(len, marked), dtype=np.int64, count=len(marked))
        codes = np.frombuffer("".join(marked).encode("utf-32-le", "surrogatepass"), dtype="<u4")
        return cls(codes, np.cumsum(lengths) - lengths, lengths)

    @property
    def roots(self) -> NDArray[np.float64]:
        """Square root of the number of characters and pairs: what sums are divided by, so that length does not decide."""
        roots: NDArray[np.float64] = np.sqrt(2.0 * self.lengths - 1)
        return roots

    @cached_property
    def pieces(self) -> tuple[Numbers, Numbers]:
        """Every character and every pair once for each text: number of the text and piece, sorted by both."""
        owner = np.repeat(np.arange(len(self.starts)), self.lengths)
        codes = self.codes.astype(np.int64)
        inside = owner[1:] == owner[:-1]
        pairs = (codes[:-1] << BITS | codes[1:])[inside]
        both = np.concatenate((owner << 2 * BITS | codes, owner[:-1][inside] << 2 * BITS | pairs))
        both.sort()
        kept = both[np.concatenate(([True], both[1:] != both[:-1]))] if len(both) else both
        return kept >> 2 * BITS, kept & ((1 << 2 * BITS) - 1)
