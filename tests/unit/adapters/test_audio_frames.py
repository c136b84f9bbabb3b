"""What frames tell of sounds that are known: loudness, pitch, overdrive, colour; and what a player draws of them."""

import json

import numpy as np
import pytest

from audit.frames import FRAMES_PER_SECOND, SILENT
from audit.music import music
from audit.recording import SAMPLE_RATE
from audit.turn_sound import noise, sound
from pipelines.adapters.audio.frames import SIZE, measure
from pipelines.steps.waveform import waveform
from tests.make import spoken
from tests.sounds import tune

DICE = np.random.default_rng(3)


def tone(hertz, seconds=2.0, amplitude=0.5, harmonics=6):
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (amplitude / harmonics * sum(np.sin(2 * np.pi * hertz * k * t) for k in range(1, harmonics + 1))).astype(
        np.float32
    )


def hiss(seconds=2.0, amplitude=0.1):
    return (amplitude * DICE.standard_normal(round(seconds * SAMPLE_RATE))).astype(np.float32)


@pytest.mark.parametrize("hertz", [80, 100, 130, 180, 250, 330])
def test_the_pitch_of_a_voice(hertz):
    assert np.median(measure(tone(hertz)[None]).pitch) == pytest.approx(hertz, rel=0.03)


@pytest.mark.parametrize("hertz", [100, 180])
def test_the_pitch_of_a_voice_on_the_telephone_which_does_not_carry_it(hertz):
    spectrum = np.fft.rfft(tone(hertz, harmonics=20))
    spectrum[np.fft.rfftfreq(2 * SAMPLE_RATE, 1 / SAMPLE_RATE) < 300] = 0
    frames = measure(np.fft.irfft(spectrum).astype(np.float32)[None])
    assert np.median(frames.pitch) == pytest.approx(hertz, rel=0.03)


def test_noise_has_no_pitch():
    assert (measure(hiss()[None]).pitch == 0).mean() > 0.95


def test_loudness_is_in_decibels_of_full_scale():
    square = np.tile(np.float32([0.5, -0.5]), SAMPLE_RATE)
    frames = measure(np.array([square, square / 10, 0 * square]))
    assert np.allclose(frames.level.mean(axis=1), [-6.02, -26.02, SILENT], atol=0.01)
    assert np.array_equal(frames.high[:, 0], np.float32([0.5, 0.05, 0]))
    assert np.array_equal(frames.low[:, 0], -frames.high[:, 0])


@pytest.mark.parametrize(
    ("gain", "clipped"), [pytest.param(0.9, False, id="loud"), pytest.param(3.0, True, id="overdriven")]
)
def test_an_overdriven_line_is_seen(gain, clipped):
    loud = np.clip(gain * tone(150, amplitude=1.0, harmonics=1), -1, 1)
    assert bool(measure(loud[None]).clipped.mean() > 0.5) is clipped


@pytest.mark.parametrize("length", [1, SIZE - 1, SIZE, SIZE + 1, 3 * SAMPLE_RATE])
def test_the_last_frame_may_be_a_part_of_one(length):
    frames = measure(np.ones((1, length), np.float32))
    assert frames.count == -(-length // SIZE)
    assert frames.high.min() == 1.0


def test_a_turn_is_measured_without_the_pauses_in_it():
    call = np.concatenate([hiss(2, 0.001), tone(120), hiss(2, 0.001), tone(120), hiss(2, 0.001)])
    frames = measure(call[None])
    found = sound(frames, 0, spoken(2.0, 8.0), noise(frames, 0))
    alone = sound(frames, 0, spoken(2.0, 4.0), noise(frames, 0))
    assert found.level == pytest.approx(alone.level, abs=0.5)
    assert found.pitch == pytest.approx(120, rel=0.03)
    assert found.snr == pytest.approx(found.level + 60, abs=1)
    assert found.clipped == 0


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        pytest.param(tune(20), [(0, 20)], id="a tune"),
        pytest.param(tune(20, seed=5, tempo=0.2) + hiss(20, 0.005), [(0, 20)], id="a fast tune on a bad line"),
        pytest.param(np.concatenate([hiss(10, 0.001), tune(12), hiss(10, 0.001)]), [(10, 22)], id="music on hold"),
        pytest.param(tune(5), [], id="a jingle"),
        pytest.param(hiss(20), [], id="noise"),
        pytest.param(hiss(20, 0.0001), [], id="an idle line"),
        pytest.param(
            np.concatenate([tone(450, 1, harmonics=1), np.zeros(4 * SAMPLE_RATE, np.float32)] * 4),
            [],
            id="a ringing tone",
        ),
    ],
)
def test_music_is_told_from_everything_else(samples, expected):
    found = music(measure(samples[None]), 0)
    assert len(found) == len(expected)
    for (start, end), (first, last) in zip(found, expected, strict=True):
        assert abs(start - first) <= 1
        assert abs(end - last) <= 1


def test_a_player_gets_the_ends_of_every_frame_of_every_channel():
    samples = np.zeros((2, 3 * SIZE), np.float32)
    samples[0, :SIZE:2], samples[0, 1:SIZE:2], samples[1, -1] = 1.0, -0.5, 0.25
    told = json.loads(waveform(measure(samples)))
    assert (told["version"], told["channels"], told["bits"], told["length"]) == (2, 2, 8, 3)
    assert told["sample_rate"] / told["samples_per_pixel"] == FRAMES_PER_SECOND
    assert np.array(told["data"]).reshape(3, 2, 2).tolist() == [
        [[-64, 127], [0, 0]],
        [[0, 0], [0, 0]],
        [[0, 0], [0, 32]],
    ]
