"""Chats, visits and complaints as a user meets them: imported in any order, found, and set against each other."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import DEMO, Ran

pytestmark = pytest.mark.usefixtures("few_rules")

CHAT = "conversation_id,message_id,sent_at,case_id,speaker,agent_id,agency,text,platform\n"
VISITS = "visit_id,case_id,started_at,ended_at,address_kind,visitors,recorded,met,agency,notes,recording\n"
COMPLAINTS = "complaint_id,received_at,case_id,channel,agency,text,about\n"
SMS = "sms_id,sent_at,case_id,number,party_role,direction,agent_id,agency,text,status\n"
CASES = "case_id,institution,debtor_id,due_amount,overdue_days\nC1,晨星,D1,100,9\nC2,晨星,D2,100,9\n"


@pytest.fixture
def ingest(tmp_path: Path, fairdial: Callable[..., Ran]) -> Callable[[str, str], Ran]:
    def run(kind: str, text: str) -> Ran:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        return fairdial("ingest", kind, path, "--json")

    return run


def test_what_was_complained_of_and_not_detected(
    ingest: Callable[[str, str], Ran], fairdial: Callable[..., Ran]
) -> None:
    ingest("cases", CASES)
    ingest(
        "sms",
        SMS
        + "1,2026-10-01T10:00:00+08:00,C1,15400000001,debtor,outbound,,乙,我就带几个人去你家打你,\n"
        + "2,2026-10-01T10:00:00+08:00,C2,15400000002,debtor,outbound,,乙,您好,\n"
        + "3,2026-10-01T10:00:00+08:00,,15400000003,debtor,outbound,,乙,您好,\n",
    )
    rows = (
        "P1,2026-10-03T10:00:00+08:00,C1,12378,乙,威胁上门打人,\n"
        "P2,2026-10-03T10:00:00+08:00,C2,热线,乙,电话里骂人,\n"
        "P3,2026-10-03T10:00:00+08:00,,热线,,154 0000 0003 收到骚扰,\n"
        "P4,2026-10-03T10:00:00+08:00,C9,,,不知是谁,\n"
        "P5,2026-10-03T10:00:00+08:00,,,,威胁我,1\n"
    )
    last = ingest("complaints", f"{COMPLAINTS}{rows}P6,2026-10-03,,,,x,\n").lines[-1]
    assert (last["received"], last["stored"], last["rejected"]) == (6, 5, 1)
    again = ingest("complaints", COMPLAINTS + rows.replace("骂人", "吼人")).lines[-1]
    assert (again["stored"], again["duplicates"], again["rejected"]) == (0, 4, 1)

    listed = {line["complaint"]: line for line in fairdial("complaints", "list", "--json").lines}
    assert {key: (line["how"], line["contacts"], line["detected"]) for key, line in listed.items()} == {
        "P1": ("case", ["1"], True),
        "P2": ("case", ["2"], False),
        "P3": ("number", ["3"], False),
        "P4": ("none", [], False),
        "P5": ("about", ["1"], True),
    }
    known = {line["incident"] for line in fairdial("incidents", "list", "--json").lines}
    assert set(listed["P1"]["incidents"]) == known
    assert {name: value for name, value in listed["P2"].items() if name not in ("how", "contacts", "detected")} == {
        "complaint": "P2",
        "received_at": "2026-10-03T10:00:00+08:00",
        "case_id": "C2",
        "channel": "热线",
        "agency": "乙",
        "text": "电话里骂人",
        "incidents": [],
    }
    undetected = fairdial("complaints", "list", "--undetected", "--json")
    assert [line["complaint"] for line in undetected.lines] == ["P2", "P3", "P4"]
    shown = fairdial("complaints", "list", "--undetected")
    assert (shown.code, "P2" in shown.out, "P1" in shown.out) == (0, True, False)


def test_a_conversation_grows_over_imports(ingest: Callable[[str, str], Ran], fairdial: Callable[..., Ran]) -> None:
    ingest("cases", CASES)
    late = "K1,M2,2026-10-01T10:05:00+08:00,,agent,A-1,乙,我就带几个人去你家打你,app\n"
    early = "K1,M1,2026-10-01T10:00:00+08:00,C1,debtor,,,我现在没钱,app\n"
    assert ingest("chat", CHAT + late).lines[-1]["stored"] == 1
    ran = ingest("chat", CHAT + early + late + late.replace("打你", "骂你") + "K1,M3,2026\n")
    last = ran.lines[-1]
    assert (last["received"], last["stored"], last["duplicates"], last["rejected"]) == (4, 1, 1, 2)
    (incident,) = fairdial("incidents", "list", "category:T01 channel:chat", "--json").lines
    assert (incident["contacts"], incident["case_id"], incident["agency"]) == (["K1"], "C1", "乙")
    found = fairdial("search", "没钱 channel:chat", "--json").lines[0]
    assert (found["contact"], found["turn"], found["text"]) == ("K1", 0, "我现在没钱")
    shown = fairdial("incidents", "show", incident["incident"], "--json").lines[0]
    assert [turn["text"] for turn in shown["turns"]] == ["我现在没钱", "我就带几个人去你家打你"]
    assert fairdial("doctor", "--json").lines == []


@pytest.mark.timeout(600)
def test_notes_of_visits_are_judged_whatever_becomes_of_the_recording(
    ingest: Callable[[str, str], Ran], fairdial: Callable[..., Ran], tmp_path: Path
) -> None:
    ingest("cases", CASES)
    (tmp_path / "noise.wav").write_bytes(b"no sound")
    shutil.copy(DEMO / "recordings" / "CALL-0010.mp3", tmp_path / "good.mp3")
    visit = "C1,2026-10-01T15:00:00+08:00,2026-10-01T15:10:00+08:00,home"
    threat = "我就带几个人去你家打你"
    rows = (
        f"1,{visit},1,no,family,乙,{threat},\n"
        f"2,{visit},2,yes,debtor,乙,{threat},late.mp3\n"
        f"3,{visit},2,yes,debtor,乙,{threat},noise.wav\n"
        f"4,{visit},2,yes,debtor,乙,{threat},good.mp3\n"
        f"5,{visit},2,yes,nobody,乙,,\n"
    )
    last = ingest("visits", VISITS + rows).lines[-1]
    assert (last["stored"], last["rejected"]) == (5, 0)
    said = fairdial("incidents", "list", "category:T01", "--json").lines
    assert {line["contacts"][0] for line in said} == {"1", "2", "3", "4"}
    alone = [line for line in fairdial("incidents", "list", "--json").lines if line["rule"] == "cn.visit.alone"]
    assert [line["contacts"] for line in alone] == [["1"]]
    assert fairdial("search", "带几个人 channel:visit", "--json").lines[-1]["total"] == 4
    failed = {line["contact"]: line["reason"] for line in fairdial("doctor", "--json").lines}
    assert set(failed) == {"2", "3"}
    heard = next(line["incident"] for line in said if line["contacts"] == ["4"])
    shown = fairdial("incidents", "show", heard, "--json").lines[0]
    assert (shown["turns"][0]["text"], len(shown["turns"]) > 1) == (threat, True)
    assert {turn["speaker"] for turn in shown["turns"][1:]} == {"unknown"}

    shutil.copy(tmp_path / "good.mp3", tmp_path / "late.mp3")
    again = ingest("visits", VISITS + rows).lines[-1]
    assert (again["stored"], again["duplicates"]) == (0, 5)
    assert {line["contact"] for line in fairdial("doctor", "--json").lines} == {"3"}
    mended = next(line["incident"] for line in said if line["contacts"] == ["2"])
    turns = fairdial("incidents", "show", mended, "--json").lines[0]["turns"]
    assert (turns[0]["text"], len(turns) > 1) == (threat, True)
