"""Chunks of any number of voices are recognised together: equally long ones in one batch, some batches at a time."""

import math
from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from audit.recording import SAMPLE_RATE
from audit.records import Word
from pipelines.adapters.utterances import Segment
from pipelines.adapters.whisper_chunks import Chunk
from pipelines.adapters.word_times import pieces, timed

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

#: So many times what is recognised at once is gathered of one length and sorted: more would cost memory and gain little.
_GATHERED = 2
#: Fitted windows come in steps of so many seconds, so that chunks find others of their length.
_STEP = 2
#: Samples of one hundredth of a second, in which the engine gives times.
_TICK = SAMPLE_RATE // 100
#: Silence between chunks, in seconds: the engine shortens a first word by what the chunk before it held, but not across so much.
_APART = 4


class Batches:
    """Recognises what it is given, in threads of its own. Which other chunks came along changes nothing in a chunk's text."""

    def __init__(
        self, engine: "WhisperModel", workers: int, size: int, tail: float | None, options: Mapping[str, Any]
    ) -> None:
        """`size`: chunks that are recognised at once by all workers, which is what memory follows.

        `tail`: seconds of silence that the model needs behind a chunk; None for the whole window of 30 s.
        """
        self._engine = engine
        self._size = max(1, size // workers)
        self._gathering = _GATHERED * size
        self._tail = tail
        self._options = options
        self._gathered: dict[float | None, list[tuple[Hashable, Chunk]]] = {}
        self._running: deque[Future[list[tuple[Hashable, int, Segment]]]] = deque()
        self._workers = workers
        self._pool = ThreadPoolExecutor(workers)
        self._heard: list[tuple[Hashable, int, Segment]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def add(self, voice: Hashable, chunk: Chunk) -> None:
        """May wait until earlier chunks are recognised."""
        seconds = window(chunk, self._tail)
        alike = self._gathered.setdefault(seconds, [])
        alike.append((voice, chunk))
        if len(alike) >= self._gathering:
            self._submit(self._gathered.pop(seconds), seconds)

    def finish(self) -> Mapping[Hashable, Sequence[Segment]]:
        """What was heard, by voice and in time order, with times of the voice."""
        for seconds, alike in sorted(
            self._gathered.items(), key=lambda one: -(one[0] or 0)
        ):  # the longest first: no thread waits long
            self._submit(alike, seconds)
        while self._running:
            self._heard += self._running.popleft().result()
        voices: dict[Hashable, list[tuple[int, Segment]]] = {}
        for voice, start, segment in self._heard:
            voices.setdefault(voice, []).append((start, segment))
        return {
            voice: [segment for _, segment in sorted(said, key=lambda one: one[0])] for voice, said in voices.items()
        }

    def _submit(self, alike: list[tuple[Hashable, Chunk]], seconds: float | None) -> None:
        alike.sort(key=lambda one: len(one[1].samples))
        for at in range(0, len(alike), self._size):
            while len(self._running) > self._workers:
                self._heard += self._running.popleft().result()
            self._running.append(self._pool.submit(self._recognise, alike[at : at + self._size], seconds))

    def _recognise(
        self, batch: list[tuple[Hashable, Chunk]], seconds: float | None
    ) -> list[tuple[Hashable, int, Segment]]:
        heard = recognise(self._engine, [chunk for _, chunk in batch], seconds, self._options)
        return [(batch[place][0], batch[place][1].stretches[0][0], segment) for place, segment in heard]


def window(chunk: Chunk, tail: float | None) -> float | None:
    """Seconds that the encoder sees of a chunk; None for all that it can."""
    return None if tail is None else _STEP * math.ceil(chunk.seconds / _STEP) + tail


def recognise(
    engine: "WhisperModel", chunks: Sequence[Chunk], seconds: float | None, options: Mapping[str, Any]
) -> list[tuple[int, Segment]]:
    """What is heard in chunks that share a window, each time with the chunk's place."""
    samples, clips = _laid_out(chunks)
    found, _ = fitted(engine, seconds).transcribe(
        samples,
        clip_timestamps=[
            {"start": (start + 0.5) / SAMPLE_RATE, "end": (end + 0.5) / SAMPLE_RATE} for start, end in clips
        ],
        batch_size=len(chunks),
        **options,
    )
    places = {start // _TICK: place for place, (start, _) in enumerate(clips)}
    return [(place := places[one.seek], _segment(one, chunks[place])) for one in found]


def _laid_out(chunks: Sequence[Chunk]) -> tuple[np.ndarray[Any, np.dtype[np.float32]], list[tuple[int, int]]]:
    """Chunks in one array, each half a tick behind a tick, so that the engine's rounding finds that tick; and where they are."""
    clips, at = list[tuple[int, int]](), 0
    for chunk in chunks:
        start = _TICK * math.ceil((at + _APART * SAMPLE_RATE) / _TICK) + _TICK // 2
        at = start + len(chunk.samples)
        clips.append((start, at))
    samples = np.zeros(at, np.float32)
    for chunk, (start, end) in zip(chunks, clips, strict=True):
        samples[start:end] = chunk.samples
    return samples, clips


def _segment(heard: Any, chunk: Chunk) -> Segment:
    """The engine's segment in our words, with times of the voice."""
    start = heard.seek / 100
    words = [
        Word(one.word, _time(one.start, start), _time(one.end, start), float(one.probability))
        for one in heard.words or ()
    ]
    spoken = words or pieces(heard.text, math.exp(min(0.0, heard.avg_logprob)))
    times = timed(spoken, max(0.0, heard.start - start), min(chunk.seconds, heard.end - start))
    return Segment(chunk.placed(times), float(heard.avg_logprob), float(heard.no_speech_prob))


def _time(seconds: float | None, start: float) -> float:
    """Within the chunk; NaN where the engine has none."""
    return math.nan if seconds is None else seconds - start


def fitted(engine: "WhisperModel", seconds: float | None) -> Any:
    """faster-whisper's batched pipeline, whose encoder sees so many seconds instead of the whole window."""
    from faster_whisper import BatchedInferencePipeline  # noqa: PLC0415 - seconds of imports

    class Fitted(BatchedInferencePipeline):  # type: ignore[misc]
        def forward(self, features: Any, *rest: Any) -> Any:
            frames = None if seconds is None else round(seconds * self.model.frames_per_second)
            return super().forward(features[..., :frames], *rest)

    return Fitted(engine)
