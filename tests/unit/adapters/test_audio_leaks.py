"""A faint copy of the other side is not this side's speech; soft speech of its own is."""

import numpy as np
import pytest

from audit.recording import SAMPLE_RATE
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.audio.leaks import leaks
from tests.sounds import in_memory

DICE = np.random.default_rng(5)
SECOND = SAMPLE_RATE
AGENT = np.concatenate([0.2 * DICE.standard_normal(2 * SECOND), np.zeros(2 * SECOND)]).astype(np.float32)
DEBTOR = np.concatenate([np.zeros(3 * SECOND), 0.1 * DICE.standard_normal(SECOND)]).astype(np.float32)
SOFT = np.concatenate([np.zeros(SECOND), 0.02 * DICE.standard_normal(SECOND), np.zeros(2 * SECOND)]).astype(np.float32)
HISS = (2e-4 * DICE.standard_normal((2, 4 * SECOND))).astype(np.float32)


@pytest.mark.parametrize(
    ("debtor", "expected"),
    [
        pytest.param(DEBTOR, (), id="clean"),
        pytest.param(DEBTOR + 0.05 * AGENT, ((0, 2 * SECOND),), id="the agent leaks at -26 dB"),
        pytest.param(DEBTOR - 0.05 * AGENT, ((0, 2 * SECOND),), id="turned over"),
        pytest.param(DEBTOR + 0.05 * AGENT + SOFT, ((0, SECOND),), id="soft words over the agent are kept"),
        pytest.param(DEBTOR + 0.7 * AGENT, (), id="too loud for a leak"),
    ],
)
def test_leaks(debtor, expected):
    assert leaks(np.array([AGENT, debtor]) + HISS) == ((), expected)


def test_the_voice_is_silent_there_and_the_recording_is_not():
    recording = AudioDecoder().decode(in_memory(np.array([AGENT, DEBTOR + 0.05 * AGENT]) / 4 + HISS))
    assert [note.code for note in recording.notes] == ["audio.leak"]
    assert not recording.voice(1)[: 2 * SECOND].any()
    assert np.array_equal(recording.voice(1)[3 * SECOND :], recording.samples[1, 3 * SECOND :])
    assert np.abs(recording.samples[1, :SECOND]).max() > 1e-3
    assert np.array_equal(recording.voice(0), recording.samples[0])
