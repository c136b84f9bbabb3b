"""A decoded call: its samples, how its channels relate, and what was odd about the file."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from audit.errors import Problem

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
    #: Shape (channels, n), float32 in [-1, 1], 16 kHz.
    samples: "NDArray[np.float32]"
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

    @property
    def channels(self) -> int:
        return int(self.samples.shape[0])

    @property
    def duration(self) -> float:
        """Seconds."""
        return float(self.samples.shape[1]) / SAMPLE_RATE
