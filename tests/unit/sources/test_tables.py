import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from audit.errors import Refused
from pipelines.sources import tables_csv, tables_xlsx
from pipelines.sources.tables import open_table
from tests.unit.sources.helpers import told

CHINESE = "编号,内容\n1,您好,这里是客服\n".replace("好,", "好、").encode()


def read(path: Path, data: bytes, **named: str) -> list[tuple[int, list[str] | str]]:
    path.write_bytes(data)
    rows = open_table(path, **named).rows
    return [(row.line, row.fault.code.removeprefix("sources.") if row.fault else row.cells) for row in rows]


@pytest.mark.parametrize(
    "data, expected",
    [
        pytest.param(b"a,b\n1,2\n", [(2, ["1", "2"])], id="plain"),
        pytest.param(b"\xef\xbb\xbfa,b\r\n1,2\r\n", [(2, ["1", "2"])], id="utf-8 with mark, Windows line ends"),
        pytest.param(b"a;b\n1;2,5\n", [(2, ["1", "2,5"])], id="semicolons"),
        pytest.param(b"a\tb\n1\t2\n", [(2, ["1", "2"])], id="tabs"),
        pytest.param(b"a,b\n1,2", [(2, ["1", "2"])], id="last line without end"),
        pytest.param(
            b'a,b\n1,"x\ny"\n2,z\n', [(2, ["1", "x\ny"]), (4, ["2", "z"])], id="quoted newline keeps true lines"
        ),
        pytest.param(b'a,b\n1,"say ""hi"""\n', [(2, ["1", 'say "hi"'])], id="doubled quotes"),
        pytest.param(b'a,b\n1,5" tube\n', [(2, ["1", '5" tube'])], id="a quote within a bare cell is itself"),
        pytest.param(b"a,b\n\n1,2\n,\n3,4\n", [(3, ["1", "2"]), (5, ["3", "4"])], id="blank rows say nothing"),
        pytest.param(
            b"a,b\n1\n1,2,3\n3,4\n", [(2, "cells"), (3, "cells"), (4, ["3", "4"])], id="half and overlong rows"
        ),
        pytest.param(
            b'a,b\n1,"open\n3,4\n5,6\n',
            [(2, "quotes"), (3, ["3", "4"]), (4, ["5", "6"])],
            id="open quote costs its row only",
        ),
        pytest.param(
            b'a,b\n1,"x\n3,4\n5,"y"\n7,8\n',
            [(2, "quotes"), (3, ["3", "4"]), (4, ["5", "y"]), (5, ["7", "8"])],
            id="an open quote that the next quote closes wrongly",
        ),
        pytest.param(b"a,b\n1,\0\n2,x\n", [(2, "nul"), (3, ["2", "x"])], id="NUL"),
        pytest.param(CHINESE, [(2, ["1", "您好、这里是客服"])], id="chinese utf-8"),
        pytest.param(CHINESE.decode().encode("gb18030"), [(2, ["1", "您好、这里是客服"])], id="chinese gb18030"),
        pytest.param(
            CHINESE + b"2,\xff\xfe\n3,x\n",
            [(2, ["1", "您好、这里是客服"]), (3, "undecodable"), (4, ["3", "x"])],
            id="one torn utf-8 row",
        ),
        pytest.param(
            (CHINESE.decode() * 9).encode("gb18030")[:-1] + b"\xff\n", None, id="a torn byte at the end of gb18030 text"
        ),
        pytest.param("a,b\n1,José\n".encode(), [(2, ["1", "José"])], id="accents alone are utf-8"),
    ],
)
def test_csv(tmp_path, data, expected):
    rows = read(tmp_path / "t.csv", data)
    if expected is None:
        assert rows[-1][1] == "undecodable"
    else:
        assert rows == expected


def test_a_row_of_half_a_mebibyte_goes_in_and_one_over_the_limit_does_not(tmp_path):
    long, longer = b"x" * 500_000, b"x" * (tables_csv.LONGEST_ROW + 5)
    rows = read(tmp_path / "t.csv", b"a,b\n1," + long + b"\n2," + longer + b'\n3,"' + longer + b'"\n4,x\n')
    assert [(line, cells if isinstance(cells, str) else cells[0]) for line, cells in rows] == [
        (2, "1"), (3, "row_too_long"), (4, "row_too_long"), (5, "4"),
    ]  # fmt: skip


def test_an_unclosed_quote_over_many_lines_gives_them_all_back(tmp_path):
    lines = b"".join(b"%d,%s\n" % (number, b"x" * 1000) for number in range(3, 1503))
    rows = read(tmp_path / "t.csv", b'a,b\n2,"open\n' + lines)
    assert rows[0] == (2, "quotes")
    assert [cells[0] for _, cells in rows[1:]] == [str(number) for number in range(3, 1503)]


