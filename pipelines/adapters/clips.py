"""A clip of a recording, as WAV bytes that any player opens. Cut by pydub from our samples, so no ffmpeg is needed."""

import io
import warnings
from typing import TYPE_CHECKING

import numpy as np

from audit.errors import Problem, Refused
from audit.recording import SAMPLE_RATE, Recording

if TYPE_CHECKING:
    from pydub import AudioSegment


def cut(recording: Recording, start: float, end: float, margin: float = 1.0, where: str = "") -> bytes:
    """All channels from `start` to `end`, in seconds, and `margin` seconds around where the recording has them.

    `where` names the call in a refusal.
    """
    if not 0 <= start < end or start >= recording.duration:
        values = {"start": start, "end": end, "duration": round(recording.duration, 2)}
        raise Refused(Problem("audio.clip_outside", where, values))
    first = round(max(0.0, start - margin) * SAMPLE_RATE)
    last = round(min(recording.duration, end + margin) * SAMPLE_RATE)
    pcm = np.rint(recording.samples[:, first:last].T * 32767).astype("<i2")
    wav = io.BytesIO()
    _segment(pcm.tobytes(), recording.channels).export(wav, format="wav")
    return wav.getvalue()


def _segment(pcm: bytes, channels: int) -> "AudioSegment":
    with warnings.catch_warnings():
        # pydub warns of a missing ffmpeg, which WAV does not need, and of `audioop`, which Python 3.13 drops.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment  # noqa: PLC0415

    return AudioSegment(data=pcm, sample_width=2, frame_rate=SAMPLE_RATE, channels=channels)
