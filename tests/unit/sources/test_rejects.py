import csv

from audit.records import Contact
from pipelines.sources import sms
from pipelines.sources.rejects import Rejects
from pipelines.sources.rows import Rejected
from tests.unit.sources.helpers import SMS, STANDARD, write


def rejected_of(path, out):
    reading = sms.read(path, STANDARD)
    with Rejects(out, reading.columns) as rejects:
        for found in reading:
            if isinstance(found, Rejected):
                rejects.add(found)
    return rejects


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_nothing_is_written_when_all_is_well(tmp_path):
    rejects = rejected_of(write(tmp_path / "sms.csv", SMS), tmp_path / "out" / "rejects.csv")
    assert (rejects.path, rejects.count, (tmp_path / "out").exists()) == (None, 0, False)


def test_a_row_comes_back_as_it_was_with_line_and_reasons(tmp_path):
    path = write(tmp_path / "sms.csv", SMS, {**SMS, "sent_at": "2026-10-01 09:30", "text": "=你好\n-1"})
    rejects = rejected_of(path, tmp_path / "rejects.csv")
    assert rejects.path == tmp_path / "rejects.csv"
    assert rejects.path.read_bytes().startswith(b"\xef\xbb\xbf")  # the mark by which Excel knows UTF-8
    header, row = rows(rejects.path)
    assert header == [*SMS, "原文件行号", "拒收原因"]
    assert row[:5] == ["S1", "2026-10-01 09:30", "10012345678", "'=你好\n-1", "3"]  # no spreadsheet runs it
    assert "时区" in row[5]


def test_cells_beyond_the_header_are_kept(tmp_path):
    path = tmp_path / "sms.csv"
    path.write_text("sms_id,sent_at,number,text\na,b,c,d,e,@f\n", encoding="utf-8")
    assert rows(rejected_of(path, tmp_path / "r.csv").path)[1][-2:] == ["e", "'@f"]


def test_a_mended_rejects_file_gives_the_row_that_was_meant(tmp_path):
    bad = {**SMS, "number": "+86 10012345678", "text": "=你好", "sent_at": "2026-10-01 09:30:00"}
    out = rejected_of(write(tmp_path / "sms.csv", bad), tmp_path / "r.csv").path
    out.write_text(out.read_text(encoding="utf-8").replace("09:30:00", "09:30:00+08:00", 1), encoding="utf-8")
    (found,) = sms.read(out, STANDARD)
    assert isinstance(found, Contact), found
    assert (found.number, found.turns[0].text, found.extra) == ("+86 10012345678", "=你好", {})
