"""Samples that arrive in small pieces, joined without ever being held twice."""

import numpy as np
from numpy.typing import NDArray

from audit.recording import SAMPLE_RATE

_BLOCK = 60 * SAMPLE_RATE


class Tape:
    """Grows by blocks of a minute, so memory follows the sound that really came and never what a header claims."""

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._blocks: list[NDArray[np.float32]] = []
        self.length = 0

    def add(self, piece: NDArray[np.float32]) -> None:
        """Append a piece of shape (channels, m)."""
        while piece.shape[1]:
            at = self.length % _BLOCK
            if at == 0:
                self._blocks.append(np.empty((self._channels, _BLOCK), np.float32))
            fits = min(_BLOCK - at, piece.shape[1])
            self._blocks[-1][:, at : at + fits] = piece[:, :fits]
            self.length += fits
            piece = piece[:, fits:]

    def joined(self) -> NDArray[np.float32]:
        """All samples, shape (channels, length). Empties the tape: each block is freed once it is copied."""
        samples = np.empty((self._channels, self.length), np.float32)
        self._blocks.reverse()
        for start in range(0, self.length, _BLOCK):
            end = min(start + _BLOCK, self.length)
            samples[:, start:end] = self._blocks.pop()[:, : end - start]
        return samples
