"""The key `sound`: what it may say, every fault with its line, how it is told, and that its rows may give what was measured."""

from pathlib import Path

import pytest

from audit.pack import compile_pack
from audit.rules.check import check
from audit.rules.explain import explain
from audit.rules.model import UNITS, Acoustic, Measure, Status
from config.explain import spelt
from config.loader import load_pack, read_pack
from tests.unit.audit.talk import result, talk
from tests.unit.rules.packs import config, said

CALLS = "who: {channel: call}\n"


def rules_of(folder: Path, line: str):
    return load_pack("cn", config(folder, rule=said(CALLS + line)))


@pytest.mark.parametrize(
    ("line", "sound"),
    [
        ("sound: {silence: 20 seconds}", Acoustic(Measure.SILENCE, 20)),
        ("sound: {overlap: 1.5 seconds}", Acoustic(Measure.OVERLAP, 1.5)),
        ("sound: {interruption: 0.5 seconds, times: 3}", Acoustic(Measure.INTERRUPTION, 0.5, 3)),
        ("sound: {rate: 8 syllables}", Acoustic(Measure.RATE, 8)),
        ("sound: {loudness: 9 dB, times: 2}", Acoustic(Measure.LOUDNESS, 9, 2)),
    ],
)
def test_measures(tmp_path, line, sound):
    (rule,) = rules_of(tmp_path, line).rules
    assert (rule.sound, rule.say, rule.wordless) == (sound, None, True)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        pytest.param(CALLS + "sound: {silence: 20}", "rules.bad_limit", id="no unit"),
        pytest.param(CALLS + "sound: {silence: 20 dB}", "rules.bad_limit", id="another measure's unit"),
        pytest.param(CALLS + "sound: {silence: 0 seconds}", "rules.bad_limit", id="nothing at all"),
        pytest.param(CALLS + "sound: {silence: 301 seconds}", "rules.bad_limit", id="a slip"),
        pytest.param(CALLS + "sound: {rate: 90 syllables}", "rules.bad_limit", id="a minute was meant"),
        pytest.param(CALLS + "sound: {times: 2}", "rules.one_measure", id="no measure"),
        pytest.param(CALLS + "sound: {silence: 9 seconds, rate: 8 syllables}", "rules.one_measure", id="two measures"),
        pytest.param(CALLS + "sound: {shouting: 9 dB}", "rules.unknown_key", id="an unknown measure"),
        pytest.param(CALLS + "sound: {silence: 9 seconds, times: 0}", "rules.bad_sound_times", id="never"),
        pytest.param(CALLS + "sound: {silence: 9 seconds, times: 21}", "rules.bad_sound_times", id="too often"),
        pytest.param("sound: {silence: 9 seconds}", "rules.sound_of_what", id="any channel"),
        pytest.param("who: {channel: [call, sms]}\nsound: {silence: 9 seconds}", "rules.sound_of_what", id="a message"),
        pytest.param(CALLS + "say: a\nsound: {silence: 9 seconds}", "rules.say_or_absent", id="words as well"),
        pytest.param(
            "who: {channel: call, turns: first 3}\nsound: {silence: 9 seconds}", "rules.reach_of_what", id="first turns"
        ),
        pytest.param(
            CALLS + "sound: {silence: 9 seconds}\nunanswered: {by: agent, say: b, within: {turns: 1}}",
            "rules.unanswered_what",
            id="an answer",
        ),
    ],
)
def test_faults(tmp_path, lines, code):
    _, faults = read_pack("cn", config(tmp_path, rule=said(lines)))
    assert code in {fault.code for fault in faults}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("measure", Measure)
def test_every_measure_is_told_with_its_limit(tmp_path, measure, language):
    loaded = rules_of(tmp_path, f"sound: {{{measure}: 7 {UNITS[measure]}, times: 4}}")
    told = "\n".join(spelt(explain(loaded.rules[0], loaded.words), language))
    assert " 7 " in told
    assert " 4 " in told


def test_the_same_sound_is_the_same_rule(tmp_path):
    line = CALLS + "sound: {silence: 9 seconds}"
    twin = said(line).replace("cn.test.blast", "cn.test.twin")
    _, faults = read_pack("cn", config(tmp_path, a=said(line), b=twin))
    assert "rules.shadow_duplicate" in {fault.code for fault in faults}


ROWS = """\
who: {channel: call}
sound: {loudness: 9 dB}
"""


def test_rows_give_what_was_measured(tmp_path):
    turns = [
        f"{{speaker: agent, text: 您好, level: {level}, start: {at}, end: {at + 1}}}"
        for at, level in enumerate((-30, -30, -30, -30))
    ]
    loud = "{speaker: agent, text: 还不还, level: -15, start: 9, end: 10}"
    unclear = "{speaker: agent, text: 谢谢观看, level: -5, start: 12, end: 13, grade: void, track: 0}"
    rule = said(ROWS)
    rows = rule[rule.index("tests:") :]
    must = f"    - {{channel: call, turns: [{', '.join([*turns, loud])}], quote: 还不还}}\n" * 3
    must_not = f"    - {{channel: call, turns: [{', '.join([*turns, unclear])}], because: nobody said it}}\n" * 3
    text = rule.replace(rows, f"tests:\n  must:\n{must}  must_not:\n{must_not}")
    loaded = load_pack("cn", config(tmp_path, rule=text))
    assert check(loaded.rules[0], compile_pack(loaded.rules, frozenset(Status))) == ()


SILENCE = """\
who: {speaker: agent, channel: call}
sound: {silence: 10 seconds}
unless: [asked_to_wait]
"""


@pytest.mark.parametrize(
    ("lines", "quotes"),
    [
        pytest.param(("a 0-2 您今天能还吗", "d 20-21 能"), ["您今天能还吗"], id="nobody asked"),
        pytest.param(("a 0-2 请稍等", "a 20-21 久等了"), [], id="the agent asked"),
        pytest.param(("a 0-2 我帮您查一下", "a 20-21 查到了"), [], id="in other words"),
        pytest.param(("d 0-2 等我找一下卡", "a 3-4 好的", "d 20-21 找到了"), [], id="the debtor asked before"),
        pytest.param(("a 0-2 卡号多少", "d 3-4 你等一下", "d 20-21 找到了"), [], id="the debtor asked in answer"),
        pytest.param(("a 0-2 Hold on please", "a 20-21 thanks"), [], id="in English"),
        pytest.param(
            ("a 0-2 请稍等", "d 3-4 好", "a 5-6 您今天能还吗", "d 7-8 嗯", "a 30-31 喂"),
            ["您今天能还吗"],
            id="long before",
        ),
        pytest.param(("a 0-2 您今天能还吗", "a 20-21 请稍等"), ["您今天能还吗"], id="only after the silence"),
        pytest.param(("a 0-2 我等着您还钱", "d 20-21 哦"), ["我等着您还钱"], id="to wait for money is no asking"),
    ],
)
def test_a_silence_that_was_asked_for_does_not_count(lines, quotes):
    assert result(SILENCE, talk(*lines))[0] == quotes


def test_rules_about_sound_do_not_look_at_messages():
    message = talk("a 您好", channel="sms")
    assert result(SILENCE, message) == ([], [])
