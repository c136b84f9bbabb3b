"""A call under way: frames find their place, findings are told once, and what is stored is the whole call."""

import io
import wave
from datetime import UTC, datetime

import numpy as np
import pytest

from audit.errors import Refused
from audit.pack import compile_pack
from audit.records import Case, Channel, Contact, Disposition, Party, Speaker, State
from config.loader import load_pack
from pipelines.adapters.memory import MemoryBlobs, MemoryStore
from pipelines.live.call import LONGEST_CALL, LONGEST_GAP, Judges, LiveCall, announced, at_once
from pipelines.live.messages import Frame
from pipelines.live.start import Encoding, Start
from tests.unit.live.ears import THREAT, Ears, silence, tone

WHOLE = compile_pack([rule for rule in load_pack("cn").rules if rule.category in {"T01", "T08", "T15", "T20"}])
PACK = at_once(WHOLE)
START = Start(Encoding.PCM, 8000, {"outbound": Speaker.AGENT, "inbound": Speaker.DEBTOR}, Party.DEBTOR)
NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
RATE = 8000


def begun(start=START, store=None):
    contact, _ = announced("7", start, NOON, store or MemoryStore())
    return LiveCall(contact, start, Judges(Ears(), PACK))


@pytest.fixture
def call():
    made = begun()
    yield made
    made.close()


def say(call, track, samples, at=None, number=None):
    """In one frame; `at` in milliseconds."""
    return call.take(Frame(track, samples.astype("<i2").tobytes(), at, number))


def stored(call):
    """The samples that are kept, shape (channels, n)."""
    store, blobs = MemoryStore(), MemoryBlobs()
    contact = call.store(store, blobs)
    with wave.open(io.BytesIO(blobs.get(contact.audio))) as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return frames.reshape(-1, file.getnchannels()).T


def quotes(found):
    return [finding.quote for finding in found]


def test_a_threat_is_found_when_its_utterance_is_over_and_told_once(call):
    say(call, "outbound", tone(50, 1))
    assert call.listen() == ([], [])  # perhaps it goes on
    say(call, "outbound", silence(0.8))
    (threat,), _ = call.listen()
    assert threat.category == "T01"
    assert threat.quote in THREAT
    assert (threat.speaker, threat.contact) == (Speaker.AGENT, "call:7")
    assert 0 <= threat.at < threat.until <= 1
    say(call, "outbound", np.concatenate([tone(20, 1), silence(0.8)]))
    found, _ = call.listen()
    assert found
    assert threat.id not in {one.id for one in found}


def test_who_speaks_counts(call):
    say(call, "inbound", np.concatenate([tone(50, 1), silence(0.8)]))
    assert call.listen()[0] == []


def test_what_nobody_waited_the_end_of_is_found_at_last(call):
    say(call, "outbound", tone(50, 1))
    assert quotes(call.listen()[0]) == []
    assert len(call.finish()) == 1
    assert call.finish() == []


def test_rules_about_what_was_never_said_wait_for_the_whole_call():
    waiting = {one.rule.id for one in WHOLE.rules if one.rule.wordless or one.rule.unanswered}
    assert waiting
    assert {one.rule.id for one in PACK.rules} == {one.rule.id for one in WHOLE.rules} - waiting


@pytest.mark.parametrize(
    ("frames", "seconds", "codes"),
    [
        pytest.param([(0, 1), (1000, 1)], 2.0, [None, None], id="one after the other"),
        pytest.param([(0, 1), (1030, 1)], 2.0, [None, None], id="a clock that is a little off"),
        pytest.param([(0, 1), (3000, 1)], 4.0, [None, "live.missing"], id="two seconds are missing"),
        pytest.param([(5000, 1)], 6.0, [None], id="this side begins later"),
        pytest.param([(0, 1), (2000, 1), (1000, 1)], 3.0, [None, "live.missing", "live.late"], id="out of order"),
        pytest.param([(0, 1), (0, 1)], 1.0, [None, "live.late"], id="the same again"),
        pytest.param([(None, 1), (None, 1)], 2.0, [None, None], id="without timestamps"),
        pytest.param([(None, 0), (None, 1)], 1.0, [None, None], id="an empty frame"),
    ],
)
def test_frames_find_their_place(call, frames, seconds, codes):
    told = [say(call, "outbound", tone(30, length), at) for at, length in frames]
    assert [odd and odd.code for odd in told] == codes
    assert call.seconds == seconds


def test_a_frame_that_comes_too_late_is_in_the_recording(call):
    for at, loud in ((0, 30), (2000, 50), (1000, 20)):
        say(call, "outbound", tone(loud, 1), at)
    outbound, inbound = stored(call)
    assert np.array_equal(outbound, np.concatenate([tone(30, 1), tone(20, 1), tone(50, 1)]))
    assert not inbound.any()


