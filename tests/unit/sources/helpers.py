"""Writes small tables for the tests of this folder."""

import csv
import re
from pathlib import Path
from zoneinfo import ZoneInfo

from audit.errors import Problem
from config.messages import LANGUAGES, render
from pipelines.sources.mapping import SourceMapping
from pipelines.sources.mapping_files import load_mappings
from pipelines.sources.rows import Rejected

STANDARD = load_mappings()[0]
SHANGHAI = SourceMapping("shanghai", zone=ZoneInfo("Asia/Shanghai"))

SMS = {"sms_id": "S1", "sent_at": "2026-10-01T09:30:00+08:00", "number": "10012345678", "text": "您好"}
CALL = {
    "call_id": "C1",
    "started_at": "2026-10-01T09:30:00+08:00",
    "answered_at": "2026-10-01T09:30:10+08:00",
    "ended_at": "2026-10-01T09:31:00+08:00",
    "number": "10012345678",
    "direction": "outbound",
    "disposition": "connected",
    "recording": "",
}
MESSAGE = {
    "conversation_id": "K1",
    "message_id": "M1",
    "sent_at": "2026-10-01T09:30:00+08:00",
    "speaker": "agent",
    "text": "您好",
}
VISIT = {
    "visit_id": "V1",
    "case_id": "K1",
    "started_at": "2026-10-01T15:00:00+08:00",
    "ended_at": "2026-10-01T15:20:00+08:00",
    "address_kind": "home",
    "visitors": "2",
    "recorded": "yes",
    "met": "debtor",
    "agency": "宜诚服务",
    "notes": "送达提醒函",
    "recording": "",
}
COMPLAINT = {"complaint_id": "P1", "received_at": "2026-10-03T10:00:00+08:00", "text": "半夜打电话骂人"}
CASE = {"case_id": "K1", "institution": "晨星消费金融", "debtor_id": "D1", "due_amount": "8600", "overdue_days": "31"}


def write(path: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def codes(found: object) -> list[str]:
    """The codes of a rejected row, each proved to have its sentences."""
    assert isinstance(found, Rejected), found
    return [told(problem) for problem in found.problems]


def told(problem: Problem) -> str:
    for language in LANGUAGES:
        sentence = render(problem, language)
        assert sentence != str(problem), "no sentence"
        assert not re.search(r"\{\w+\}", sentence), "a value is missing"
    return problem.code.removeprefix("sources.")
