"""Backups at the command line: what is said, and with which exit code."""

import shutil
from pathlib import Path

from tests.e2e.conftest import Program

ONE = "sms_id,sent_at,number,text\nS1,2026-03-01T09:00:00+08:00,10031875525,再不还就爆你通讯录\n"


def test_a_backup_is_checked_and_comes_back(program: Program, home: Path, tmp_path: Path) -> None:
    (tmp_path / "sms.csv").write_text(ONE, encoding="utf-8")
    assert program("ingest", "sms", tmp_path / "sms.csv").code == 0
    incidents = program("incidents", "list", "--json").lines
    assert incidents
    (made,) = program("backup", tmp_path / "kept", "--json").lines
    assert (made["blobs"], made["copied"], made["damaged"]) == (0, 0, [])
    shutil.move(home / "keys", tmp_path / "keys")
    shutil.rmtree(home)
    checked = program("restore", tmp_path / "kept", "--check", FAIRDIAL_LANG="en")
    assert (checked.code, "is whole" in checked.out) == (0, True)
    refused = program("restore", tmp_path / "kept", FAIRDIAL_LANG="en")
    assert (refused.code, "put the key file" in refused.err) == (2, True)
    shutil.copytree(tmp_path / "keys", home / "keys")
    (restored,) = program("restore", tmp_path / "kept", "--json").lines
    assert (restored["rows"], restored["indexed"]) == (made["rows"], 1)
    assert program("incidents", "list", "--json").lines == incidents
    refused = program("restore", tmp_path / "kept", FAIRDIAL_LANG="en")
    assert (refused.code, "nothing was changed" in refused.err) == (2, True)
