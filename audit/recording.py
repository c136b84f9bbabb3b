"""A decoded call: its samples, how its channels relate, and what was odd about the file."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from audit.errors import Problem
from audit.frames import Frames

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Samples per second of every recording inside FairDial; recognisers and voice detectors want exactly this.
SAMPLE_RATE = 16_000


class Layout(StrEnum):
    """How the channels relate. Only `separate` channels tell who speaks; all others can accuse nobody."""

    MONO = "mono"
    #: Every channel carries its own side of the call.
    SEPARATE = "separate"
    #: Two channels with the same sound, up to loudness and delay: a mono call in a stereo file.
    DUAL_MONO = "dual_mono"
    #: All channels but one are silent: perhaps both sides were mixed into that one.
    ONE_SIDED = "one_sided"


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    #: Shape (channels, n), float32 in [-1, 1], 16 kHz. Of a long call they lie on disk: look at stretches, never at all.
    samples: "NDArray[np.float32]"
    #: What they are like.
    frames: Frames
    layout: Layout
    #: Channels worth transcribing: one of a mono, dual-mono or one-sided call, every sounding one of a separated call.
    heard: tuple[int, ...]
    #: What the file really is, whatever its name: `wav`, `mp3`, `ogg` ...
    container: str
    codec: str
    #: Of the file, before resampling.
    sample_rate: int
    #: Faults that do not stop the work, e.g. `audio.mislabelled`.
    notes: tuple[Problem, ...] = ()
    #: Per channel, stretches [start, end) in samples that hold only a faint copy of the other side; empty if none.
    leaks: tuple[tuple[tuple[int, int], ...], ...] = ()

    def voice(self, channel: int, start: int = 0, end: int | None = None) -> "NDArray[np.float32]":
        """What this channel's own side said from sample `start` to `end`: silent where only the other side leaks in."""
        samples: NDArray[np.float32] = self.samples[channel, start:end].copy()
        for first, last in self.leaks[channel] if self.leaks else ():
            samples[max(0, first - start) : max(0, last - start)] = 0
        return samples

    @property
    def channels(self) -> int:
        return int(self.samples.shape[0])

    @property
    def duration(self) -> float:
        """Seconds."""
        return float(self.samples.shape[1]) / SAMPLE_RATE


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A stretch of one voice on its way to the recogniser. Between the stretches of a voice there is silence."""

    #: The same for all stretches of a voice, which come in the order of time.
    voice: Hashable
    #: In samples from the start of the recording.
    start: int
    #: Mono, as in `Recording`.
    samples: "NDArray[np.float32]"
