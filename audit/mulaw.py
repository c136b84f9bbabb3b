"""µ-law, in which telephones send sound: one byte a sample. After ITU-T G.711."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BIAS = 0x84


def expanded(coded: bytes) -> "NDArray[np.int16]":
    """16-bit samples, one for each byte."""
    return _table()[np.frombuffer(coded, np.uint8)]


@cache
def _table() -> "NDArray[np.int16]":
    """Every byte is inverted: a sign, an exponent of three bits, a mantissa of four."""
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    size = (((code & 0x0F) << 3) + _BIAS << (code >> 4 & 0x07)) - _BIAS
    return np.where(code & 0x80, -size, size).astype(np.int16)
