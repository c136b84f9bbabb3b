"""Backups at the command line: what is said, and with which exit code."""

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.e2e.conftest import Ran

ONE = "sms_id,sent_at,number,text\nS1,2026-03-01T09:00:00+08:00,10031875525,再不还就爆你通讯录\n"


def test_a_backup_is_checked_and_comes_back(fairdial: Callable[..., Ran], home: Path, tmp_path: Path) -> None:
    (tmp_path / "sms.csv").write_text(ONE, encoding="utf-8")
    assert fairdial("ingest", "sms", tmp_path / "sms.csv", FAIRDIAL_READER="off").code == 0
    incidents = fairdial("incidents", "list", "--json").lines
    assert incidents
    (made,) = fairdial("backup", tmp_path / "kept", "--json").lines
    assert (made["blobs"], made["copied"], made["damaged"]) == (0, 0, [])
    shutil.rmtree(home)
    checked = fairdial("restore", tmp_path / "kept", "--check", FAIRDIAL_LANG="en")
    assert (checked.code, "is whole" in checked.out) == (0, True)
    (restored,) = fairdial("restore", tmp_path / "kept", "--json").lines
    assert (restored["rows"], restored["indexed"]) == (made["rows"], 1)
    assert fairdial("incidents", "list", "--json").lines == incidents
    refused = fairdial("restore", tmp_path / "kept", FAIRDIAL_LANG="en")
    assert (refused.code, "nothing was changed" in refused.err) == (2, True)
