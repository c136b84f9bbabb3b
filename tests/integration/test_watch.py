"""A watched folder: half-written files wait, whole ones are taken in, and each in the end is done, rejected or parked."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from audit.records import State
from audit.watched import FileState
from pipelines.bootstrap import Application
from pipelines.flow import Flow
from pipelines.watch import folder as folder_module
from pipelines.watch.watching import Watch
from tests.sounds import call, in_memory

DONE, WAITING, REJECTED, PARKED = FileState.DONE, FileState.WAITING, FileState.REJECTED, FileState.PARKED
LOG = """\
call_id,started_at,ended_at,number,direction,disposition,party_role,recording
7,2026-03-02T10:00:00+08:00,2026-03-02T10:01:00+08:00,10012345678,outbound,connected,debtor,7.wav
"""
SMS = "sms_id,sent_at,number,text\n1,2026-03-02T10:00:00+08:00,10012345678,我要爆你通讯录\n"
CALL = "call:7"


@pytest.fixture
def clock(monkeypatch):
    """What Watch takes for the time; `wait` lets a file settle."""
    now = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(folder_module, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    now.wait = lambda seconds=11: setattr(now, "seconds", now.seconds + seconds)
    return now


@pytest.fixture
def inbox(tmp_path):
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def watched(app, inbox, clock):
    return app, inbox, clock


def fates(watch):
    return {Path(file.path).name: file.state for file in watch.fates()}


def settled(watch, clock):
    """A look at what is there, and another one when it has settled."""
    watch.look()
    clock.wait()
    return {Path(file.path).name: file for file in watch.look()}


def test_a_file_is_taken_once_it_no_longer_grows(app, inbox, clock):
    watch, table = Watch(app, inbox), inbox / "sms-march.csv"
    for end in (20, 40, len(SMS)):
        table.write_text(SMS[:end], encoding="utf-8")
        clock.wait(9)
        (file,) = watch.look() or [None]
        assert file is None or (file.state, bool(file.reason)) == (WAITING, True)
        assert app.store.keys_in(*State) == []
        assert not watch.settled
    clock.wait()
    assert [file.state for file in watch.look()] == [DONE]
    assert app.store.keys_in(*State) == ["sms:1"]
    assert watch.settled
    assert watch.look() == []


def test_a_table_that_changed_is_read_again(app, inbox, clock):
    watch, table = Watch(app, inbox), inbox / "sms.csv"
    table.write_text(SMS, encoding="utf-8")
    settled(watch, clock)
    table.write_text(SMS + "2,2026-03-02T11:00:00+08:00,10012345678,您好\n", encoding="utf-8")
    settled(watch, clock)
    assert app.store.keys_in(*State) == ["sms:1", "sms:2"]


@pytest.mark.parametrize("order", [("7.wav", "calls.csv"), ("calls.csv", "7.wav")], ids=["sound first", "log first"])
@pytest.mark.parametrize("place", ["", "recordings"], ids=["beside the log", "in a folder of recordings"])
def test_a_recording_and_its_log_may_come_in_any_order(app, inbox, clock, order, place):
    watch = Watch(app, inbox)
    (inbox / "recordings").mkdir()
    content = {"7.wav": in_memory(call(16000, 2, 0.5)), "calls.csv": LOG.encode()}
    where = {"7.wav": inbox / place / "7.wav", "calls.csv": inbox / "calls.csv"}
    for name in order:
        where[name].write_bytes(content[name])
        settled(watch, clock)
        with Flow(app) as flow:
            flow.resume()
    assert app.store.state(CALL) == (State.INDEXED, None)
    assert fates(watch) == {"7.wav": DONE, "calls.csv": DONE}


def test_half_a_recording_is_not_taken_although_its_log_is_whole(app, inbox, clock):
    watch, sound = Watch(app, inbox), in_memory(call(16000, 2, 0.5))
    (inbox / "calls.csv").write_text(LOG, encoding="utf-8")
    watch.look()
    clock.wait(8)
    (inbox / "7.wav").write_bytes(sound[:5000])
    watch.look()
    clock.wait(8)
    watch.look()
    assert fates(watch) == {"7.wav": WAITING, "calls.csv": DONE}
    assert app.store.contacts([CALL])[0].audio is None
    (inbox / "7.wav").write_bytes(sound)
    settled(watch, clock)
    assert app.blobs.get(app.store.contacts([CALL])[0].audio) == sound
    assert fates(watch) == {"7.wav": DONE, "calls.csv": DONE}


def test_a_recording_that_changes_later_is_heard_again_and_the_old_version_kept(app, inbox, clock):
    watch = Watch(app, inbox)
    (inbox / "calls.csv").write_text(LOG, encoding="utf-8")
    for seed in (1, 2):
        (inbox / "7.wav").write_bytes(in_memory(call(16000, 2, 0.5, seed=seed)))
        settled(watch, clock)
        with Flow(app) as flow:
            flow.resume()
    first, second = app.store.transcripts(CALL)
    assert first.audio != second.audio == app.store.contacts([CALL])[0].audio
    assert app.blobs.get(first.audio)


@pytest.mark.parametrize(
    ("name", "content", "fate", "reason"),
    [
        ("letter.pdf", b"%PDF", REJECTED, "calls"),
        ("march.csv", SMS.encode(), REJECTED, "calls"),
        ("sms/march.csv", SMS.encode(), DONE, None),
        ("sms.csv", b"", REJECTED, "sms.csv"),
        ("sms-2.csv", b"who,what\n1,2\n", REJECTED, "sms-2.csv"),
        ("sms-3.csv", SMS.encode() + b"2,yesterday,1,x\n", DONE, "rejects.csv"),
        ("lonely.wav", b"RIFF", WAITING, "visits"),
        ("sms.csv.part", SMS.encode(), None, None),
        (".sms.csv", SMS.encode(), None, None),
    ],
    ids=[
        "no table and no recording",
        "a table of which nobody knows what it is",
        "the folder tells what it is",
        "an empty table",
        "a table that nobody understands",
        "a table with a bad row",
        "a recording that no log names",
        "its name says that it is not finished",
        "a hidden file",
    ],
)
def test_what_becomes_of_a_file(watched, name, content, fate, reason):
    app, inbox, clock = watched
    (inbox / name).parent.mkdir(exist_ok=True)
    (inbox / name).write_bytes(content)
    watch = Watch(app, inbox)
    settled(watch, clock)
    found = {Path(file.path).relative_to(inbox).as_posix(): file for file in watch.fates()}
    assert found.keys() == ({name} if fate else set())
    if fate:
        assert found[name].state is fate
        assert (reason is None) == (found[name].reason is None)
        assert reason is None or reason in found[name].reason


def test_a_recording_that_no_log_names_for_a_day_is_parked(app, inbox, clock):
    (inbox / "lonely.wav").write_bytes(b"RIFF")
    os.utime(inbox / "lonely.wav", (1, 1))
    watch = Watch(app, inbox)
    settled(watch, clock)
    assert fates(watch) == {"lonely.wav": PARKED}


def test_a_recording_that_cannot_be_heard_is_parked_with_the_reason_of_its_contact(app, inbox, clock):
    (inbox / "calls.csv").write_text(LOG, encoding="utf-8")
    (inbox / "7.wav").write_bytes(in_memory(call(16000, 2, 0.5)))
    watch = Watch(app, inbox)
    settled(watch, clock)
    app.store.mark([CALL], State.FAILED, "坏了")
    assert {Path(file.path).name: (file.state, file.reason) for file in watch.fates()} == {
        "calls.csv": (DONE, None),
        "7.wav": (PARKED, "坏了"),
    }


def test_a_new_start_takes_in_nothing_twice_and_tries_again_what_was_parked(app, inbox, clock, monkeypatch):
    (inbox / "sms.csv").write_text(SMS, encoding="utf-8")
    (inbox / "cases.csv").write_text("nothing", encoding="utf-8")
    full = OSError(28, "No space left on device")
    with monkeypatch.context() as patch:
        patch.setattr("pipelines.watch.watching.ingest", lambda *_, **__: (_ for _ in ()).throw(full))
        found = settled(Watch(app, inbox), clock)
    assert {name: file.state for name, file in found.items()} == {"sms.csv": PARKED, "cases.csv": PARKED}
    assert "--parked" in found["sms.csv"].reason
    app.store.engine.dispose()

    watch = Watch(Application(app.settings), inbox)
    settled(watch, clock)
    assert fates(watch) == {"sms.csv": DONE, "cases.csv": REJECTED}
    third = Watch(Application(app.settings), inbox)
    assert settled(third, clock) == {}
    for one in (watch, third):
        one._app.store.engine.dispose()