@pytest.mark.parametrize(
    ("at", "code"),
    [
        pytest.param(500, "live.overlap", id="other sound stands there"),
        pytest.param((LONGEST_GAP + 2) * 1000, "live.gap", id="minutes are missing"),
    ],
)
def test_frames_that_cannot_be_kept_change_nothing(call, at, code):
    say(call, "outbound", tone(30, 1))
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        say(call, "outbound", tone(50, 1), at, 9)
    assert np.array_equal(stored(call)[0], tone(30, 1))


def test_a_clock_of_another_kind_fills_no_disk(call):
    with pytest.raises(Refused, match=r"live\.too_long"):
        say(call, "outbound", tone(30, 1), 1_760_000_000_000)
    assert call.seconds == 0
    with pytest.raises(Refused, match=r"live\.too_long"):
        say(call, "outbound", tone(30, 1), LONGEST_CALL * 1000)


def test_without_timestamps_the_numbers_tell_what_is_missing(call):
    assert say(call, "outbound", tone(30, 1), number=2) is None
    assert say(call, "inbound", tone(30, 1), number=3) is None
    assert say(call, "outbound", tone(30, 1), number=6).values == {"messages": 2}
    for number in (6, 4):
        with pytest.raises(Refused, match=r"live\.out_of_order"):
            say(call, "outbound", tone(30, 1), number=number)


def test_minutes_of_silence_cost_nothing_and_hide_nothing(call):
    for _ in range(60):
        say(call, "outbound", silence(5))
        assert call.listen() == ([], [])
    say(call, "outbound", np.concatenate([tone(50, 1), silence(0.8)]))
    (threat,), _ = call.listen()
    assert 300 <= threat.at < threat.until <= 301


def test_who_cannot_keep_up_goes_on_where_the_call_is_now(call):
    say(call, "outbound", np.concatenate([tone(50, 1), silence(59), tone(20, 1), silence(1)]))
    found, (note,) = call.listen()
    assert (note.code, note.values) == ("live.behind", {"seconds": 52})
    assert found
    assert all(60 <= one.at < one.until <= 61 for one in found)
    assert call.seconds == 62


def test_mulaw_and_wide_band():
    call = begun(Start(Encoding.MULAW, 16000, {"a": Speaker.AGENT}))
    call.take(Frame("a", b"\xff" * 16000 + b"\x80" * 16000))
    assert call.seconds == 2
    assert stored(call).shape == (1, 32000)
    assert stored(call)[0, -1] == 32124
    call.close()


def test_the_contact_says_what_was_known_of_the_call():
    store, blobs = MemoryStore(), MemoryBlobs()
    store.put_cases([Case("C-1", "甲方", "d-1")])
    start = Start(
        Encoding.PCM,
        RATE,
        START.speakers,
        Party.GUARANTOR,
        case_id="C-1",
        number="10012345678",
        agent_id="A",
        agency="宜诚",
    )
    call = begun(start, store)
    say(call, "inbound", tone(30, 2))
    contact = call.store(store, blobs)
    call.close()
    assert store.state("call:7") == (State.RECEIVED, None)
    (kept,) = store.contacts(["call:7"])
    assert kept == contact
    assert (contact.id, contact.channel, contact.party, contact.case_id) == ("7", Channel.CALL, Party.GUARANTOR, "C-1")
    assert (contact.number, contact.agent_id, contact.agency) == ("10012345678", "A", "宜诚")
    assert (contact.at, (contact.ended_at - contact.at).total_seconds()) == (NOON, 2.0)
    assert (contact.disposition, contact.recording) == (Disposition.CONNECTED, "7.wav")
    assert contact.channels == (Speaker.AGENT, Speaker.DEBTOR)
    assert kept.case.institution == "甲方"


def test_a_call_without_any_sound_is_an_attempt(call):
    store = MemoryStore()
    contact = call.store(store, MemoryBlobs())
    assert (contact.recording, contact.audio) == (None, None)
    assert store.state("call:7")[0] is not None


def test_an_id_that_is_stored_is_refused_and_an_unknown_case_is_told():
    store = MemoryStore()
    store.put_contacts([Contact("7", Channel.CALL)])
    with pytest.raises(Refused, match=r"live\.known"):
        announced("7", START, NOON, store)
    contact, (note,) = announced("8", Start(Encoding.PCM, RATE, START.speakers, case_id="C-9"), NOON, store)
    assert (contact.case, contact.case_id, note.code) == (None, "C-9", "live.unknown_case")