@pytest.mark.parametrize(
    "data, code",
    [
        pytest.param(b"", "empty_file", id="no byte"),
        pytest.param(b"\n\n", "empty_file", id="only blank lines"),
        pytest.param(b"a,b\n", "no_rows", id="header only"),
        pytest.param(b"a,A\n1,2\n", "doubled_column", id="one header twice, in another case"),
        pytest.param("a,b\n1,2\n".encode("utf-16"), "encoding_utf16", id="utf-16"),
        pytest.param(
            ("編號,內容\n" + "您的帳單已經逾期,請儘速處理\n" * 20).encode("big5"),
            "encoding_unknown",
            id="big5 reads as nonsense",
        ),
        pytest.param("a,b\n1,Zo\xeb caf\xe9 na\xefve\n".encode("latin-1"), "encoding_unknown", id="latin-1"),
        pytest.param("a,b\n1,一\n".encode("gb18030"), "encoding_ambiguous", id="一 in gb18030 is also Cyrillic"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1", "not_a_table", id="old xls"),
        pytest.param(b"\x1f\x8b\x08\x00", "not_a_table", id="gzip"),
        pytest.param(b"%PDF-1.7", "not_a_table", id="pdf"),
        pytest.param(b"PK\x03\x04broken", "broken_workbook", id="torn zip"),
        pytest.param(b"PAR1 torn", "broken_parquet", id="torn parquet"),
    ],
)
def test_refused_files(tmp_path, data, code):
    with pytest.raises(Refused) as refused:
        read(tmp_path / "t.csv", data)
    assert [told(problem) for problem in refused.value.problems] == [code]


def test_a_named_encoding_settles_what_the_bytes_leave_open(tmp_path):
    assert read(tmp_path / "t.csv", "a,b\n1,一\n".encode("gb18030"), encoding="gb18030") == [(2, ["1", "一"])]


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Refused, match="unreadable"):
        open_table(tmp_path / "absent.csv")


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_xlsx_whatever_its_name(tmp_path):
    path = workbook(
        tmp_path / "t.csv",
        ["编号", "时间", "内容", None],
        [1, datetime(2026, 3, 1, 21, 10), "您好", None],  # noqa: DTZ001 - Excel knows no zones
        [None, None, None],
        ["x", 1.5, "=1+1"],
        [10**16, True, "z"],
        ["y", "", "t", "beyond"],
        ["v", None, None],
    )
    rows = [(row.line, row.fault.code if row.fault else row.cells) for row in open_table(path).rows]
    assert rows == [
        (2, ["1", "2026-03-01T21:10:00", "您好"]),
        (4, "sources.formula_cell"),
        (5, "sources.lost_digits"),
        (6, "sources.cells"),
        (7, ["v", "", ""]),
    ]


def test_xlsx_names_the_cell_of_a_formula(tmp_path):
    path = workbook(tmp_path / "t.xlsx", ["a", "b"], ["1", "=HYPERLINK(1)"])
    fault = next(open_table(path).rows).fault
    assert fault is not None
    assert fault.values["cell"] == "B2"


def test_xlsx_sheets(tmp_path):
    path = workbook(tmp_path / "t.xlsx", ["a"], ["1"])
    assert next(open_table(path, sheet="Sheet").rows).cells == ["1"]
    with pytest.raises(Refused, match="no_sheet"):
        open_table(path, sheet="别的")


def test_xlsx_that_declares_too_much(tmp_path):
    path = workbook(tmp_path / "t.xlsx", ["a"], ["1"])
    data = bytearray(path.read_bytes())
    size = data.index(b"PK\x01\x02") + 24  # the first member's size after unpacking
    data[size : size + 4] = (tables_xlsx.LARGEST_WORKBOOK + 1).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(Refused, match="workbook_too_large"):
        open_table(path)


def test_a_zip_that_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(Refused, match="not_a_table"):
        open_table(tmp_path / "t.xlsx")


def test_parquet_types_become_text(tmp_path):
    moment = datetime(2026, 3, 1, 13, 10, tzinfo=UTC)
    frame = pl.DataFrame({"at": [moment, None], "days": [31, None], "due": [8600.5, 1.0], "ok": [True, False]})
    frame.with_columns(pl.col("at").dt.convert_time_zone("Asia/Shanghai")).write_parquet(tmp_path / "t.bin")
    table = open_table(tmp_path / "t.bin")
    first, second = table.rows
    assert table.header == ("at", "days", "due", "ok")
    assert datetime.fromisoformat(first.cells[0]) == moment
    assert first.cells[0].endswith("+08:00")
    assert first.cells[1:] == ["31", "8600.5", "true"]
    assert second.cells == ["", "", "1.0", "false"]
    assert (first.line, second.line) == (1, 2)


def test_parquet_lists_are_refused(tmp_path):
    pl.DataFrame({"a": [[1, 2]]}).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(Refused, match="column_type"):
        open_table(tmp_path / "t.parquet")
