"""How far the work is, what is parked, trying it again, hearing it again, and workers that stay: as an operator sees it."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.records import State
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.sql.engine import connect
from pipelines.adapters.sql.store import SqlStore
from tests import postgres
from tests.e2e.conftest import DEMO, ROOT, Ran
from tests.sounds import in_memory
from tests.unit.rules import packs

SMS = "sms_id,sent_at,number,text\n1,2026-03-02T10:00:00+08:00,10012345678,我要爆你通讯录\n"
CALLS = """\
call_id,started_at,ended_at,number,direction,disposition,party_role,recording
7,2026-03-02T10:00:00+08:00,2026-03-02T10:01:00+08:00,10012345678,outbound,connected,debtor,7.wav
"""
COMPLAINTS = "complaint_id,received_at,text,about\nK-1,2026-03-03T10:00:00+08:00,骂人,7\n"
PATIENCE_S = 60


@pytest.fixture(autouse=True)
def small(environment: dict[str, str], tmp_path: Path) -> None:
    """A pack of one rule and no reader: what this is about does not depend on them, and they take seconds to load."""
    pack = packs.config(tmp_path / "config", blast=packs.GOOD) / "packs" / "cn"
    environment |= {"FAIRDIAL_PACK": str(pack), "FAIRDIAL_READER": "off", "FAIRDIAL_SETTLE_SECONDS": "0.2"}


def test_a_parked_call_says_what_to_do_and_is_tried_again(fairdial: Callable[..., Ran], tmp_path: Path) -> None:
    for name, text in (("sms.csv", SMS), ("calls.csv", CALLS), ("complaints.csv", COMPLAINTS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert fairdial("ingest", name.removesuffix(".csv"), tmp_path / name, "--no-wait").code == 0
    (before,) = fairdial("work", "--status", "--json").lines
    assert before["backlog"] == {
        "received": {"urgent": 1, "normal": 0},
        "transcribed": {"urgent": 0, "normal": 1},
        "scanned": {"urgent": 0, "normal": 0},
    }
    assert (before["working"], before["parked"], before["minutes_left"]) == (False, 0, None)
    (waiting,) = fairdial("doctor", "7", "--json").lines
    assert waiting == {
        "contact": "7", "channel": "call", "state": "received", "reason": None, "urgent": True, "versions": 0,
    }  # fmt: skip

    assert fairdial("work").code == 0
    (after,) = fairdial("work", "--status", "--json").lines
    assert after["parked"] == 1
    assert "recordings" in after["first_parked"][0]["reason"], "what to do is said"
    shown = fairdial("work", "--status")
    assert "call:7" in shown.out
    assert "fairdial work --retry call:7" in fairdial("doctor", "call:7").out
    assert "1" in fairdial("work", "--retry", "7").out.splitlines()[0]
    assert fairdial("doctor", "7", "--json").lines[0]["state"] == "failed", "its recording still has not come"
    unknown = fairdial("work", "--retry", "call:99")
    assert unknown.code == 2
    assert "call:99" in unknown.err


def test_a_watched_folder_is_dealt_with_to_the_last_file(fairdial: Callable[..., Ran], tmp_path: Path) -> None:
    (inbox := tmp_path / "inbox").mkdir()
    (inbox / "sms-march.csv").write_text(SMS, encoding="utf-8")
    (inbox / "calls.csv").write_text(CALLS, encoding="utf-8")
    (inbox / "7.wav").write_bytes(b"")
    (inbox / "holiday.jpg").write_bytes(b"\xff\xd8")
    ran = fairdial("watch", inbox, "--once", "--json")
    assert ran.code == 0, ran.err
    last = {Path(line["path"]).name: (line["state"], line["contact"]) for line in ran.lines}
    assert last == {
        "sms-march.csv": ("done", None),
        "calls.csv": ("done", None),
        "7.wav": ("parked", "call:7"),
        "holiday.jpg": ("rejected", None),
    }
    assert all(line["reason"] for line in ran.lines if line["state"] != "done")
    assert [line["quote"] for line in fairdial("incidents", "list", "--json").lines] == ["爆你通讯录"]
    assert fairdial("work", "--status", "--json").lines[0]["files"] == {"done": 3, "rejected": 1}


def test_a_scheduled_worker_works_when_its_time_comes(
    fairdial: Callable[..., Ran], environment: dict[str, str], tmp_path: Path, home: Path
) -> None:
    (tmp_path / "sms.csv").write_text(SMS, encoding="utf-8")
    command = [sys.executable, "-m", "pipelines.cli", "work", "--schedule", "* * * * * *"]
    worker = subprocess.Popen(command, env={**environment, "PYTHONPATH": str(ROOT)}, cwd=tmp_path)
    try:
        assert fairdial("ingest", "sms", tmp_path / "sms.csv", "--no-wait").code == 0
        engine = connect(f"sqlite:///{home / 'fairdial.sqlite'}")
        store, until = SqlStore(engine), time.monotonic() + PATIENCE_S
        while store.state("sms:1")[0] is not State.INDEXED and time.monotonic() < until:
            assert worker.poll() is None, "the worker stays"
            time.sleep(0.2)
        assert store.state("sms:1") == (State.INDEXED, None)
        engine.dispose()
    finally:
        worker.kill()
        worker.wait()
    refused = fairdial("work", "--schedule", "every night", FAIRDIAL_LANG="en")
    assert refused.code == 2
    assert "cron" in refused.err


def test_a_worker_on_a_server_that_is_told_to_end_leaves_nothing_behind(
    fairdial: Callable[..., Ran], environment: dict[str, str], tmp_path: Path
) -> None:
    with postgres.database() as url:
        environment |= {"FAIRDIAL_DATABASE": url, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "pipelines.cli", "work", "--schedule", "0 2 * * *"]
        worker = subprocess.Popen(command, env=environment, cwd=tmp_path)
        try:
            told, until = fairdial("work", "--status", "--json").lines[0], time.monotonic() + PATIENCE_S
            while not told["working"] and time.monotonic() < until:
                assert worker.poll() is None, "the worker stays"
                (told,) = fairdial("work", "--status", "--json").lines
            (one,) = told["workers"]
            assert (one["process"], one["feeds"], one["in_hand"]) == (worker.pid, False, [])
            assert str(worker.pid) in fairdial("work", "--status").out
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(PATIENCE_S) == -signal.SIGTERM
        finally:
            worker.kill()
            worker.wait()
        (after,) = fairdial("work", "--status", "--json").lines
        assert (after["working"], after["workers"]) == (False, [])


def test_heard_again_by_other_settings_is_a_version_beside_the_old(
    fairdial: Callable[..., Ran], environment: dict[str, str], tmp_path: Path
) -> None:
    whole = AudioDecoder().decode((DEMO / "recordings" / "CALL-0003.wav").read_bytes(), "CALL-0003.wav")
    (tmp_path / "7.wav").write_bytes(in_memory(whole.samples[:, : 6 * 16000]))
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    assert fairdial("ingest", "calls", tmp_path / "calls.csv").code == 0
    (first,) = fairdial("transcripts", "7", "--json").lines
    assert first["version"] == 1
    assert len(first["audio"]) == 64
    assert first["turns"]
    assert fairdial("retranscribe", "--all", "--json").lines == [{"heard_again": 0}]
    assert len(fairdial("retranscribe", "7", "--diff", "--json").lines) == 1, "the same again is no new version"

    model = tmp_path / "demo-zh"
    model.mkdir()
    for file in (ROOT / "models" / "demo-zh").iterdir():
        if file.is_file() and file.name != "decoding.json":
            (model / file.name).symlink_to(file)
    decoding = ROOT / "models" / "demo-zh" / "decoding.json"
    before = json.loads(decoding.read_text(encoding="utf-8")) if decoding.exists() else {}
    (model / "decoding.json").write_text(json.dumps({**before, "beam_size": 1, "max_new_tokens": 3}), encoding="utf-8")
    environment |= {"FAIRDIAL_WHISPER_MODEL": str(model)}
    assert fairdial("retranscribe", "--all", "--json").lines == [{"heard_again": 1}]
    lines = fairdial("transcripts", "7", "--diff", "--json").lines
    one, two = (line for line in lines if "version" in line)
    assert (one["version"], two["version"]) == (1, 2)
    assert one["turns"] == first["turns"], "the old version is as it was"
    assert one["settings"]["beam_size"] != two["settings"]["beam_size"]
    assert any(line["before"] != line["after"] for line in lines if "before" in line)
    assert "[" in fairdial("transcripts", "7", "--diff").out
    assert fairdial("doctor", "7", "--json").lines[0]["versions"] == 2
    assert fairdial("retranscribe").code == 2
