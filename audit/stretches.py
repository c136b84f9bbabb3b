"""A long channel is heard in stretches, cut where nobody speaks."""

from collections.abc import Iterator

import numpy as np

from audit.frames import FRAMES_PER_SECOND, Frames

#: Seconds that are recognised at once, at most; the end of each is looked for in the last part of it.
LONGEST, _LOOK = 600, 60
#: Frames of silence around a cut.
_AROUND = FRAMES_PER_SECOND // 2


def stretches(frames: Frames, channel: int) -> Iterator[tuple[int, int]]:
    """Frames [start, end) that follow each other and cover all."""
    start, longest = 0, LONGEST * FRAMES_PER_SECOND
    while frames.count - start > longest:
        first = start + longest - _LOOK * FRAMES_PER_SECOND
        levels = frames.level[channel, first : start + longest].astype(np.float64)
        loudness = np.convolve(levels, np.ones(_AROUND), "valid")
        end = first + int(loudness.argmin()) + _AROUND // 2
        yield start, end
        start = end
    yield start, frames.count
