"""Where both sides speak at once and where nobody does."""

from dataclasses import replace

import pytest

from audit.quality import Grade, Quality, Sound
from audit.records import Speaker
from audit.sound_marks import LEAST_OVERLAP, LEAST_SILENCE, Mark, MarkKind, sound_marks
from tests.make import spoken

AGENT = {"speaker": Speaker.AGENT, "text": "你必须今天还钱"}
DEBTOR = {"speaker": Speaker.DEBTOR, "text": "我真的没有钱"}


@pytest.mark.parametrize(
    ("turns", "marks"),
    [
        pytest.param([], [], id="nothing said"),
        pytest.param([spoken(0, 2, **AGENT), spoken(2, 4, **DEBTOR)], [], id="one after the other"),
        pytest.param(
            [spoken(0, 2, **AGENT), spoken(1, 4, **DEBTOR)], [Mark(MarkKind.OVERLAP, 1, 2)], id="both at once"
        ),
        pytest.param([spoken(0, 2, **AGENT), spoken(2 - LEAST_OVERLAP / 2, 4, **DEBTOR)], [], id="hardly at once"),
        pytest.param([spoken(0, 2, **AGENT), spoken(1, 2, speaker=Speaker.DEBTOR, text="嗯")], [], id="who listens"),
        pytest.param(
            [spoken(0, 2, **AGENT), spoken(2 + LEAST_SILENCE, 9, **DEBTOR)],
            [Mark(MarkKind.SILENCE, 2, 2 + LEAST_SILENCE)],
            id="nobody speaks",
        ),
        pytest.param(
            [spoken(0, 20, **AGENT), spoken(1, 2, **DEBTOR), spoken(20.5, 21, **DEBTOR)],
            [Mark(MarkKind.OVERLAP, 1, 2)],
            id="a long turn is no silence",
        ),
        pytest.param([spoken(None, None, **AGENT), spoken(1, 2, **DEBTOR)], [], id="a note that was never spoken"),
    ],
)
def test_marks(turns, marks):
    assert list(sound_marks([replace(turn, index=n) for n, turn in enumerate(turns)])) == marks


def test_on_one_channel_nobody_can_tell_who_overlaps_whom():
    heard = Quality(Grade.CLEAR, sound=Sound(0), attribution=0.9)
    turns = [spoken(0, 2, quality=heard, **AGENT), spoken(1, 3, quality=heard, **DEBTOR)]
    assert sound_marks([*turns, spoken(20, 21, quality=heard, **AGENT)]) == (Mark(MarkKind.SILENCE, 3, 20),)
