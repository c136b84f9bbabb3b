"""Where music plays on a channel: it never pauses as speech does, and holds its notes."""

import numpy as np
from numpy.typing import NDArray

from audit.frames import FRAMES_PER_SECOND, Frames

#: Seconds that are looked at together, and by which one look goes on from the other.
_WINDOW, _STEP = 4 * FRAMES_PER_SECOND, FRAMES_PER_SECOND
#: Music shorter than this is a ringing tone or a jingle.
_LEAST = 6 * FRAMES_PER_SECOND
#: dBFS below which a channel is only noise.
_QUIET = -55.0
#: Frames of music are within this many dB of the loudest, at least so many of them, and few hold less than half the mean power.
_RANGE, _STEADY, _FAINT = 25.0, 0.9, 0.35
#: Share of frames that go on with the pitch of the frame before, within so much of it.
_HELD, _TUNED = 0.3, 0.01


def music(frames: Frames, channel: int) -> tuple[tuple[float, float], ...]:
    """Stretches [start, end) in seconds."""
    level, pitch = frames.level[channel], frames.pitch[channel]
    playing = np.zeros(len(level), np.int8)
    for first in range(0, len(level) - _WINDOW + 1, _STEP):
        part = slice(first, first + _WINDOW)
        if _plays(level[part], pitch[part]):
            playing[part] = 1
    edges = np.flatnonzero(np.diff(np.concatenate([[0], playing, [0]]))).reshape(-1, 2)
    long = edges[edges[:, 1] - edges[:, 0] >= _LEAST]
    return tuple((first / FRAMES_PER_SECOND, last / FRAMES_PER_SECOND) for first, last in long.tolist())


def _plays(level: NDArray[np.float32], pitch: NDArray[np.float32]) -> bool:
    loudest = level.max()
    if loudest < _QUIET:
        return False
    power = 10 ** (level / 10)
    steady = (level > loudest - _RANGE).mean() >= _STEADY and (power < power.mean() / 2).mean() <= _FAINT
    held = (np.abs(np.diff(pitch)) <= _TUNED * pitch[1:]) & (pitch[1:] > 0)
    return bool(steady and held.mean() >= _HELD)
