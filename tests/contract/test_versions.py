"""What every system of record must do with versions of transcripts, pages of keys and the files of watched folders."""

from dataclasses import replace

import pytest

from audit.findings import Scan
from audit.records import Channel, Contact, Speaker, State, Transcript, Turn, Word
from audit.watched import FileState, WatchedFile
from tests.make import NINE, finding, sms

CALL = Contact(id="7", channel=Channel.CALL, at=NINE, recording="7.wav", audio="ab" * 32)
FIRST = Transcript(
    (Turn(0, Speaker.AGENT, "再不还款就上门", 0.1, 2.5, (Word("再", 0.1, 0.5, 0.9),), -0.25, 0.01),),
    "faster-whisper",
    "demo@sha256:1",
    {"beam": 5, "recording": {"layout": "separate"}},
    3.0,
    "ab" * 32,
)
SECOND = replace(FIRST, turns=(Turn(0, Speaker.AGENT, "再不还款就商量", 0.1, 2.5),), model="demo@sha256:2")


def test_a_contact_that_was_never_heard_has_no_version(store):
    store.put_contacts([CALL, sms("1")])
    assert store.transcripts(CALL.key) == store.transcripts("sms:1") == []
    with pytest.raises(KeyError):
        store.transcripts("call:99")


def test_a_new_transcript_stands_beside_the_old(store):
    store.put_contacts([CALL])
    store.put_transcript(CALL.key, FIRST)
    store.put_scans([Scan(CALL.key)], "cn")
    store.mark([CALL.key], State.RECEIVED)
    store.put_transcript(CALL.key, SECOND)
    assert store.transcript(CALL.key) == SECOND
    assert store.transcripts(CALL.key) == [FIRST, SECOND]
    assert store.contacts([CALL.key])[0].turns == SECOND.turns
    store.put_transcript(CALL.key, FIRST)
    assert store.transcripts(CALL.key) == [FIRST, SECOND, FIRST], "what was said once more is a version of its own"


@pytest.mark.parametrize(
    ("other", "versions"),
    [
        (FIRST, 1),
        (replace(FIRST, settings={"beam": 1}), 2),
        (replace(FIRST, audio="cd" * 32), 2),
        (replace(FIRST, duration=3.5), 2),
        (replace(FIRST, turns=()), 2),
    ],
    ids=["the same again", "other settings", "another recording", "another length", "nothing heard"],
)
def test_a_version_is_whatever_differs(store, other, versions):
    store.put_contacts([CALL])
    store.put_transcript(CALL.key, FIRST)
    store.put_transcript(CALL.key, other)
    assert len(store.transcripts(CALL.key)) == versions
    assert store.state(CALL.key) == (State.TRANSCRIBED, None)


def test_heard_again_the_old_findings_stand_until_there_is_a_new_transcript(store):
    store.put_contacts([CALL])
    store.put_transcript(CALL.key, FIRST)
    found = finding(CALL.with_turns(FIRST.turns), "就上门")
    store.put_scans([Scan(CALL.key, (found,))], "cn")
    store.mark([CALL.key], State.INDEXED)
    store.mark([CALL.key], State.RECEIVED)
    assert store.findings([CALL.key]) == {CALL.key: (found,)}
    store.put_transcript(CALL.key, SECOND)
    assert store.findings([CALL.key]) == {}


def test_keys_come_in_pages(store):
    keys = store.put_contacts([sms(str(number)) for number in range(7)]).new
    store.mark(keys[1:2], State.FAILED, "坏了")
    pages = [store.keys_in(State.TRANSCRIBED, State.FAILED, limit=3)]
    while pages[-1]:
        store.put_scans([Scan(key) for key in pages[-1] if key != keys[1]], "cn")
        pages.append(store.keys_in(State.TRANSCRIBED, State.FAILED, after=pages[-1][-1], limit=3))
    assert [key for page in pages for key in page] == list(keys), "those that moved on shift nobody"
    assert store.keys_in(State.SCANNED, among=keys[2:5], after=keys[2], limit=1) == [keys[3]]
    with pytest.raises(KeyError):
        store.keys_in(State.SCANNED, after="sms:99")


def test_a_file_takes_its_new_state(store):
    assert store.files() == []
    waiting = WatchedFile("/in/b.wav", 5, 2**60 + 1, FileState.WAITING, "没有清单提到它")
    log = WatchedFile("/in/a.csv", 2**40, 7, FileState.DONE)
    store.put_files([waiting, log])
    assert store.files() == [log, waiting]
    done = replace(waiting, size=6, state=FileState.DONE, reason=None, contact="call:7")
    store.put_files([done])
    store.put_files([])
    assert store.files() == [log, done]
