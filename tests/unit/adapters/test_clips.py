"""Clips hold exactly the samples asked for, in a file that any player opens."""

import wave
from io import BytesIO

import numpy as np
import pytest

from audit.errors import Refused
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.clips import cut
from tests.sounds import call, in_memory

RECORDING = AudioDecoder().decode(in_memory(call(rate=16000, seconds=3.0)))


@pytest.mark.parametrize(
    ("start", "end", "margin", "first", "last"),
    [
        pytest.param(1.0, 2.0, 0.0, 1.0, 2.0, id="as asked"),
        pytest.param(1.0, 2.0, 0.5, 0.5, 2.5, id="with what stands around it"),
        pytest.param(0.2, 2.9, 1.0, 0.0, 3.0, id="the margin ends with the recording"),
        pytest.param(2.5, 9.0, 0.0, 2.5, 3.0, id="a turn that claims to outlast the recording"),
    ],
)
def test_cut(start, end, margin, first, last):
    with wave.open(BytesIO(cut(RECORDING, start, end, margin))) as clip:
        assert (clip.getframerate(), clip.getnchannels(), clip.getsampwidth()) == (16000, 2, 2)
        heard = np.frombuffer(clip.readframes(clip.getnframes()), "<i2").reshape(-1, 2).T / 32767
    expected = RECORDING.samples[:, round(first * 16000) : round(last * 16000)]
    assert heard.shape == expected.shape
    assert np.abs(heard - expected).max() < 1e-4


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(3.5, 4.0, id="after the end"),
        pytest.param(2.0, 2.0, id="no length"),
        pytest.param(2.0, 1.0, id="backwards"),
        pytest.param(-1.0, 1.0, id="before the beginning"),
        pytest.param(float("nan"), 1.0, id="no number"),
    ],
)
def test_a_clip_outside_its_recording_is_refused(start, end):
    with pytest.raises(Refused) as refused:
        cut(RECORDING, start, end, where="call:17")
    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("audio.clip_outside", "call:17")
