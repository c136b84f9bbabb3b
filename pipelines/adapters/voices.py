"""Where anybody speaks, by the voice detection that comes with faster-whisper (Silero), whether or not words are made of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.recording import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MIN_SILENCE_MS = 300


def voices(audio: "NDArray[np.float32]") -> Sequence[tuple[float, float]]:
    """The `Voices` port."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps  # noqa: PLC0415 - seconds of imports

    options = VadOptions(min_silence_duration_ms=_MIN_SILENCE_MS, speech_pad_ms=0)
    return [(one["start"] / SAMPLE_RATE, one["end"] / SAMPLE_RATE) for one in get_speech_timestamps(audio, options)]
