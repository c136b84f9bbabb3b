"""What a recording is like, frame by frame: enough for waveforms, loudness, voices and music, at a thousandth of its size."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FRAMES_PER_SECOND = 25
#: Of a frame without any sound, in dB under full scale.
SILENT = -120.0


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """Arrays of shape (channels, frames); the last frame may be a part of one, filled up with silence."""

    #: Root mean square, in dB under full scale.
    level: "NDArray[np.float32]"
    #: Lowest and highest sample, in [-1, 1].
    low: "NDArray[np.float32]"
    high: "NDArray[np.float32]"
    #: Whether samples stand at the channel's ceiling, one beside the other, as only an overdriven line does.
    clipped: "NDArray[np.bool_]"
    #: Of a voice, or anything else that is periodic, in Hz; 0 where nothing is.
    pitch: "NDArray[np.float32]"
    #: Shape (channels, frames, bands): how much sounds in each part of the telephone's band, in dB.
    bands: "NDArray[np.float32]"

    @property
    def count(self) -> int:
        return int(self.level.shape[1])

    def between(self, start: float, end: float) -> slice:
        """The frames that lie within, by seconds; at least one where there is any."""
        first = min(max(0, round(start * FRAMES_PER_SECOND)), max(0, self.count - 1))
        return slice(first, max(first + 1, round(end * FRAMES_PER_SECOND)))
