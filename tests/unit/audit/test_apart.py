"""Two people on one channel: told by voice and words, in pieces where both speak in one turn, and only where that is sure."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.apart import SURE, told_apart
from audit.quality import Flaw, Grade, Quality, Sound
from audit.recording import SAMPLE_RATE
from audit.records import MUSIC, Speaker, Turn, Word
from audit.set_apart import set_apart
from audit.voices import two_voices
from config.roles import role_cues
from pipelines.adapters.audio.frames import measure
from tests.make import spoken

#: Hz of the voices of a man, a woman and another woman.
MAN, WOMAN, OTHER = 110, 200, 204
DICE = np.random.default_rng(4)


def voice(hertz, seconds, colour):
    """Harmonics that rise and fall like speech; `colour` says how fast they fade."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    pitch = hertz * (1 + 0.05 * np.sin(2 * np.pi * 0.7 * t + hertz))
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    sound = sum(np.sin(order * phase) / order**colour for order in range(1, 12))
    return 0.1 * sound * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * t))


@cache
def line(*talk):
    """Frames of a call in which voices speak for two seconds each, with half a second between."""
    pause = np.zeros(SAMPLE_RATE // 2)
    colours = {MAN: 0.6, WOMAN: 1.4, OTHER: 1.4}
    parts = [part for hertz in talk for part in (voice(hertz, 2, colours[hertz]), pause)]
    sound = np.concatenate(parts)
    return measure((sound + 1e-4 * DICE.standard_normal(len(sound))).astype(np.float32)[None])


def turns(*texts):
    return [spoken(2.5 * place, 2.5 * place + 2, text, index=place) for place, text in enumerate(texts)]


def sides(frames, said, other=Speaker.DEBTOR):
    return [(turn.text, turn.speaker) for turn in told_apart(said, frames, 0, role_cues(), other)]


ASKS, SAYS, DUE = "您好,请问是王丽本人吗", "我是宜诚服务的小周,受晨星消费金融委托", "您的分期逾期三十天了"
WHO, BROKE = "是我,你是哪位", "我工资还没有发,月底再还可以吗"
A, D, U = Speaker.AGENT, Speaker.DEBTOR, Speaker.UNKNOWN


@pytest.mark.parametrize(
    ("talk", "texts", "expected"),
    [
        pytest.param(
            (MAN, WOMAN, MAN, WOMAN, MAN),
            (ASKS, WHO, SAYS, "嗯嗯", "我就打给你单位"),
            (A, D, A, D, A),
            id="the voice tells where the words do not",
        ),
        pytest.param(
            (WOMAN, MAN, WOMAN, MAN, WOMAN),
            (ASKS, WHO, SAYS, "嗯嗯", "我就打给你单位"),
            (A, D, A, D, A),
            id="whichever voice is whose",
        ),
        pytest.param((MAN, WOMAN, MAN), ("好的", "行", "再见"), (U, U, U), id="voices without words bind nobody"),
        pytest.param((MAN, WOMAN, MAN), ("您看", "行", "再见"), (U, U, U), id="one hint binds nobody"),
        pytest.param(
            (WOMAN, OTHER, WOMAN, OTHER),
            (ASKS, "你", SAYS, "好"),
            (A, U, A, U),
            id="two women: only what their own words tell",
        ),
        pytest.param((MAN, MAN), (ASKS, "我就打给你单位"), (A, U), id="one voice may be two people"),
    ],
)
def test_who_speaks(talk, texts, expected):
    assert [speaker for _, speaker in sides(line(*talk), turns(*texts))] == list(expected)


def test_a_turn_in_which_both_speak_becomes_two():
    frames = line(MAN, WOMAN, MAN, WOMAN)
    both = [Word(ASKS, 0, 2, 0.9), Word(WHO, 2.5, 4.5, 0.9)]
    whole = spoken(0, 4.5, ASKS + WHO, words=tuple(both))
    first, second, *_ = told_apart([whole, *turns("", "", SAYS, BROKE)[2:]], frames, 0, role_cues(), D)
    assert (first.text, first.speaker, first.start, first.end) == (ASKS, A, 0, 2)
    assert (second.text, second.speaker, second.start, second.end) == (WHO, D, 2.5, 4.5)


def test_a_pause_of_one_speaker_does_not_cut_the_turn():
    frames = line(MAN, WOMAN, MAN, MAN)
    words = (Word("您的分期", 5, 7, 0.9), Word("逾期三十天了", 7.5, 9.5, 0.9))
    said = [*turns(ASKS + SAYS, WHO), spoken(5, 9.5, DUE, words=words)]
    assert sides(frames, said)[2:] == [(DUE, A)]


def test_whom_nobody_knows_the_other_side_is():
    found = sides(line(MAN, WOMAN, MAN), turns(ASKS, WHO, SAYS), other=U)
    assert [speaker for _, speaker in found] == [A, U, A]


def test_what_nobody_said_binds_nobody():
    void = Quality(Grade.VOID, (Flaw.LOOP,))
    said = [spoken(0, 2, ASKS + SAYS + DUE, quality=void), *turns("", "好", "我就打给你单位")[1:]]
    assert [speaker for _, speaker in sides(line(MAN, WOMAN, MAN), said)] == [U, U, U]


def test_noise_is_no_voice():
    hiss = measure((0.1 * DICE.standard_normal((1, 5 * SAMPLE_RATE))).astype(np.float32))
    assert two_voices(hiss, 0, [(0, 2), (3, 5)]).odds == (0.0, 0.0)


@given(st.lists(st.sampled_from([ASKS, SAYS, DUE, WHO, BROKE, "好的", "再见"]), min_size=1, max_size=4))
def test_no_word_is_lost_and_only_the_sure_have_a_speaker(texts):
    talk = (MAN, WOMAN) * 2
    for turn, text in zip(told_apart(turns(*texts), line(*talk), 0, role_cues(), D), texts, strict=True):
        assert turn.text == text
        assert (turn.speaker is U) == (turn.quality.attribution < SURE)


def set_apart_from(said, music=()):
    return [(turn.text, turn.speaker, turn.void) for turn in set_apart(said, music, 1, role_cues())]


def test_machines_are_set_apart():
    said = turns("您拨打的电话暂时无法接通,请稍后再拨。", ASKS, "查询账单请按1", "请按时还款")
    assert set_apart_from(said) == [
        (said[0].text, Speaker.IVR, False),
        (ASKS, U, False),
        ("查询账单请按1", Speaker.IVR, False),
        ("请按时还款", U, False),
    ]


@pytest.mark.parametrize(
    ("start", "end", "nobodys"),
    [
        pytest.param(12, 14, True, id="in the midst of it"),
        pytest.param(8, 18, True, id="nearly all of it"),
        pytest.param(8, 12, False, id="half of it"),
        pytest.param(15, 15, True, id="in no time within it"),
        pytest.param(5, 5, False, id="in no time outside"),
    ],
)
def test_words_over_music_are_nobodys(start, end, nobodys):
    found = set_apart_from([spoken(start, end, "好的")], [(10.0, 20.0)])
    assert found[0] == ("好的", Speaker.IVR if nobodys else U, nobodys)
    assert found[1] == (MUSIC, Speaker.IVR, True)


def test_music_is_a_turn_of_its_own_on_its_channel():
    (played,) = set_apart([], [(10.0, 20.0)], 1, role_cues())
    assert played == Turn(0, Speaker.IVR, MUSIC, 10.0, 20.0, quality=Quality(Grade.VOID, (Flaw.MUSIC,), Sound(1)))
