"""How well a turn was heard: every limit from both sides, and laws that hold for all turns."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.grading import graded, stock, void
from audit.quality import Flaw, Grade, Quality, Sound
from audit.records import Speaker, Turn

CLEAN = Sound(0, level=-20.0, snr=40.0, clipped=0.0, pitch=120.0)


def turn(text="您好,请问是王女士吗", *, end=3.0, logprob=-0.2, no_speech=0.01, flaws=()):
    quality = Quality(Grade.VOID, flaws) if flaws else None
    return Turn(0, Speaker.UNKNOWN, text, 0.0, end, (), logprob, no_speech, quality)


TEN = "一二三四五六七八九十"


@pytest.mark.parametrize(
    ("given_", "sound", "grade", "flaws"),
    [
        pytest.param(turn(), CLEAN, Grade.CLEAR, (), id="nothing is wrong"),
        pytest.param(turn(logprob=-0.5), CLEAN, Grade.CLEAR, (), id="at the first limit of doubt"),
        pytest.param(turn(logprob=-0.51), CLEAN, Grade.FAIR, (Flaw.UNSURE,), id="a little doubt"),
        pytest.param(turn(logprob=-0.81), CLEAN, Grade.POOR, (Flaw.UNSURE,), id="much doubt"),
        pytest.param(turn(logprob=-1.21), CLEAN, Grade.VOID, (Flaw.UNSURE,), id="words at random"),
        pytest.param(turn(no_speech=0.6), CLEAN, Grade.POOR, (Flaw.NO_SPEECH,), id="no speech, but sure words"),
        pytest.param(
            turn(no_speech=0.6, logprob=-0.9),
            CLEAN,
            Grade.VOID,
            (Flaw.NO_SPEECH, Flaw.UNSURE),
            id="no speech, no sense",
        ),
        pytest.param(turn(), replace(CLEAN, snr=14.9), Grade.FAIR, (Flaw.NOISY,), id="some noise"),
        pytest.param(turn(), replace(CLEAN, snr=7.9), Grade.POOR, (Flaw.NOISY,), id="much noise"),
        pytest.param(turn(), replace(CLEAN, snr=1.9), Grade.VOID, (Flaw.INVENTED,), id="words where nothing sounds"),
        pytest.param(turn(), replace(CLEAN, clipped=0.05), Grade.CLEAR, (), id="a click"),
        pytest.param(turn(), replace(CLEAN, clipped=0.06), Grade.FAIR, (Flaw.CLIPPED,), id="overdriven at times"),
        pytest.param(turn(), replace(CLEAN, clipped=0.31), Grade.POOR, (Flaw.CLIPPED,), id="overdriven"),
        pytest.param(turn(TEN, end=10 / 9), CLEAN, Grade.CLEAR, (), id="as fast as people speak"),
        pytest.param(turn(TEN, end=1.1), CLEAN, Grade.FAIR, (Flaw.HURRIED,), id="faster"),
        pytest.param(turn(TEN, end=0.7), CLEAN, Grade.POOR, (Flaw.HURRIED,), id="hardly possible"),
        pytest.param(turn(TEN, end=0.3), CLEAN, Grade.VOID, (Flaw.INVENTED,), id="nobody speaks so fast"),
        pytest.param(turn(end=0.0), CLEAN, Grade.VOID, (Flaw.INVENTED,), id="in no time at all"),
        pytest.param(turn("谢谢观看"), CLEAN, Grade.VOID, (Flaw.STOCK,), id="a phrase of subtitles"),
        pytest.param(turn(flaws=(Flaw.LOOP,)), CLEAN, Grade.VOID, (Flaw.LOOP,), id="a loop stays one"),
        pytest.param(
            turn(logprob=-0.6), replace(CLEAN, snr=5.0), Grade.POOR, (Flaw.UNSURE, Flaw.NOISY), id="the worst counts"
        ),
        pytest.param(turn(logprob=None, no_speech=None), None, Grade.CLEAR, (), id="nothing was measured"),
    ],
)
def test_grades(given_, sound, grade, flaws):
    quality = graded(given_, sound).quality
    assert (quality.grade, quality.flaws, quality.sound) == (grade, flaws, sound)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("谢谢观看", True),
        ("感谢大家的收看,下次再见。", True),
        ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", True),
        ("字幕由Amara.org社区提供", True),
        ("Thanks for watching!", True),
        ("谢谢您的配合,再见", False),
        ("您在直播间订阅的会员还没有还", False),
        ("我把你的字幕贴到门口", False),
        ("谢谢", False),
    ],
)
def test_stock_phrases_are_whole_turns(text, expected):
    assert stock(text) is expected


def test_void_keeps_what_was_measured_and_names_the_flaw_once():
    quality = void(void(graded(turn(logprob=-0.6), CLEAN), Flaw.MUSIC), Flaw.MUSIC).quality
    assert quality == Quality(Grade.VOID, (Flaw.MUSIC, Flaw.UNSURE), CLEAN)


ORDER = list(Grade)
SOUNDS = st.builds(
    Sound, st.just(0), st.floats(-90, 0), st.floats(-5, 60), st.floats(0, 1), st.none() | st.floats(70, 400)
)
TURNS = st.builds(
    turn,
    st.text("一您 a1。", min_size=1),
    end=st.floats(0, 20),
    logprob=st.floats(-3, 0),
    no_speech=st.floats(0, 1),
)


@given(TURNS, SOUNDS, st.floats(0, 3), st.floats(0, 60))
def test_more_doubt_or_noise_never_makes_a_better_grade(one, sound, doubt, noise):
    worse = graded(replace(one, avg_logprob=one.avg_logprob - doubt), replace(sound, snr=sound.snr - noise))
    assert ORDER.index(worse.quality.grade) >= ORDER.index(graded(one, sound).quality.grade)


@given(TURNS, SOUNDS)
def test_words_and_times_are_kept_and_only_a_flaw_takes_the_best_grade(one, sound):
    found = graded(one, sound)
    assert replace(found, quality=None) == one
    assert (found.quality.grade is Grade.CLEAR) == (found.quality.flaws == ())
    assert graded(found, sound).quality.grade in (found.quality.grade, Grade.VOID)
