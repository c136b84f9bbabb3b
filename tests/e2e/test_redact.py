"""Masking by the program: once, for all, a second time; what is held back; and clips with and without what was masked."""

import json
import wave

import numpy as np
import pytest

from tests.dials import recording
from tests.e2e.conftest import ROOT
from tests.sounds import in_memory

pytestmark = pytest.mark.usefixtures("few_rules")

DICTATED = ROOT / "tests" / "integration" / "dictated"
HEADER = "call_id,case_id,started_at,answered_at,ended_at,number,party_role,direction,disposition,agent_id,agency,recording\n"
TIMES = "2026-10-06T14:20:00+08:00,2026-10-06T14:20:09+08:00,2026-10-06T14:21:00+08:00"


@pytest.fixture
def calls(fairdial, tmp_path):
    """D1 is heard by the shipped model; W1 has a vendor's transcript without times; N1 was never recorded."""
    folder = tmp_path / "calls"
    folder.mkdir()
    (folder / "D1.m4a").write_bytes((DICTATED / "call-1.m4a").read_bytes())
    (folder / "W1.wav").write_bytes(in_memory(recording(4, (0, 1.0, "好是吗"), (1, 3.0, "好"))))
    turns = [
        {"speaker": "agent", "text": "手机号是15400001234"},
        {"speaker": "debtor", "text": "好", "start": 3.0, "end": 3.2},
    ]
    (folder / "W1.json").write_text(json.dumps(turns), encoding="utf-8")
    rows = [("D1", "D1.m4a"), ("W1", "W1.wav"), ("N1", "")]
    lines = [f"{call},,{TIMES},15400009999,debtor,outbound,connected,A1,甲,{file}\n" for call, file in rows]
    (folder / "calls.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    done = fairdial("ingest", "calls", folder / "calls.csv", "--json")
    assert done.code == 0, done.err
    return folder


@pytest.mark.timeout(400)
@pytest.mark.usefixtures("calls")
def test_redact_list_and_clip(fairdial, tmp_path):
    first = fairdial("redact", "--all", "--json")
    assert first.code == 0, first.err
    clean, held, total = first.lines
    assert total == {"redacted": 2, "held": 1, "refused": 0}
    assert (clean["contact"], clean["status"], clean["held"]) == ("D1", "clean", [])
    assert len(clean["stretches"]) == 3
    assert len(clean["masked"]) == 64 != clean["audio"]
    assert (held["contact"], held["status"], held["masked"]) == ("W1", "held", None)
    assert [(reason["reason"], reason["kind"]) for reason in held["held"]] == [("redaction.no_times", "cn_mobile")]

    assert fairdial("redact", "--all", "--json").lines == first.lines, "a second run changes nothing"
    assert fairdial("redactions", "list", "--json").lines == [clean, held]
    assert fairdial("redactions", "list", "--held", "--json").lines == [held]
    shown = fairdial("redactions", "list", "--held")
    assert "call:W1" in shown.out
    assert "15400001234" not in shown.out + first.out

    one = clean["stretches"][0]
    number = next(line["turn"] for line in fairdial("search", "手机号", "--json").lines if line.get("contact") == "D1")
    masked, original = tmp_path / "masked.wav", tmp_path / "original.wav"
    assert fairdial("clip", "call:D1", number, "--seconds", "1.5", "--to", masked).code == 0
    assert fairdial("clip", "call:D1", number, "--seconds", "1.5", "--original", "--to", original).code == 0
    sounds = [samples(path)[:, one["channel"]] for path in (masked, original)]
    assert len(sounds[0]) == len(sounds[1])
    assert loudest_hertz(sounds[0]) == pytest.approx(1000, abs=5)
    assert loudest_hertz(sounds[1]) != pytest.approx(1000, abs=5)
    what_cannot_be_done_is_refused_with_its_remedy(fairdial, tmp_path)


#: Command, what its refusal names, why.
REFUSED = [
    (("redact",), "--all", "nothing named"),
    (("redact", "call:D1", "--all"), "--all", "both named"),
    (("redact", "call:X9"), "call:X9", "unknown"),
    (("clip", "call:X9", 0, "--to", "x.wav"), "call:X9", "unknown to clip"),
    (("clip", "call:D1", 99, "--to", "x.wav"), "99", "no such turn"),
    (("clip", "call:W1", 1, "--to", "x.wav"), "call:W1", "a turn without times"),
    (("clip", "call:W1", 0, "--to", "x.wav"), "--held", "held back"),
    (("clip", "call:N1", 0, "--to", "x.wav"), "call:N1", "no turns"),
]


def what_cannot_be_done_is_refused_with_its_remedy(fairdial, tmp_path):
    for arguments, says, reason in REFUSED:
        refused = fairdial(*arguments)
        assert (refused.code, says in refused.err) == (2, True), (reason, refused.err)
    assert not (tmp_path / "x.wav").exists()
    never_recorded = fairdial("redact", "call:N1", "--json")
    assert never_recorded.code == 1
    assert json.loads(never_recorded.err)["error"] == "redaction.no_audio"


def samples(path):
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())


def loudest_hertz(sound):
    return np.abs(np.fft.rfft(sound)).argmax() * 16_000 / len(sound)
