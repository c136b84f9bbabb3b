"""A tone where something is masked and not one sample changed anywhere else; speech that is carried across is noticed."""

import numpy as np
import pytest

from audit.recording import SAMPLE_RATE
from audit.redaction.model import Stretch
from pipelines.adapters.audio.crosstalk import crosstalk
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.masking import TONE_DB, ToneMasker
from tests.sounds import in_memory

MASKER = ToneMasker()


def decoded(samples):
    return AudioDecoder().decode(in_memory(samples))


def voices(seconds=12, seed=0, rate=SAMPLE_RATE):
    """Two sides that take turns: noise of the telephone band in syllables, and the faint noise of each line."""
    noise = np.random.default_rng(seed)
    spectrum = np.fft.rfft(noise.standard_normal((2, rate * seconds)))
    hertz = np.fft.rfftfreq(rate * seconds, 1 / rate)
    spectrum[:, (hertz < 300) | (hertz > 3400)] = 0
    band = np.fft.irfft(spectrum)
    t = np.arange(rate * seconds) / rate
    speaks = np.stack([np.sin(2 * np.pi * t / 6) > 0, np.sin(2 * np.pi * t / 6) < 0.2]) * (
        np.sin(2 * np.pi * 4 * t) > -0.5
    )
    return 0.3 * band / np.abs(band).max() * speaks + 0.0003 * noise.standard_normal(band.shape)


RECORDING = decoded(voices())


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(1.0, 2.0, id="seconds"),
        pytest.param(1.00003, 1.50007, id="no whole milliseconds and no whole samples"),
        pytest.param(0.0, 0.3, id="at the beginning"),
        pytest.param(11.5, 12.0, id="up to the end"),
        pytest.param(3.0, 3.002, id="shorter than the tone takes to come"),
        pytest.param(0.0, 12.0, id="everything"),
    ],
)
def test_mask(start, end):
    masked = AudioDecoder().decode(MASKER.mask(RECORDING, [Stretch(1, start, end, ("cn_id",))]))
    first, last = int(start * SAMPLE_RATE), int(np.ceil(end * SAMPLE_RATE))
    inside = np.zeros(RECORDING.samples.shape, bool)
    inside[1, first:last] = True
    assert masked.samples.shape == RECORDING.samples.shape
    assert np.abs(masked.samples - RECORDING.samples)[~inside].max() < 1e-4
    tone, voice = masked.samples[inside], RECORDING.samples[inside]
    assert np.abs(tone).max() <= 10 ** (TONE_DB / 20) + 1e-4
    if len(tone) > 1600:
        assert abs(np.corrcoef(tone, voice)[0, 1]) < 0.05


def test_the_same_gives_the_same_bytes():
    stretches = [Stretch(0, 1.0, 2.5, ("cn_id",))]
    assert MASKER.mask(RECORDING, stretches) == MASKER.mask(RECORDING, stretches)


def carried(db, seconds_late=0.0, samples=None):
    samples = voices() if samples is None else samples
    late = round(seconds_late * SAMPLE_RATE)
    samples[1, late:] += 10 ** (db / 20) * samples[0, : samples.shape[1] - late]
    return samples.astype(np.float32)


@pytest.mark.parametrize(
    ("samples", "late", "reason"),
    [
        (carried(-20), 0.0, "a bad line"),
        (carried(-30), 0.0, "so faint that nobody notices it beside the other's speech"),
        (carried(-30, 0.18), 0.18, "echo of the far end"),
        (carried(-20, 0.45), 0.45, "echo over a satellite"),
    ],
)
def test_speech_on_the_other_channel_is_noticed_however_faint_and_late(samples, late, reason):
    assert crosstalk(samples) == {(0, 1): pytest.approx(late, abs=0.001), (1, 0): pytest.approx(late, abs=0.001)}, (
        reason
    )


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        *((voices(seed=seed), "two clean channels") for seed in range(3)),
        (voices() * [[1], [0]], "a dead channel"),
        (voices()[:, : SAMPLE_RATE // 2], "half a second"),
        (np.zeros((2, 0)), "nothing"),
        (voices()[:1], "one channel"),
    ],
)
def test_channels_of_their_own_are_left_alone(samples, reason):
    assert crosstalk(samples.astype(np.float32)) == {}, reason


def test_a_stretch_spreads_with_the_delay_of_its_echo():
    recording = decoded(carried(-20, 0.2))
    spread = MASKER.spread(recording, [Stretch(0, 1.0, 2.0, ("cn_id",)), Stretch(0, 11.5, 12.0, ("plate",))])
    assert [(one.channel, one.kinds) for one in spread] == [
        (0, ("cn_id",)),
        (0, ("plate",)),
        (1, ("cn_id",)),
        (1, ("plate",)),
    ]
    assert spread[2][1:3] == pytest.approx((0.8, 2.2), abs=0.01)
    assert spread[3].end == pytest.approx(12.0)


def test_a_call_without_sides_is_masked_on_every_channel():
    mono_in_stereo = decoded(np.repeat(voices()[:1], 2, axis=0))
    assert {one.channel for one in MASKER.spread(mono_in_stereo, [Stretch(1, 1.0, 2.0, ("cn_id",))])} == {0, 1}
    assert MASKER.spread(RECORDING, [Stretch(1, 1.0, 2.0, ("cn_id",))]) == (Stretch(1, 1.0, 2.0, ("cn_id",)),)
