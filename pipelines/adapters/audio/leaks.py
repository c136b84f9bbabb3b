"""Where a channel carries only a faint copy of the other side: stereo codecs and bad lines let speech leak across.

Recognised, a leak would put one side's words into the other's mouth.
"""

import numpy as np
from numpy.typing import NDArray

from audit.recording import SAMPLE_RATE

_FRAME = SAMPLE_RATE // 10
#: Frames that are held in memory together.
_BLOCK = 600
#: A leak is at least 10 dB fainter than its source; Opus at telephone rates leaks at -26 dB.
_FAINTER = 0.1
#: Correlation above which a frame holds nothing of its own: somebody who speaks at the same time lowers it.
_COPY = 0.9


def leaks(samples: NDArray[np.float32]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Per channel of two, stretches [start, end) in samples that hold nothing but the other channel's sound."""
    frames = samples.shape[1] // _FRAME
    copied = np.zeros((2, frames), np.bool_)
    for first in range(0, frames, _BLOCK):
        part = slice(first, min(first + _BLOCK, frames))
        one, other = samples[:, part.start * _FRAME : part.stop * _FRAME].reshape(2, -1, _FRAME)
        power = [np.einsum("ij,ij->i", side, side, dtype=np.float64) for side in (one, other)]
        across = np.einsum("ij,ij->i", one, other, dtype=np.float64)
        alike = across**2 > _COPY**2 * power[0] * power[1]
        for me in (0, 1):
            copied[me, part] = alike & (power[me] < _FAINTER * power[1 - me])
    return tuple(_stretches(side) for side in copied)


def _stretches(frames: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], frames.astype(np.int8), [0]])))
    return tuple((int(start) * _FRAME, int(end) * _FRAME) for start, end in edges.reshape(-1, 2))
