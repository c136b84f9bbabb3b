"""What a recogniser heard becomes turns that can be quoted: simplified, without loops, in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.quality import Flaw
from audit.records import Speaker, Word
from pipelines.adapters.utterances import PAUSE, Segment, turns


def said(text, start=0.0, step=0.2):
    """One word per character, evenly spoken."""
    return [Word(character, start + i * step, start + (i + 1) * step, 0.9) for i, character in enumerate(text)]


def heard(*words):
    return Segment(tuple(words), -0.25, 0.01)


def texts(*segments, duration=1000.0):
    return [turn.text for turn in turns(segments, duration)]


def test_a_turn_keeps_words_times_and_how_sure_the_recogniser_was():
    words = said("您好。", 1.0)
    (turn,) = turns([heard(*words)], 10.0)
    assert turn.speaker is Speaker.UNKNOWN
    assert (turn.index, turn.text) == (0, "您好。")
    assert (turn.start, turn.end) == (words[0].start, words[-1].end)
    assert turn.words == tuple(words)
    assert (turn.avg_logprob, turn.no_speech_prob) == (-0.25, 0.01)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(said("你好", 0.0) + said("再见", 0.9), ["你好再见"], id="a breath is no pause"),
        pytest.param(
            said("你好", 0.0) + said("再见", 0.4 + PAUSE + 0.1), ["你好", "再见"], id="a pause ends an utterance"
        ),
        pytest.param(said(" "), [], id="blank text is no turn"),
        pytest.param([], [], id="no words is no turn"),
        pytest.param(
            [Word(" hello", 0, 0.3, 0.9), Word(" you", 0.3, 0.5, 0.9)], ["hello you"], id="Latin words keep blanks"
        ),
    ],
)
def test_utterances(words, expected):
    assert texts(heard(*words)) == expected


def test_segments_are_never_joined():
    assert texts(heard(*said("你好")), heard(*said("再见", 0.4))) == ["你好", "再见"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("請儘快還款", "请尽快还款", id="traditional"),
        pytest.param("这里請還款", "这里请还款", id="mixed scripts in one sentence"),
        pytest.param("乾坤", "乾坤", id="a character that stays in this word"),
        pytest.param("餅乾", "饼干", id="the same character in another word"),
        pytest.param("还款OK", "还款OK", id="nothing to turn"),
    ],
)
def test_simplified_with_word_times_kept(written, expected):
    words = said(written)
    (turn,) = turns([heard(*words)], 10.0)
    assert turn.text == expected
    assert [(word.start, word.end) for word in turn.words] == [(word.start, word.end) for word in words]


def test_a_text_of_many_minutes_without_punctuation_is_simplified():
    assert texts(heard(*said("請還款並聯繫" * 3 + "我們公司的催收員馬上就到您家門口" * 4))) != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("谢谢观看" * 5, [("谢谢观看" * 5, True)], id="a phrase five times"),
        pytest.param("谢谢观看。" * 9, [("谢谢观看。" * 9, True)], id="with punctuation between"),
        pytest.param("啊" * 40, [("啊" * 40, True)], id="one sound"),
        pytest.param("好好好好", [("好好好好", False)], id="four times is how people talk"),
        pytest.param("请还款" + "嗯" * 12, [("请还款", False), ("嗯" * 12, True)], id="the rest of the segment stays"),
        pytest.param("卡号六二零零零零零零零一", [("卡号六二零零零零零零零一", False)], id="digits repeat in numbers"),
        pytest.param("10000000", [("10000000", False)], id="Arabic digits too"),
        pytest.param(
            "你好" + "嗯" * 12 + "再见", [("你好", False), ("嗯" * 12, True), ("再见", False)], id="in the middle"
        ),
    ],
)
def test_loops_are_kept_apart_and_marked(text, expected):
    found = turns([heard(*said(text))], 1000.0)
    assert [(turn.text, turn.void) for turn in found] == expected
    assert all(turn.quality.flaws == (Flaw.LOOP,) for turn in found if turn.void)


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("一天还钱吗好。"), st.floats(-1, 40), st.floats(-1, 40)), max_size=8),
        max_size=5,
    )
)
def test_times_are_in_order_inside_their_turn_and_inside_the_recording(segments):
    given_ = [heard(*(Word(text, start, end, 0.5) for text, start, end in words)) for words in segments]
    clock = 0.0
    for index, turn in enumerate(turns(given_, 30.0)):
        assert turn.index == index
        assert turn.text == "".join(word.text for word in turn.words).strip()
        assert (turn.start, turn.end) == (turn.words[0].start, turn.words[-1].end)
        for word in turn.words:
            assert clock <= word.start <= word.end <= 30.0
            clock = word.end
