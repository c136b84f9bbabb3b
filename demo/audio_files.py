"""Writes two-channel telephone sound in the formats that dialers deliver, and spoils a file on purpose."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

FORMATS = {
    "wav-pcm": (".wav", "wav", "pcm_s16le", None),
    "wav-mulaw": (".wav", "wav", "pcm_mulaw", None),
    "wav-alaw": (".wav", "wav", "pcm_alaw", None),
    "flac": (".flac", "flac", "flac", None),
    "mp3": (".mp3", "mp3", "libmp3lame", 32_000),
    "opus": (".ogg", "ogg", "libopus", 24_000),
    "m4a": (".m4a", "ipod", "aac", 32_000),
}
"""Name in a call's script: suffix, container, codec, bits per second (None: the codec decides)."""


def write(path: Path, samples: NDArray[np.int16], rate: int, kind: str) -> None:
    """Encode samples of shape (frames, 2), left then right, at `rate` per second; equal input gives an equal file."""
    _, container, codec, bit_rate = FORMATS[kind]
    with av.open(str(path), "w", format=container, container_options={"fflags": "+bitexact"}) as file:
        stream = file.add_stream(codec, rate=rate, layout="stereo")
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        if bit_rate:
            stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
        for given in (frame, None):
            for packet in stream.encode(given):
                file.mux(packet)


def truncate(path: Path) -> None:
    """Keep the first half, as after a broken upload: an m4a file loses its index, so no decoder can open it."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
