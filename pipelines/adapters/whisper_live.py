"""A voice that is heard while it is spoken: an utterance is recognised as soon as silence has closed it."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from audit.recording import SAMPLE_RATE
from audit.records import Turn
from pipelines.adapters.whisper_chunks import Chunk, Voice

if TYPE_CHECKING:
    from numpy.typing import NDArray


class LiveVoice:
    """The `Listener` port."""

    def __init__(self, voice: Voice, recognise: Callable[[Chunk], Sequence[Turn]], rate: int) -> None:
        """`voice` cuts at pauses as long as those between utterances."""
        self._voice = voice
        self._recognise = recognise
        self._rate = rate
        self._resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        #: The sample, in those that were added, at which the next one is expected.
        self._next = 0

    def add(self, start: int, samples: "NDArray[np.int16]") -> Sequence[Turn]:
        at = self._voice.length if start == self._next else start * SAMPLE_RATE // self._rate
        self._next = start + len(samples)
        chunks = list(self._voice.add(max(at, self._voice.length), self._wide(samples)))
        return self._heard([*chunks, *self._voice.ready()])

    def finish(self) -> Sequence[Turn]:
        return self._heard(self._voice.finish())

    def _heard(self, chunks: Iterable[Chunk]) -> list[Turn]:
        return [turn for chunk in chunks for turn in self._recognise(chunk)]

    def _wide(self, samples: "NDArray[np.int16]") -> "NDArray[np.float32]":
        if not len(samples):
            return np.empty(0, np.float32)
        frame = AudioFrame.from_ndarray(samples.astype(np.int16).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = self._rate
        return np.concatenate([piece.to_ndarray()[0] for piece in self._resampler.resample(frame)] or [np.empty(0)])
