"""The masked copy of a recording: a tone in place of what must not be heard. Tone and file are made by pydub."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from math import ceil

import numpy as np
from numpy.typing import NDArray

from audit.recording import SAMPLE_RATE, Layout, Recording
from audit.redaction.model import Stretch
from audit.redaction.stretches import join
from pipelines.adapters.audio.crosstalk import crosstalk
from pipelines.adapters.clips import cut

#: Of the tone that broadcasters use; loud enough to be noticed, quiet enough for headphones.
TONE_HZ, TONE_DB = 1000, -24.0
#: Milliseconds over which the tone comes and goes, so that it does not click.
_FADE_MS = 5


class ToneMasker:
    """The `Masker` port."""

    @property
    def settings(self) -> Mapping[str, object]:
        return {"tone_hz": TONE_HZ, "tone_db": TONE_DB}

    def spread(self, recording: Recording, stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
        if recording.layout is not Layout.SEPARATE:  # every channel holds the same, or perhaps the faint rest of it
            alike = (one._replace(channel=other) for one in stretches for other in range(recording.channels))
            return join(chain(stretches, alike))
        return join(chain(stretches, _carried(stretches, crosstalk(recording.samples), recording.duration)))

    def mask(self, recording: Recording, stretches: Sequence[Stretch]) -> bytes:
        samples = np.array(recording.samples)
        for one in stretches:
            start, end = int(one.start * SAMPLE_RATE), ceil(one.end * SAMPLE_RATE)
            place = samples[one.channel, start:end]
            place[:] = _tone(len(place))
        return cut(replace(recording, samples=samples), 0, recording.duration, margin=0)


def _carried(
    stretches: Iterable[Stretch], pairs: Mapping[tuple[int, int], float], duration: float
) -> Iterable[Stretch]:
    for one in stretches:
        for (source, target), late in pairs.items():
            if source == one.channel:
                yield Stretch(target, max(0.0, one.start - late), min(duration, one.end + late), one.kinds)


def _tone(length: int) -> NDArray[np.float32]:
    """So many samples of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as for clips: of a missing ffmpeg and of `audioop`
        from pydub.generators import Sine  # noqa: PLC0415

    milliseconds = ceil(length * 1000 / SAMPLE_RATE)
    second = Sine(TONE_HZ, sample_rate=SAMPLE_RATE).to_audio_segment(duration=1000, volume=TONE_DB)
    tone = (second * ceil(milliseconds / 1000))[:milliseconds].fade_in(_FADE_MS).fade_out(_FADE_MS)
    return np.array(tone.get_array_of_samples(), np.float32)[:length] / np.float32(32767)
