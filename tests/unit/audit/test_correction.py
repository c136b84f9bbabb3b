"""What a person corrects, what becomes of it, and the ages of what waits."""

from dataclasses import replace

import pytest

from audit.correction import corrected
from audit.errors import Refused
from audit.quality import Flaw, Grade, Quality, Sound
from audit.rates import ages
from audit.records import Speaker, Transcript, Turn, Word
from tests.make import NINE

POOR = Quality(Grade.POOR, (Flaw.NOISY,), Sound(1), 0.93)
HEARD = Transcript(
    (
        Turn(0, Speaker.AGENT, "上门", 0.0, 1.0, (Word("上门", 0.0, 1.0, 0.4),), -0.9, 0.3, POOR),
        Turn(1, Speaker.DEBTOR, "谁呀", 1.0, 2.0),
    ),
    "faster-whisper",
    "large@abc",
    {"beam": 5},
    2.0,
    "a" * 64,
)


def test_a_correction_keeps_what_is_not_about_words():
    made = corrected("call:1", HEARD, {0: "商门", 1: "谁呀"}, "甲", NINE)
    first, second = made.turns
    assert (first.text, first.start, first.words, first.avg_logprob, first.no_speech_prob) == (
        "商门",
        0.0,
        (),
        None,
        None,
    )
    assert first.quality == replace(POOR, grade=Grade.CLEAR, flaws=())
    assert second == HEARD.turns[1]
    assert (made.origin, made.model, made.audio, made.duration) == ("corrected", "large@abc", "a" * 64, 2.0)
    assert made.settings["beam"] == 5
    assert made.settings["corrected"] == {"by": "甲", "at": NINE.isoformat(), "turns": [0], "from": "faster-whisper"}


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        pytest.param({9: "x"}, "correction.no_turn", id="no such turn"),
        pytest.param({0: "上门"}, "correction.nothing", id="as it was"),
        pytest.param({}, "correction.nothing", id="nothing at all"),
        pytest.param({0: " "}, "correction.empty", id="nothing is left"),
    ],
)
def test_corrections_that_cannot_be(texts, code):
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        corrected("call:1", HEARD, texts, "甲", NINE)


def test_ages_of_what_waits():
    assert ages({0: 5, 1: 1, 2: 2, 13: 4, 29: 1, 30: 7, 400: 1}) == (
        (1, 5),
        (3, 3),
        (7, 0),
        (14, 4),
        (30, 1),
        (None, 8),
    )
