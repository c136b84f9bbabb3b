"""A voice that comes in pieces, at the rate of telephones: utterances are recognised once silence closes them, at their own times."""

import numpy as np
import pytest

from audit.recording import SAMPLE_RATE
from audit.records import Speaker, Turn
from pipelines.adapters.whisper_chunks import Voice
from pipelines.adapters.whisper_live import LiveVoice


def loud(samples):
    """Stretches of speech with a pause of 0.5 s between, as a voice detector would name them."""
    places = np.flatnonzero(np.abs(samples) > 0.1)
    if not len(places):
        return []
    edges = np.flatnonzero(np.diff(places) > SAMPLE_RATE // 2)
    starts, ends = [places[0], *places[edges + 1]], [*places[edges], places[-1]]
    found = [{"start": int(start), "end": int(end) + 1} for start, end in zip(starts, ends, strict=True)]
    if len(samples) - found[-1]["end"] < SAMPLE_RATE // 2:
        found[-1]["end"] = len(samples)
    return found


def recognised(chunk):
    """A turn for every stretch."""
    return [Turn(0, Speaker.UNKNOWN, "嗯", start / SAMPLE_RATE, end / SAMPLE_RATE) for start, end in chunk.stretches]


def sound(rate, *parts):
    """Seconds of a tone (positive) and silence (negative), 16-bit."""
    made = [np.sin(np.arange(round(abs(part) * rate)) * 2 * np.pi * 400 / rate) * (part > 0) for part in parts]
    return (np.concatenate(made) * 20_000).astype(np.int16)


@pytest.fixture(params=[8000, 16000])
def rate(request):
    return request.param


def ear(rate):
    return LiveVoice(Voice(loud, 10), recognised, rate)


def times(turns):
    return [(round(turn.start, 1), round(turn.end, 1)) for turn in turns]


def test_an_utterance_is_heard_when_silence_has_closed_it(rate):
    voice, whole = ear(rate), sound(rate, -1, 2, -1, 1, -1)
    heard = []
    for start in range(0, len(whole), rate // 2):
        turns = voice.add(start, whole[start : start + rate // 2])
        heard += [(start / rate + 0.5, *times([turn])[0]) for turn in turns]
    assert [(start, end) for _, start, end in heard] == [(1.0, 3.0), (4.0, 5.0)]
    assert all(at - end <= 1 for at, _, end in heard)
    assert voice.finish() == []


def test_what_silence_has_not_closed_is_heard_at_the_end(rate):
    voice = ear(rate)
    assert voice.add(0, sound(rate, -1, 1)) == []
    assert times(voice.finish()) == [(1.0, 2.0)]


def test_what_is_left_out_is_silence(rate):
    voice = ear(rate)
    assert voice.add(0, sound(rate, 1)) == []
    turns = voice.add(60 * rate, sound(rate, 1, -1))
    assert times(turns) == [(0.0, 1.0), (60.0, 61.0)]


def test_nothing_new_says_nothing(rate):
    voice = ear(rate)
    assert voice.add(0, np.empty(0, np.int16)) == []
    assert voice.finish() == []
