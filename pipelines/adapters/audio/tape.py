"""Samples that arrive in small pieces, kept on disk: a call of any length needs no more memory than a short one."""

import tempfile
from mmap import MADV_DONTNEED
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

#: Samples that are written at once.
_PIECE = 1 << 20


class Tape:
    """Grows by what really came and never by what a header claims. Its file has no name and goes with the last array over it."""

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._file = tempfile.TemporaryFile(prefix="fairdial-")  # noqa: SIM115 - closed by `__exit__`
        self.length = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, piece: NDArray[np.float32]) -> None:
        """Append a piece of shape (channels, m)."""
        self._file.write(np.ascontiguousarray(piece.T, np.float32).tobytes())
        self.length += piece.shape[1]

    def joined(self) -> NDArray[np.float32]:
        """All samples, shape (channels, length), read-only and read from disk where they are looked at."""
        if not self.length:
            return np.empty((self._channels, 0), np.float32)
        self._file.flush()
        return _OnDisk(self._file, np.float32, "r", shape=(self.length, self._channels)).T


def keep(samples: NDArray[np.float32], path: Path) -> None:
    """Write samples of shape (channels, length) for another process, piece by piece."""
    with path.open("wb") as file:
        for start in range(0, samples.shape[1], _PIECE):
            file.write(np.ascontiguousarray(samples[:, start : start + _PIECE].T, np.float32).tobytes())


def kept(path: Path, channels: int) -> NDArray[np.float32]:
    """What another process kept there, as `Tape.joined` gives it; the file may go meanwhile."""
    length = path.stat().st_size // (channels * np.dtype(np.float32).itemsize)
    with path.open("rb") as file:
        return _OnDisk(file, np.float32, "r", shape=(length, channels)).T


class _OnDisk(np.memmap[Any, np.dtype[np.float32]]):
    """Looking at a stretch lets go of the pages of those before, so that they do not add up; they are read again if need be."""

    def __getitem__(self, index: Any) -> Any:
        if (pages := getattr(self, "_mmap", None)) is not None:
            pages.madvise(MADV_DONTNEED)
        return super().__getitem__(index)
