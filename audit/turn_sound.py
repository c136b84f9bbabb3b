"""How each turn sounds, measured on the frames of its channel."""

import numpy as np

from audit.frames import FRAMES_PER_SECOND, Frames
from audit.quality import Sound
from audit.records import Turn

#: dB below the loudest frame of a turn that still belong to speech, and not to the pauses in it.
_SPEECH = 25
#: Of all frames of a channel, so many are quieter than its speech however much is spoken.
_QUIETEST = 5
#: dB under full scale; a digital line without any noise would make everything infinitely clear.
_LEAST_NOISE = -90.0
#: Frames that make a pitch: a tenth of a second.
_VOICED = FRAMES_PER_SECOND / 10


def noise(frames: Frames, channel: int) -> float:
    """Of the channel, in dB under full scale."""
    return max(_LEAST_NOISE, float(np.percentile(frames.level[channel], _QUIETEST)))


def sound(frames: Frames, channel: int, turn: Turn, noise: float) -> Sound:
    """Of a turn with times. `noise` is that of the channel."""
    part = frames.between(turn.start or 0.0, turn.end or 0.0)
    levels = frames.level[channel, part]
    speaks = levels > levels.max() - _SPEECH
    level = 10 * np.log10(np.mean(10 ** (levels[speaks].astype(np.float64) / 10)))
    pitches = frames.pitch[channel, part][speaks]
    voiced = pitches[pitches > 0]
    return Sound(
        channel,
        level=round(float(level), 1),
        snr=round(float(level) - noise, 1),
        clipped=round(float(frames.clipped[channel, part].mean()), 3),
        pitch=round(float(np.median(voiced)), 1) if len(voiced) >= _VOICED else None,
    )
