"""Who speaks, on real recordings as telephone systems spoil them: both sides on one channel, swapped, silent, on hold."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from audit.pack import compile_pack
from audit.records import MUSIC, Channel, Contact, Party, Speaker
from audit.scan import scan
from config.loader import load_pack
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.whisper import FasterWhisper
from pipelines.steps.transcribe import transcribe
from tests.sounds import FORMATS, encode, in_memory, tune

ROOT = Path(__file__).resolve().parents[2]
WHISPER = FasterWhisper(str(ROOT / "models" / "demo-zh"), cpu_threads=2)
RATE = 16_000
#: A man who collects and a woman who owes; he threatens to call her workplace.
CALL, SECONDS, THREAT = "CALL-0001.mp3", 42, "我就打给你单位的领导和同事"
#: A woman who collects and a woman who owes: their voices are hardly to be told apart.
ALIKE = "CALL-0004.ogg"
BEGINS = ("您好", "我是宜诚服务", "先核实", "好的,身份核实了", "月底太慢了")


@cache
def sides(name=CALL, seconds=SECONDS):
    recording = AudioDecoder().decode((ROOT / "demo" / "data" / "recordings" / name).read_bytes(), name)
    return np.array(recording.samples[:, : seconds * RATE])


def mixed(name=CALL):
    return np.clip(sides(name).sum(axis=0), -1, 1)


def later(samples, seconds):
    by = round(seconds * RATE)
    return np.concatenate([np.zeros(by, np.float32), samples[:-by]])


def heard(data, party=Party.DEBTOR, channel=Channel.CALL):
    contact = Contact("7", channel, party=party, recording="7")
    transcript = transcribe(contact, data, AudioDecoder(), WHISPER)
    return contact.with_turns(transcript.turns), transcript.settings["recording"]


def said(contact, speaker):
    return [turn.text for turn in contact.turns if turn.speaker is speaker]


def told(contact):
    """Whether every turn is where its words belong, and none in the wrong mouth; how many of them have a speaker."""
    wrong = 0
    for turn in contact.turns:
        agents = turn.text.startswith(BEGINS)
        wrong += turn.speaker is (Speaker.DEBTOR if agents else Speaker.AGENT)
    return wrong, sum(turn.speaker is not Speaker.UNKNOWN for turn in contact.turns)


def codes(facts):
    return [note["code"] for note in facts["notes"]]


@pytest.mark.parametrize("name", ["wav-ulaw", "mp3", "opus", "m4a"])
@pytest.mark.parametrize(
    ("gain", "delay"),
    [
        pytest.param(0.9, 0.0, id="a copy"),
        pytest.param(0.25, 0.0, id="12 dB fainter"),
        pytest.param(0.9, 0.03, id="30 ms later"),
        pytest.param(0.25, 0.2, id="a fifth of a second later and fainter"),
    ],
)
def test_the_same_sound_on_both_channels_is_one_channel(name, gain, delay, tmp_path):
    form, both = FORMATS[name], mixed()[: 20 * RATE]
    copy = gain * (later(both, delay) if delay else both)
    hiss = 1e-4 * np.random.default_rng(1).standard_normal((2, len(both)))
    samples = (np.stack([both, copy]) + hiss).astype(np.float32)
    data = encode(form, tmp_path, samples[:, :: RATE // form.rate])
    recording = AudioDecoder().decode(data, "7")
    assert (recording.layout, len(recording.heard)) == ("dual_mono", 1)


def test_both_channels_of_a_real_call_are_not_the_same():
    assert AudioDecoder().decode(in_memory(sides()), "7").layout == "separate"


@cache
def on_one_channel(how):
    samples = {
        "mono": [mixed()],
        "dual_mono": [mixed(), 0.25 * later(mixed(), 0.03)],
        "one_sided": [mixed(), 0 * mixed()],
    }
    return heard(in_memory(np.array(samples[how], np.float32)))


@pytest.mark.parametrize("how", ["mono", "dual_mono", "one_sided"])
def test_two_voices_on_one_channel_are_told_apart(how):
    contact, facts = on_one_channel(how)
    wrong, known = told(contact)
    assert facts["layout"] == how
    assert wrong == 0
    assert known >= 0.8 * len(contact.turns)
    assert codes(facts) == ["audio.speakers_guessed"]
    assert all(turn.quality.attribution is not None for turn in contact.turns)


@cache
def pack():
    return compile_pack(load_pack("cn").rules)


def test_what_an_agent_threatens_on_one_channel_is_found_and_less_sure():
    alone, _ = on_one_channel("mono")
    apart, _ = heard(in_memory(sides()))
    one, other = (
        {found.rule: found for found in scan(contact, pack()).findings if found.category == "T08"}
        for contact in (alone, apart)
    )
    assert one.keys() == other.keys() != set()
    assert all(0.5 < one[rule].confidence <= other[rule].confidence for rule in one)


def test_who_overlaps_with_whom_cannot_be_said_of_one_channel():
    contact, _ = on_one_channel("mono")
    doubts = {(one.rule, one.reason) for one in scan(contact, pack()).not_assessed}
    assert ("cn.manner.talks-over", "both sides on one channel") in doubts


def test_voices_that_are_alike_accuse_nobody_by_their_sound():
    """Only turns whose own words tell have a speaker."""
    contact, _ = heard(in_memory(np.array([mixed(ALIKE)], np.float32)))
    unknown = said(contact, Speaker.UNKNOWN)
    assert len(unknown) >= len(contact.turns) / 3
    assert not any("您好,请问" in text for text in said(contact, Speaker.DEBTOR))


def test_a_room_has_any_number_of_people():
    contact, facts = heard(in_memory(mixed()[None, : 20 * RATE]), channel=Channel.VISIT)
    assert {turn.speaker for turn in contact.turns} == {Speaker.UNKNOWN}
    assert codes(facts) == ["audio.speakers_unknown"]


def test_swapped_channels_are_put_right_with_a_note():
    right, _ = heard(in_memory(sides()))
    swapped, facts = heard(in_memory(sides()[::-1]))
    assert codes(facts) == ["audio.channels_swapped"]
    assert facts["speakers"] == {"0": "debtor", "1": "agent"}
    for speaker in (Speaker.AGENT, Speaker.DEBTOR):
        assert said(swapped, speaker) == said(right, speaker) != []


def test_a_call_that_hardly_tells_is_left_unknown():
    """Only the first question, on the wrong channel."""
    contact, facts = heard(in_memory(sides()[::-1, : round(3.5 * RATE)]))
    assert codes(facts) == ["audio.channels_doubtful"]
    assert {turn.speaker for turn in contact.turns} == {Speaker.UNKNOWN}


@pytest.mark.parametrize("side", [0, 1], ids=["the agent's channel", "the debtor's channel"])
def test_a_side_that_says_nothing_leaves_the_other_where_it_is(side):
    """An open line that only hisses is no silent channel."""
    samples = sides()[:, : 20 * RATE].copy()
    samples[1 - side] = 5e-4 * np.random.default_rng(2).standard_normal(samples.shape[1])
    contact, facts = heard(in_memory(samples))
    assert facts["layout"] == "separate"
    assert {turn.speaker for turn in contact.turns} == {(Speaker.AGENT, Speaker.DEBTOR)[side]}


def test_music_on_hold_is_nobodys_and_no_silence():
    samples, music = sides()[:, : 12 * RATE].copy(), tune(40, seed=4)
    held = np.zeros((2, len(music)), np.float32)
    held[0] = music
    contact, _ = heard(in_memory(np.concatenate([samples, held, sides()[:, 15 * RATE : 24 * RATE]], axis=1)))
    played = [turn for turn in contact.turns if turn.text == MUSIC]
    assert [turn.speaker for turn in played] == [Speaker.IVR]
    assert played[0].start == pytest.approx(12, abs=1.5)
    assert played[0].end == pytest.approx(52, abs=1.5)
    for turn in contact.turns:
        if turn.start > 13 and turn.end < 51 and turn.text != MUSIC:
            assert turn.speaker is Speaker.IVR, "words that the recogniser laid over the music"
            assert turn.void
    assert {turn.speaker for turn in contact.turns if not turn.void} == {Speaker.AGENT, Speaker.DEBTOR}
    assert "cn.manner.long-silence" not in {found.rule for found in scan(contact, pack()).findings}


def test_a_long_silence_is_found():
    quiet = np.zeros((2, 25 * RATE), np.float32)
    samples = np.concatenate([sides()[:, : 6 * RATE], quiet, sides()[:, 15 * RATE : 24 * RATE]], axis=1)
    contact, _ = heard(in_memory(samples))
    (found,) = [found for found in scan(contact, pack()).findings if found.rule == "cn.manner.long-silence"]
    assert found.until - found.at == pytest.approx(26, abs=2)
    assert found.speaker == Speaker.AGENT


def test_a_raised_voice_is_found():
    samples = 0.2 * sides()
    loud = slice(33 * RATE, 39 * RATE)
    samples[0, loud] *= 4.5
    samples[0, 15 * RATE : 19 * RATE] *= 4.5
    contact, _ = heard(in_memory(samples))
    quotes = [found.quote for found in scan(contact, pack()).findings if found.rule == "cn.manner.raised-voice"]
    assert [THREAT in quote for quote in quotes] == [True]


def test_numbers_keep_their_times():
    contact, _ = heard(in_memory(sides()))
    digits = [word for turn in contact.turns for word in turn.words if word.text.strip() in set("零一二三四五六七八九")]
    assert len(digits) >= 8
    assert all(word.start < word.end and not word.interpolated for word in digits)
