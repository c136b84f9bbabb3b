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
#: Share of frames that go on with the pitch of the frame before, within so much of it; at the edges of the music more of them.
_HELD, _TUNED, _HELD_AT_EDGES = 0.3, 0.01, 0.4


def music(frames: Frames, channel: int) -> tuple[tuple[float, float], ...]:
    """Stretches [start, end) in seconds."""
    level, pitch = frames.level[channel], frames.pitch[channel]
    playing = np.zeros(len(level), np.int8)
    for first in range(0, len(level) - _WINDOW + 1, _STEP):
        part = slice(first, first + _WINDOW)
        if _plays(level[part], pitch[part]):
            playing[part] = 1
    edges = np.flatnonzero(np.diff(np.concatenate([[0], playing, [0]]))).reshape(-1, 2).tolist()
    found = (_trimmed(pitch, first, last) for first, last in edges)
    return tuple(
        (first / FRAMES_PER_SECOND, last / FRAMES_PER_SECOND) for first, last in found if last - first >= _LEAST
    )


def _trimmed(pitch: NDArray[np.float32], first: int, last: int) -> tuple[int, int]:
    """Without the seconds of speech that a window of mostly music took along."""
    while last - first >= _LEAST and _held(pitch[first : first + _STEP]) < _HELD_AT_EDGES:
        first += _STEP
    while last - first >= _LEAST and _held(pitch[last - _STEP : last]) < _HELD_AT_EDGES:
        last -= _STEP
    return first, last


def _plays(level: NDArray[np.float32], pitch: NDArray[np.float32]) -> bool:
    loudest = level.max()
    if loudest < _QUIET:
        return False
    power = 10 ** (level / 10)
    steady = (level > loudest - _RANGE).mean() >= _STEADY and (power < power.mean() / 2).mean() <= _FAINT
    return bool(steady and _held(pitch) >= _HELD)


def _held(pitch: NDArray[np.float32]) -> float:
    return float(((np.abs(np.diff(pitch)) <= _TUNED * pitch[1:]) & (pitch[1:] > 0)).mean())
