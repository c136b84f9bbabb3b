"""Packets to samples: bounded in time and length, and strict about holes."""

import time

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from audit.errors import Problem, Refused
from audit.recording import SAMPLE_RATE
from pipelines.adapters.audio.tape import Tape

#: Seconds by which a frame may come later than the sound before it lasts.
_MAX_GAP = 0.5


class Reader:
    """Reads one stream once. `broke` is the second at which decoding failed, None if it never did."""

    def __init__(self, name: str, channels: int, max_seconds: float, deadline: float) -> None:
        self.broke: float | None = None
        self._name = name
        self._max_seconds = max_seconds
        #: On the clock of time.monotonic().
        self._deadline = deadline
        self._tape = Tape(channels)
        self._resampler = AudioResampler(format="fltp", rate=SAMPLE_RATE)
        self._started: float | None = None

    @property
    def seconds(self) -> float:
        return self._tape.length / SAMPLE_RATE

    def read(self, container: InputContainer, stream: AudioStream) -> NDArray[np.float32]:
        """All samples up to the end or up to `broke`; damage with sound after it is refused at once."""
        with self._tape:
            self._read(container, stream)
            return self._tape.joined()

    def _read(self, container: InputContainer, stream: AudioStream) -> None:
        try:
            for packet in container.demux(stream):
                if time.monotonic() > self._deadline:
                    raise self._refused("audio.too_slow")
                try:
                    frames = packet.decode()
                except av.FFmpegError:
                    self._break()
                    continue
                for frame in frames:
                    self._take(frame)
            self._resample(None)
        except av.FFmpegError:
            self._break()

    def _take(self, frame: AudioFrame) -> None:
        if self.broke is not None:
            raise self._refused("audio.damaged", second=round(self.broke, 2))
        self._check_gap(frame)
        try:
            self._resample(frame)
        except ValueError as change:  # the resampler met another rate or layout: two files glued together, or damage
            raise self._refused("audio.damaged", second=round(self.seconds, 2)) from change
        if self.seconds > self._max_seconds:
            raise self._refused("audio.too_long", hours=round(self._max_seconds / 3600, 2))

    def _resample(self, frame: AudioFrame | None) -> None:
        for piece in self._resampler.resample(frame):
            samples = piece.to_ndarray().astype(np.float32, copy=False)
            if not np.isfinite(samples).all():
                raise self._refused("audio.not_numbers")
            self._tape.add(np.clip(samples, -1, 1))

    def _check_gap(self, frame: AudioFrame) -> None:
        if frame.time is None:
            return
        if self._started is None:
            self._started = frame.time
        missing = frame.time - self._started - self.seconds
        if missing > _MAX_GAP:
            raise self._refused("audio.gap", second=round(self.seconds, 2), missing=round(missing, 2))

    def _break(self) -> None:
        if self.broke is None:
            self.broke = self.seconds

    def _refused(self, code: str, **values: float) -> Refused:
        return Refused(Problem(code, self._name, values))
