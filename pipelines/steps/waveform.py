"""What a player draws of a recording, worked out once: the JSON of `audiowaveform`, which wavesurfer.js and peaks.js read."""

import json

import numpy as np

from audit.frames import FRAMES_PER_SECOND, Frames
from audit.recording import SAMPLE_RATE

#: Heights are whole numbers up to this.
_FULL = 127


def waveform(frames: Frames) -> bytes:
    """Lowest and highest sample of every channel, 25 times a second; channels stand side by side."""
    ends = np.stack([frames.low, frames.high], axis=-1)  # (channels, frames, 2)
    data = np.rint(ends.transpose(1, 0, 2) * _FULL).astype(int).ravel()
    told = {
        "version": 2,
        "channels": len(frames.level),
        "sample_rate": SAMPLE_RATE,
        "samples_per_pixel": SAMPLE_RATE // FRAMES_PER_SECOND,
        "bits": 8,
        "length": frames.count,
        "data": data.tolist(),
    }
    return json.dumps(told, separators=(",", ":")).encode()
