"""A voice is cut into chunks: stretches of speech, joined until they fill the model's window, with the way back to their times."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from audit.recording import SAMPLE_RATE
from audit.records import Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Finds speech, as [start, end) in samples, with some silence around it.
FindSpeech = Callable[["NDArray[np.float32]"], Sequence[Mapping[str, int]]]
#: Samples before speech that count as its beginning; kept while more of the voice may come.
_LEAD = SAMPLE_RATE


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    #: The stretches of speech, joined.
    samples: "NDArray[np.float32]"
    #: Where each stands in its voice, [start, end) in samples.
    stretches: tuple[tuple[int, int], ...]

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE

    def placed(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """Words with times within the chunk get those of the voice; each lies in the stretch that holds its middle."""
        ends = list(np.cumsum([end - start for start, end in self.stretches]) / SAMPLE_RATE)
        placed = []
        for word in words:
            at = min(bisect_left(ends, (word.start + word.end) / 2), len(ends) - 1)
            start, end = (time / SAMPLE_RATE for time in self.stretches[at])
            shift = end - ends[at]
            first = min(max(word.start + shift, start), end)
            placed.append(replace(word, start=round(first, 3), end=round(min(max(word.end + shift, first), end), 3)))
        return tuple(placed)


class Voice:
    """Takes a voice piece by piece and gives its chunks as soon as they are full."""

    def __init__(self, find_speech: FindSpeech, longest: float) -> None:
        """`longest`: seconds of a chunk; a single stretch of speech may be longer."""
        self._find_speech = find_speech
        self._longest = longest * SAMPLE_RATE
        #: Sound that is not cut yet: speech may go on in the next piece.
        self._held = np.empty(0, np.float32)
        #: Samples of the voice up to the end of what is held.
        self.length = 0
        self._parts: list[NDArray[np.float32]] = []
        self._stretches: list[tuple[int, int]] = []

    def add(self, start: int, samples: "NDArray[np.float32]") -> Iterator[Chunk]:
        """`start` of the piece, in samples, not before the end of the last one."""
        if start > self.length:
            yield from self._cut(last=True)
            self.length = start
        self._held = np.concatenate([self._held, samples])
        self.length += len(samples)
        yield from self._cut(last=False)

    def finish(self) -> Iterator[Chunk]:
        yield from self._cut(last=True)
        yield from self.ready()

    def ready(self) -> Iterator[Chunk]:
        """What is cut and not yet given because the chunk is not full."""
        if self._parts:
            yield self._chunk()

    def _cut(self, *, last: bool) -> Iterator[Chunk]:
        """Take speech off what is held; with more to come, all but what may be speech that goes on or begins."""
        held, first = self._held, self.length - len(self._held)
        speech = [(found["start"], found["end"]) for found in self._find_speech(held)] if len(held) else []
        if last:
            keep = len(held)
        elif speech and speech[-1][1] >= len(held):
            keep = speech.pop()[0]
        else:
            keep = max(speech[-1][1] if speech else 0, len(held) - _LEAD)
        for start, end in speech:
            if self._parts and sum(map(len, self._parts)) + end - start > self._longest:
                yield self._chunk()
            self._parts.append(held[start:end].copy())
            self._stretches.append((first + start, first + end))
        self._held = held[keep:].copy()

    def _chunk(self) -> Chunk:
        chunk = Chunk(np.concatenate(self._parts), tuple(self._stretches))
        self._parts, self._stretches = [], []
        return chunk
