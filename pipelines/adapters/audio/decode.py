"""Bytes of a recording become samples at 16 kHz, or a refusal. Nothing is judged on half a call."""

import io
import time
from dataclasses import dataclass
from typing import BinaryIO

from audit.errors import Problem, Refused
from audit.frames import Frames
from audit.recording import SAMPLE_RATE, Layout, Recording
from pipelines.adapters.audio.channels import SILENCE, layout, swing
from pipelines.adapters.audio.frames import measure
from pipelines.adapters.audio.leaks import leaks
from pipelines.adapters.audio.length import least_seconds
from pipelines.adapters.audio.read import Reader
from pipelines.adapters.audio.source import content, kind, mislabelled, only_audio, open_audio


@dataclass(frozen=True, slots=True)
class AudioDecoder:
    """The `Decoder` port through PyAV, which brings FFmpeg's libraries along."""

    max_seconds: float = 6 * 3600
    max_bytes: int = 2 << 30
    #: Wall-clock seconds for one recording; a crafted file must not hold a worker.
    timeout: float = 600

    def decode(self, data: bytes | BinaryIO, name: str = "") -> Recording:
        """The whole recording. Its samples lie on disk: however long it is, little memory is used. Raises Refused (`audio.*`)."""
        file = io.BytesIO(data) if isinstance(data, bytes) else data
        size = file.seek(0, io.SEEK_END)
        if not size:
            raise Refused(Problem("audio.empty", name))
        if size > self.max_bytes:
            raise Refused(Problem("audio.too_large", name, {"bytes": size, "max": self.max_bytes}))
        whole = content(file)
        deadline = time.monotonic() + self.timeout
        with open_audio(file, name, self.timeout) as container:
            stream = only_audio(container, name)
            context, really = stream.codec_context, kind(container)
            codec, rate = context.name, context.sample_rate
            least = least_seconds(whole, really, stream)
            reader = Reader(name, context.channels, self.max_seconds, deadline)
            samples = reader.read(container, stream)
        _whole(reader, least, name)
        frames = _sounding(measure(samples), name)
        how, heard = layout(samples, swing(frames))
        notes = mislabelled(really, name)
        if least is None:
            notes += (Problem("audio.length_unstated", name, {"container": really}),)
        leaking = leaks(samples) if how is Layout.SEPARATE and len(samples) == 2 else ()
        if seconds := sum(end - start for side in leaking for start, end in side) / SAMPLE_RATE:
            notes += (Problem("audio.leak", name, {"seconds": round(seconds, 1)}),)
        return Recording(samples, frames, how, heard, really, codec, rate, notes, leaking)


def _whole(reader: Reader, least: float | None, name: str) -> None:
    """A fault after the stated end is a tag or padding; without a stated end any fault may hide the rest of the call."""
    if least is None and reader.broke is None:
        return
    if least is None or reader.seconds < least or (reader.broke is not None and not least):
        raise Refused(Problem("audio.truncated", name, {"second": round(reader.seconds, 2)}))


def _sounding(frames: Frames, name: str) -> Frames:
    if frames.count == 0:
        raise Refused(Problem("audio.empty", name))
    if float(swing(frames).max()) < SILENCE:
        raise Refused(Problem("audio.silent", name))
    return frames
