import pytest

from audit.records import Complaint
from pipelines.sources import complaints
from pipelines.sources.binding import source_for
from tests.unit.sources.helpers import COMPLAINT, STANDARD, codes, write


def only(tmp_path, **changed):
    (found,) = complaints.read(write(tmp_path / "complaints.csv", {**COMPLAINT, **changed}), STANDARD)
    return found


def test_a_row_is_a_complaint(tmp_path):
    found = only(tmp_path, case_id="C1", channel="12378", agency="宜诚服务", about="7", 备注="a")
    assert isinstance(found, Complaint)
    assert (found.id, found.case_id, found.channel, found.agency, found.about) == ("P1", "C1", "12378", "宜诚服务", "7")
    assert (found.received_at.isoformat(), found.text) == ("2026-10-03T10:00:00+08:00", "半夜打电话骂人")
    assert found.extra == {"备注": "a"}


@pytest.mark.parametrize(
    "changed, expected",
    [
        pytest.param({"complaint_id": ""}, ["empty_cell"], id="no id"),
        pytest.param({"received_at": "2026-10-03"}, ["not_a_time"], id="a day is no moment"),
        pytest.param({"received_at": "2026-10-03 10:00"}, ["no_zone"], id="time without zone"),
        pytest.param({"text": ""}, ["empty_cell"], id="nothing is complained of"),
        pytest.param({"about": "=A1"}, ["formula_text"], id="formula in an identity"),
        pytest.param({"channel": "x" * 129}, ["too_long"], id="a text in the wrong column"),
    ],
)
def test_refused_rows(tmp_path, changed, expected):
    assert codes(only(tmp_path, **changed)) == expected


def test_a_desks_export(tmp_path):
    row = {"投诉编号": "1", "受理时间": "2026/10/3 10:00", "投诉内容": "半夜打电话", "投诉渠道": "热线"}
    path = write(tmp_path / "export.csv", row, encoding="gb18030")
    (found,) = complaints.read(path, source_for("complaints", path))
    assert (found.received_at.isoformat(), found.channel) == ("2026-10-03T10:00:00+08:00", "热线")
