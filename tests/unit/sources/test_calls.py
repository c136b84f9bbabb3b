import os

import pytest

from audit.records import Contact, Disposition
from pipelines.sources import calls
from tests.unit.sources.helpers import CALL, STANDARD, codes, write


def only(tmp_path, **changed):
    folder = tmp_path / "recordings"
    folder.mkdir(exist_ok=True)
    (found,) = calls.read(write(tmp_path / "calls.csv", {**CALL, **changed}), STANDARD, folder)
    return found


def test_a_call_waits_for_its_words(tmp_path):
    found = only(tmp_path, recording="a\\b.wav")
    assert isinstance(found, Contact)
    assert (found.key, found.turns, found.disposition) == ("call:C1", (), Disposition.CONNECTED)
    assert (found.answered_at - found.at).total_seconds() == 10
    assert found.recording == "a/b.wav"  # not there: the contact goes in and fails later, with that reason


@pytest.mark.parametrize(
    "changed, expected",
    [
        pytest.param({"ended_at": "2026-10-01T09:29:59+08:00"}, ["ended_before_start"], id="ended first"),
        pytest.param({"answered_at": "2026-10-01T09:32:00+08:00"}, ["answered_outside"], id="answered after the end"),
        pytest.param({"ended_at": "2026-10-03T09:32:00+08:00"}, ["too_long_call"], id="two days"),
        pytest.param({"disposition": ""}, ["empty_cell"], id="no disposition"),
        pytest.param({"direction": ""}, ["empty_cell"], id="no direction"),
        pytest.param({"disposition": "接通"}, ["unknown_word"], id="their word without a mapping"),
        pytest.param({"recording": "../a.wav"}, ["recording_traversal"], id="upwards"),
        pytest.param({"recording": "a\\..\\..\\b.wav"}, ["recording_traversal"], id="upwards on Windows"),
        pytest.param({"recording": "a//b.wav"}, ["recording_traversal"], id="empty part"),
        pytest.param({"recording": "/etc/passwd"}, ["recording_absolute"], id="absolute"),
        pytest.param({"recording": "C:\\a.wav"}, ["recording_absolute"], id="drive"),
        pytest.param({"recording": "\\\\host\\a.wav"}, ["recording_absolute"], id="share"),
        pytest.param({"recording": "http://example.invalid/a.wav"}, ["recording_absolute"], id="address"),
        pytest.param({"recording": "~/a.wav"}, ["recording_absolute"], id="home"),
        pytest.param({"recording": "NUL.wav"}, ["recording_device"], id="device"),
        pytest.param({"recording": "x/com1"}, ["recording_device"], id="device below"),
        pytest.param({"recording": "=a.wav"}, ["formula_text"], id="formula"),
        pytest.param({"recording": "a\x00.wav"}, ["nul"], id="NUL"),
        pytest.param({"recording": "a" * 256}, ["too_long"], id="too long"),
    ],
)
def test_refused_rows(tmp_path, changed, expected):
    assert codes(only(tmp_path, **changed)) == expected


def test_a_link_may_not_leave_the_folder(tmp_path):
    only(tmp_path)
    (tmp_path / "secret.wav").write_bytes(b"x")
    (tmp_path / "recordings" / "link.wav").symlink_to(tmp_path / "secret.wav")
    assert codes(only(tmp_path, recording="link.wav")) == ["recording_outside"]


def test_a_link_within_the_folder_is_fine(tmp_path):
    only(tmp_path)
    (tmp_path / "recordings" / "a.wav").write_bytes(b"x")
    (tmp_path / "recordings" / "link.wav").symlink_to("a.wav")
    assert only(tmp_path, recording="link.wav").recording == "link.wav"


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_only_plain_files_are_recordings(tmp_path, make):
    only(tmp_path)
    make(tmp_path / "recordings" / "x.wav")
    assert codes(only(tmp_path, recording="x.wav")) == ["recording_not_a_file"]


def test_a_circle_of_links_is_no_recording(tmp_path):
    only(tmp_path)
    (tmp_path / "recordings" / "x.wav").symlink_to("x.wav")
    assert codes(only(tmp_path, recording="x.wav")) == ["recording_not_a_file"]
