"""Silence, overlap, interruption, rate and loudness: who is quoted, with which measure, and when nothing can be said."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.detectors.acoustics import Event, acoustics
from audit.gate import NO_LEVELS, NO_TIMES, ONE_CHANNEL, SPEAKER_UNKNOWN, TOO_SHORT, UNCLEAR
from audit.quality import Grade, Quality, Sound
from audit.records import MUSIC, Speaker
from audit.rules.model import Acoustic, Measure
from tests.unit.audit.talk import turn

AGENT = frozenset((Speaker.AGENT,))


def talk(*lines):
    return [turn(index, line) for index, line in enumerate(lines)]


def loud(levels, speaker="a"):
    """A turn of one second for each level."""
    return [with_sound(turn(i, f"{speaker} {2 * i}-{2 * i + 1} 您好"), level=level) for i, level in enumerate(levels)]


def with_sound(said, channel=0, grade=Grade.CLEAR, attribution=None, level=None):
    return replace(said, quality=Quality(grade, (), Sound(channel, level), attribution))


def void(said):
    return with_sound(said, grade=Grade.VOID)


def found(wanted, turns, speakers=AGENT):
    """Place and measure of each event, or why nothing can be said of it."""
    events = acoustics(wanted, speakers, turns)
    return [event if isinstance(event, str) else event.doubt or (event.place, event.told) for event in events]


SILENCE = Acoustic(Measure.SILENCE, 10)
OVERLAP = Acoustic(Measure.OVERLAP, 1)
BREAKS_IN = Acoustic(Measure.INTERRUPTION, 0.5)
RATE = Acoustic(Measure.RATE, 8)
LOUDNESS = Acoustic(Measure.LOUDNESS, 9)
OVER = ("d 0-5 我上个月做了手术", "a 2-4 别说这些没用的")


@pytest.mark.parametrize(
    ("wanted", "turns", "expected"),
    [
        pytest.param(SILENCE, talk("a 0-2 您好", "d 13-14 喂"), [(0, "11 s")], id="silence after the agent"),
        pytest.param(SILENCE, talk("a 0-2 您好", "d 12-14 喂"), [], id="no more than the limit"),
        pytest.param(
            SILENCE,
            talk("a 0-2 您好", "d 3-4 喂", "a 20-21 在吗"),
            [(0, "16 s")],
            id="the debtor spoke last: still the agent's",
        ),
        pytest.param(SILENCE, talk("d 0-2 喂", "a 20-21 您好"), [(1, "18 s")], id="the agent has not spoken before"),
        pytest.param(SILENCE, talk("a 0-30 您好", "d 2-3 喂", "a 31-32 嗯"), [], id="somebody speaks all the time"),
        pytest.param(
            SILENCE, [*talk("a 0-2 您好", "? 3-20 x"), turn(2, "a 21-22 您好")], [], id="an unknown person speaks"
        ),
        pytest.param(
            SILENCE,
            [
                turn(0, "a 0-2 您好"),
                replace(turn(1, "a 3-28 x"), speaker=Speaker.IVR, text=MUSIC),
                turn(2, "a 29-30 您好"),
            ],
            [],
            id="music plays",
        ),
        pytest.param(SILENCE, talk("a 您好", "d 13-14 喂"), [NO_TIMES], id="a turn without times"),
        pytest.param(
            SILENCE, talk("? 0-2 您好", "? 20-21 喂"), [SPEAKER_UNKNOWN], id="whose silence it is nobody knows"
        ),
        pytest.param(
            SILENCE, [void(turn(0, "a 0-2 x")), turn(1, "a 20-21 您好")], [UNCLEAR], id="after words nobody said"
        ),
        pytest.param(SILENCE, talk("d 0-2 喂", "d 20-21 喂"), [], id="no agent at all"),
        pytest.param(OVERLAP, talk(*OVER), [(1, "2.0 s")], id="two seconds together"),
        pytest.param(
            OVERLAP, talk("d 0-3 我上个月做了手术", "a 2-4 别说这些"), [], id="no more than the limit, together"
        ),
        pytest.param(OVERLAP, talk("d 0-5 我上个月做了手术", "a 2-4 嗯嗯"), [], id="he only listens"),
        pytest.param(OVERLAP, talk("d 0-5 嗯", "a 2-4 别说这些"), [], id="she only listens"),
        pytest.param(OVERLAP, talk("a 0-5 您的账单", "a 2-4 别说这些"), [], id="the same speaker twice"),
        pytest.param(
            OVERLAP,
            [with_sound(said, 0, attribution=0.95) for said in talk(*OVER)],
            [ONE_CHANNEL],
            id="told apart on one channel",
        ),
        pytest.param(
            OVERLAP,
            [with_sound(said, channel) for channel, said in enumerate(talk(*OVER))],
            [(1, "2.0 s")],
            id="on two channels",
        ),
        pytest.param(OVERLAP, [with_sound(turn(0, "a 0-5 您好"), 0)], [], id="only the agent's channel speaks"),
        pytest.param(BREAKS_IN, talk(*OVER), [(1, "2.0 s")], id="the agent breaks in"),
        pytest.param(BREAKS_IN, talk("a 0-5 您的账单", "d 2-4 我不听"), [], id="the debtor breaks in"),
        pytest.param(BREAKS_IN, talk("d 0-5 我上个月", "a 0-4 您好您好"), [], id="both begin together"),
        pytest.param(BREAKS_IN, talk("d 0-2 我上个月", "a 2-4 别说这些"), [], id="he waited for his turn"),
        pytest.param(BREAKS_IN, [turn(0, OVER[0]), void(turn(1, OVER[1]))], [], id="nobody said what broke in"),
        pytest.param(RATE, talk("a 0-1 一二三四五六七八九十"), [(0, "10.0/s")], id="ten syllables a second"),
        pytest.param(RATE, talk("a 0-1 一二三四五六七八九"), [], id="too short to have a rate"),
        pytest.param(RATE, talk("a 0-2 一二三四五六七八九十"), [], id="five a second"),
        pytest.param(RATE, talk("d 0-1 一二三四五六七八九十"), [], id="the debtor's haste"),
        pytest.param(RATE, [void(turn(0, "a 0-1 一二三四五六七八九十"))], [UNCLEAR], id="words nobody said so fast"),
        pytest.param(LOUDNESS, loud([-30, -31, -29, -30, -20]), [(4, "+10 dB")], id="a raised voice"),
        pytest.param(LOUDNESS, loud([-30, -30, -30, -30, -21]), [], id="no more than the limit, louder"),
        pytest.param(LOUDNESS, loud([-30, -30, -20]), [TOO_SHORT], id="too few turns to know his voice"),
        pytest.param(LOUDNESS, talk("a 0-1 您好"), [NO_LEVELS], id="nobody measured"),
        pytest.param(LOUDNESS, loud([-30, -30, -30, -30, -10], "d"), [], id="the debtor shouts"),
        pytest.param(LOUDNESS, loud([-30, -30, -30, -30, -10], "?"), [SPEAKER_UNKNOWN], id="who shouts nobody knows"),
        pytest.param(
            replace(LOUDNESS, times=2),
            loud([-30, -31, -29, -30, -30, -30, -20, -19, -18]),
            [(7, "+11 dB"), (8, "+12 dB")],
            id="from the second time on",
        ),
        pytest.param(replace(LOUDNESS, times=2), loud([-30, -30, -30, -30, -20]), [], id="once is not twice"),
        pytest.param(
            replace(LOUDNESS, times=2),
            [*loud([-30, -30, -30, -30, -10]), turn(5, "a 10-11 您好")],
            [],
            id="a turn that nobody measured does not count",
        ),
    ],
)
def test_events(wanted, turns, expected):
    assert found(wanted, turns) == expected


def test_a_silence_tells_when_it_was():
    (event,) = acoustics(SILENCE, AGENT, talk("a 0-2 您好", "d 3-4 喂", "a 20-21 在吗"))
    assert event == Event(0, "16 s", (4.0, 20.0))


LINES = st.lists(
    st.tuples(st.sampled_from("adt?"), st.integers(0, 60), st.integers(0, 15)).map(
        lambda line: f"{line[0]} {line[1]}-{line[1] + line[2]} 您今天什么时候能处理这笔账单"
    ),
    max_size=8,
)


@given(LINES, st.sampled_from(Measure), st.floats(0.1, 30), st.floats(0, 10))
def test_a_higher_limit_never_finds_more(lines, measure, limit, more):
    turns = [with_sound(said, level=-30.0 + said.index) for said in talk(*lines)]
    turns = [
        replace(said, quality=replace(said.quality, sound=Sound(said.index % 2, said.quality.sound.level)))
        for said in turns
    ]
    # Of several voices that one breaks in on, a higher limit may leave another to be told of.
    few, many = (
        {one if isinstance(one, str) else one[0] for one in found(Acoustic(measure, least), turns, frozenset())}
        for least in (limit + more, limit)
    )
    assert few <= many


@given(LINES, st.sampled_from(Measure), st.floats(0.1, 5), st.integers(1, 4))
def test_only_the_rules_own_speaker_is_accused_and_never_beyond_doubt_by_what_is_unknown(lines, measure, limit, times):
    turns = talk(*lines)
    for event in acoustics(Acoustic(measure, limit, times), AGENT, turns):
        if isinstance(event, Event):
            assert turns[event.place].speaker in (Speaker.AGENT, Speaker.UNKNOWN)
            assert (event.doubt is None) == (turns[event.place].speaker is Speaker.AGENT)
            assert event.times[0] <= event.times[1]


@given(LINES, st.floats(0, 5))
def test_what_one_shares_with_the_other_the_other_shares_with_him(lines, limit):
    """With two speakers and one turn each, both overlap or neither does."""
    one, other = (next((line for line in lines if line[0] == who), None) for who in "ad")
    if one and other:
        told = [
            [event.told for event in acoustics(Acoustic(Measure.OVERLAP, limit), frozenset((who,)), talk(one, other))]
            for who in (Speaker.AGENT, Speaker.DEBTOR)
        ]
        assert told[0] == told[1]
