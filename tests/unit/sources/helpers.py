"""Writes small tables for the tests of this folder."""

import csv
from pathlib import Path
from zoneinfo import ZoneInfo

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
CASE = {"case_id": "K1", "institution": "晨星消费金融", "debtor_id": "D1", "due_amount": "8600", "overdue_days": "31"}


def write(path: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def codes(found: object) -> list[str]:
    assert isinstance(found, Rejected), found
    return [problem.code.removeprefix("sources.") for problem in found.problems]
