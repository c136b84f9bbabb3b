"""What every system of record must do with masked copies."""

from dataclasses import replace

import pytest

from audit.errors import Problem
from audit.records import Channel, Contact, Transcript
from audit.redaction.model import Redaction, Stretch

HELD = Problem("redaction.still_heard", "call:1", {"channel": 0, "second": 1.5, "kind": "cn_mobile"})
MADE = Redaction(
    contact="call:1",
    id="a1",
    audio="aa",
    masked="bb",
    stretches=(Stretch(0, 1.25, 2.0, ("cn_mobile", "long_number")), Stretch(1, 0.0, 3.5, ("person_name",))),
    settings={"margin_s": 0.2, "transcriber": "demo@1", "vad": {"min_silence_duration_ms": 300}, "language": None},
    hearings=2,
)


@pytest.fixture
def calls(store):
    store.put_contacts([Contact(str(number), Channel.CALL, audio="aa") for number in (1, 2, 3)])
    return store


def test_it_comes_back_as_it_went_in(calls):
    assert calls.redaction("call:1") is None
    calls.put_redaction(MADE)
    assert calls.redaction("call:1") == MADE
    calls.put_redaction(MADE)
    assert calls.redactions() == [MADE]


def test_a_new_one_takes_the_place_of_the_old(calls):
    calls.put_redaction(replace(MADE, held=(HELD,)))
    assert calls.redactions(held=True) == [replace(MADE, held=(HELD,))]
    calls.put_redaction(replace(MADE, id="a2", stretches=()))
    assert calls.redactions(held=True) == []
    assert calls.redactions() == [replace(MADE, id="a2", stretches=())]


def test_those_that_wait_for_a_person_are_listed_in_the_order_received(calls):
    made = {key: replace(MADE, contact=key, held=(replace(HELD, where=key),)) for key in ("call:3", "call:1")}
    for one in made.values():
        calls.put_redaction(one)
    calls.put_redaction(replace(MADE, contact="call:2"))
    assert calls.redactions(held=True) == [made["call:1"], made["call:3"]]
    assert [one.contact for one in calls.redactions()] == ["call:1", "call:2", "call:3"]


def test_a_new_transcript_forgets_it(calls):
    for key in ("call:1", "call:2"):
        calls.put_redaction(replace(MADE, contact=key))
    calls.put_transcript("call:1", Transcript((), "vendor:json", "", {}))
    assert calls.redaction("call:1") is None
    assert [one.contact for one in calls.redactions()] == ["call:2"]


def test_unknown_contacts_are_refused(calls):
    with pytest.raises(KeyError):
        calls.put_redaction(replace(MADE, contact="call:9"))
    with pytest.raises(KeyError):
        calls.redaction("call:9")
    assert calls.redactions() == []
