"""When two channels tell two people apart, and when they do not."""

import numpy as np
import pytest

from audit.recording import SAMPLE_RATE, Layout
from pipelines.adapters.audio.channels import layout, swing
from pipelines.adapters.audio.frames import measure

_NOISE = np.random.default_rng(7)


def speech(seed, seconds=20.0, starts=(0.0,), length=3.0):
    """Noise in syllables, low-passed as a voice is: unlike any other seed, silent outside its utterances."""
    dice = np.random.default_rng(seed)
    n = round(seconds * SAMPLE_RATE)
    rough = np.convolve(dice.standard_normal(n), np.hanning(12), "same")
    t = np.arange(n) / SAMPLE_RATE
    speaks = sum(((t >= start) & (t < start + length)) for start in starts) > 0
    return (0.05 * rough * speaks * (1 + np.sin(2 * np.pi * 4 * t))).astype(np.float32)


AGENT = speech(1, starts=(0, 7, 14))
DEBTOR = speech(2, starts=(4, 11, 18), length=2.0)
MIXED = AGENT + DEBTOR
HISS = (2e-4 * _NOISE.standard_normal(len(AGENT))).astype(np.float32)
QUIET = np.zeros_like(AGENT)


def judged(channels):
    samples = np.array(channels, np.float32)
    return layout(samples, swing(measure(samples)))


def later(samples, by):
    return np.concatenate([np.zeros(by, np.float32), samples[:-by]])


ROWS = {
    "one channel": ([MIXED], Layout.MONO, (0,)),
    "one side each": ([AGENT, DEBTOR], Layout.SEPARATE, (0, 1)),
    "one side each, with hiss": ([AGENT + HISS, DEBTOR - HISS], Layout.SEPARATE, (0, 1)),
    "strong echo of the agent in the debtor's channel": ([AGENT, DEBTOR + 0.3 * AGENT], Layout.SEPARATE, (0, 1)),
    "a debtor who says one word, with echo": (
        [AGENT, 0.5 * speech(3, starts=(5.0,), length=1.5) + 0.3 * AGENT],
        Layout.SEPARATE,
        (0, 1),
    ),
    "a debtor who only listens, on an open line": ([AGENT, HISS], Layout.SEPARATE, (0, 1)),
    "the same twice": ([MIXED, MIXED], Layout.DUAL_MONO, (0,)),
    "the same, second louder": ([0.4 * MIXED, MIXED], Layout.DUAL_MONO, (1,)),
    "the same, turned over": ([MIXED, -0.9 * MIXED], Layout.DUAL_MONO, (0,)),
    "the same, 12 ms later": ([MIXED, 0.99 * later(MIXED, 192)], Layout.DUAL_MONO, (0,)),
    "the same, 12 ms earlier": ([0.99 * later(MIXED, 192), MIXED], Layout.DUAL_MONO, (1,)),
    "the same, each with its own hiss": ([MIXED + HISS, 0.98 * MIXED - HISS], Layout.DUAL_MONO, (0,)),
    "both sides mixed into the left": ([MIXED, QUIET], Layout.ONE_SIDED, (0,)),
    "both sides mixed into the right": ([QUIET, MIXED], Layout.ONE_SIDED, (1,)),
    "an idle channel that is constant, as A-law writes it": (
        [MIXED, QUIET + np.float32(2.4e-4)],
        Layout.ONE_SIDED,
        (0,),
    ),
    "three channels, one of them silent": ([AGENT, QUIET, DEBTOR], Layout.SEPARATE, (0, 2)),
}


@pytest.mark.parametrize(("channels", "expected", "heard"), ROWS.values(), ids=ROWS)
def test_layout(channels, expected, heard):
    assert judged(channels) == (expected, heard)


def test_a_constant_offset_of_the_line_does_not_make_channels_alike():
    assert judged(np.array([AGENT, DEBTOR]) + np.float32(0.3)) == (Layout.SEPARATE, (0, 1))


@pytest.mark.parametrize("seconds", [0.001, 0.5, 1.9, 2.1, 3.0])
def test_short_calls_are_judged_too(seconds):
    n = max(2, round(seconds * SAMPLE_RATE))
    some = np.sin(np.arange(n, dtype=np.float32))
    assert judged([some, some])[0] is Layout.DUAL_MONO
