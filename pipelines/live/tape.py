"""The sound of a call under way, on disk: frames go to their place, late ones too, and whoever listens reads behind them."""

import io
import os
import tempfile
import wave
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_WIDTH = 2


class LiveTape:
    """16-bit samples of some tracks. One thread may write while others read."""

    def __init__(self, tracks: Sequence[str], rate: int) -> None:
        self._rate = rate
        # Its file has no name: what a killed process leaves behind is gone.
        self._files = {track: tempfile.TemporaryFile(prefix="fairdial-") for track in tracks}  # noqa: SIM115 - see `close`
        #: Samples of each track.
        self.length = dict.fromkeys(tracks, 0)

    def put(self, track: str, at: int, samples: NDArray[np.int16]) -> None:
        """Write at this sample; what is skipped is silence."""
        os.pwrite(self._files[track].fileno(), samples.astype("<i2").tobytes(), at * _WIDTH)
        self.length[track] = max(self.length[track], at + len(samples))

    def read(self, track: str, start: int, count: int) -> NDArray[np.int16]:
        """Up to `count` samples from `start` on, fewer at the end."""
        return np.frombuffer(os.pread(self._files[track].fileno(), count * _WIDTH, start * _WIDTH), "<i2")

    def wav(self) -> bytes:
        """Everything as one WAV file, a channel for each track in their order, all as long as the longest."""
        longest, file = max(self.length.values()), io.BytesIO()
        with wave.open(file, "wb") as out:
            out.setparams((len(self._files), _WIDTH, self._rate, longest, "NONE", ""))
            for start in range(0, longest, 60 * self._rate):
                count = min(60 * self._rate, longest - start)
                sides = [self.read(track, start, count) for track in self._files]
                together = np.stack([np.pad(side, (0, count - len(side))) for side in sides], axis=1)
                out.writeframes(together.tobytes())
        return file.getvalue()

    def close(self) -> None:
        for file in self._files.values():
            file.close()
