"""The shipped speech model on calls in which numbers are read out: their masked copies give none away, by ear and by the clock.

The recordings are made by `python -m benchmarks.dictated_calls`; the benchmark `benchmarks.redaction` does the same with a hundred.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from benchmarks.masked_calls import Call, Digit, Listener, leaked, lost, uncovered

FOLDER = Path(__file__).with_name("dictated")
CALLS = sorted(path.stem for path in FOLDER.glob("*.json"))
LISTENER = Listener()


@cache
def made(name):
    told = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    recording = (FOLDER / told["recording"]).read_bytes()
    return Call(recording, tuple(told["numbers"]), tuple(Digit(**digit) for digit in told["digits"]))


@cache
def redacted(name):
    return LISTENER.redacted(made(name))


@cache
def heard(name):
    return LISTENER.hear(redacted(name)[1])


def test_there_are_calls_to_listen_to():
    assert len(CALLS) == 3


@pytest.mark.parametrize("name", CALLS)
def test_the_number_is_heard_in_the_recording_and_not_in_its_masked_copy(name):
    call, (redaction, _, turns) = made(name), redacted(name)
    assert uncovered(call, ()) == len(call.digits)
    assert leaked(call.numbers, [turns]) == 1
    assert leaked(call.numbers, heard(name)) == 0
    assert uncovered(call, redaction.stretches) == 0
    assert redaction.held == ()


def test_a_line_that_carries_everything_across_is_masked_on_both_channels():
    call, (redaction, _, _) = made("call-5"), redacted("call-5")
    across = Call(
        call.recording, call.numbers, tuple(Digit(1 - one.channel, one.start, one.end) for one in call.digits)
    )
    assert uncovered(across, redaction.stretches) == 0


def test_nearly_all_other_words_are_still_heard():
    total = {"outside": 0, "lost": 0}
    for name in CALLS:
        redaction, _, turns = redacted(name)
        counted = lost(turns, heard(name), redaction.stretches)
        total = {key: total[key] + counted[key] for key in total}
    assert total["outside"] > 100
    assert total["lost"] <= 0.02 * total["outside"], total
