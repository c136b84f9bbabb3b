"""Import as a user meets it: what is wrong is named with place and remedy, the good rest goes on, nothing is lost."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from tests.e2e.conftest import DEMO, Ran

pytestmark = pytest.mark.usefixtures("few_rules")

SMS = "sms_id,sent_at,case_id,number,party_role,direction,agent_id,agency,text,status\n"
GOOD = "1,2026-10-01T09:00:00+08:00,,10012345678,debtor,outbound,A-1,宜诚服务,我就带几个人去你家打你,sent\n"
CALLS = "call_id,started_at,answered_at,ended_at,number,party_role,direction,disposition,recording\n"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("2,2026-10-01 09:00:00,,10012345678,debtor,outbound,,,文字,\n", "时区", id="time without zone"),
        pytest.param("2,2026-10-01T09:00:00+08:00,,100\n", "单元格", id="half a row"),
        pytest.param(
            '2,2026-10-01T09:00:00+08:00,"=1+1",10012345678,debtor,outbound,,,文字,\n', "公式", id="formula cell"
        ),
        pytest.param("2,2026-10-01T09:00:00+08:00,,10012345678,boss,outbound,,,文字,\n", "boss", id="unknown role"),
        pytest.param("2,2026-10-01T09:00:00+08:00,,10012345678,debtor,outbound,,,,\n", "", id="no text"),
        pytest.param(GOOD.replace("打你", "骂你"), "1", id="id taken by other content"),
    ],
)
def test_a_bad_row_is_rejected_and_the_good_one_judged(
    row: str, reason: str, tmp_path: Path, fairdial: Callable[..., Ran]
) -> None:
    path = tmp_path / "log.csv"
    path.write_text(SMS + GOOD + row, encoding="utf-8")
    ran = fairdial("ingest", "sms", path, "--json")
    assert ran.code == 1
    last = ran.lines[-1]
    assert (last["received"], last["stored"], last["duplicates"], last["rejected"]) == (2, 1, 0, 1)
    with Path(last["rejects_file"]).open(encoding="utf-8-sig", newline="") as file:
        (rejected,) = csv.DictReader(file)
    assert rejected["原文件行号"] == "3"
    assert reason in rejected["拒收原因"]
    incidents = fairdial("incidents", "list", "--json").lines
    assert "T01" in {incident["category"] for incident in incidents}
    assert {contact for incident in incidents for contact in incident["contacts"]} == {"1"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_and_the_same_file_twice(encoding: str, tmp_path: Path, fairdial: Callable[..., Ran]) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes((SMS + GOOD).encode(encoding))
    assert fairdial("ingest", "sms", path).code == 0
    again = fairdial("ingest", "sms", path, "--json")
    assert again.code == 0
    assert again.lines[-1] == {"received": 1, "stored": 0, "duplicates": 1, "rejected": 0, "rejects_file": None}


def test_a_file_without_the_columns_is_refused_by_name(tmp_path: Path, fairdial: Callable[..., Ran]) -> None:
    path = tmp_path / "log.csv"
    path.write_text("when,words\n1,2\n", encoding="utf-8")
    ran = fairdial("ingest", "sms", path)
    assert ran.code == 1
    assert "sms_id" in ran.err


def test_recordings_that_cannot_be_used_fail_with_their_reason(tmp_path: Path, fairdial: Callable[..., Ran]) -> None:
    good = DEMO / "recordings" / "CALL-0010.mp3"
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "cut.flac").write_bytes((DEMO / "recordings" / "CALL-0014.flac").read_bytes()[:50_000])
    (tmp_path / "noise.mp3").write_bytes(b"this is no sound at all" * 100)
    write_wav(tmp_path / "silent.wav", np.zeros((2, 16_000), np.int16))
    shutil.copy(good, tmp_path / "mislabelled.wav")
    names = [
        "empty.wav",
        "cut.flac",
        "noise.mp3",
        "silent.wav",
        "missing.wav",
        "../outside.wav",
        "/etc/passwd",
        "mislabelled.wav",
    ]
    rows = "".join(
        f"{number},2026-10-01T09:00:00+08:00,2026-10-01T09:00:05+08:00,2026-10-01T09:01:00+08:00,10012345678,"
        f"debtor,outbound,connected,{name}\n"
        for number, name in enumerate(names)
    )
    path = tmp_path / "calls.csv"
    path.write_text(CALLS + rows, encoding="utf-8")
    ran = fairdial("ingest", "calls", path, "--json")
    last = ran.lines[-1]
    assert (last["received"], last["stored"], last["rejected"]) == (8, 6, 2)
    rejects = Path(last["rejects_file"]).read_text(encoding="utf-8-sig")
    assert "../outside.wav" in rejects
    assert "/etc/passwd" in rejects
    failed = fairdial("doctor", "--json").lines
    assert {line["contact"]: line["reason"].split(":")[0] for line in failed} == {
        "0": "empty.wav",
        "1": "cut.flac",
        "2": "noise.mp3",
        "3": "silent.wav",
        "4": "call",
    }


def write_wav(path: Path, samples: np.ndarray) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="stereo")
        frame = av.AudioFrame.from_ndarray(samples.T.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def test_a_vendors_transcript_takes_the_place_of_our_own(tmp_path: Path, fairdial: Callable[..., Ran]) -> None:
    (tmp_path / "a.srt").write_text(
        "1\n00:00:01,000 --> 00:00:03,500\n催收: 我就带几个人去你家打你\n", encoding="utf-8"
    )
    (tmp_path / "b.json").write_text('[{"speaker": "agent", "text": 3}]', encoding="utf-8")
    call = "2026-10-01T09:00:00+08:00,2026-10-01T09:00:05+08:00,2026-10-01T09:01:00+08:00,10012345678,debtor,outbound"
    path = tmp_path / "calls.csv"
    path.write_text(f"{CALLS}1,{call},connected,a.wav\n2,{call},connected,b.wav\n", encoding="utf-8")
    ran = fairdial("ingest", "calls", path, "--json")
    assert "b.json" in ran.err
    (incident,) = fairdial("incidents", "list", "category:T01", "--json").lines
    shown = fairdial("incidents", "show", incident["incident"], "--json").lines[0]
    assert shown["transcript"]["origin"] == "vendor:srt"
    assert (shown["findings"][0]["at"] >= 1.0, shown["findings"][0]["until"] <= 3.5) == (True, True)
    (failed,) = fairdial("doctor", "--json").lines
    assert (failed["contact"], "b.json" in failed["reason"]) == ("2", True)


def test_a_setting_that_does_not_hold_is_refused_by_name(fairdial: Callable[..., Ran]) -> None:
    ran = fairdial("doctor", FAIRDIAL_LANG="xx")
    assert ran.code == 2
    assert ran.err.startswith("FAIRDIAL_LANG: ")
    assert "Traceback" not in ran.err
