"""Whatever a program wrote comes back cell by cell, in every encoding and kind of file."""

import csv
import io

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.errors import Refused
from pipelines.sources.tables import open_table

#: Everyday characters, marks that CSV lives on, and what people hide words with.
EVERYDAY = st.sampled_from(
    [chr(code) for code in range(0x4E00, 0x9FA5) if len(chr(code).encode("gb2312", "ignore")) == 2]
)
CHARACTERS = st.one_of(EVERYDAY, st.sampled_from(list(",;\"'\t\n\r =+-@ ab1。、【】")))
CELL = st.text(CHARACTERS, max_size=12)
TABLE = st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8)
#: Says beyond doubt which encoding it is, as any real table does.
HEADER = ["编号", "短信内容与发送时间", "备注说明"]
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@relaxed
@given(rows=TABLE)
def test_csv_comes_back(tmp_path, encoding, delimiter, rows):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows([HEADER, ["x", "y", "z"], *rows])
    path = tmp_path / "t.csv"
    path.write_bytes(buffer.getvalue().encode(encoding))
    found = list(open_table(path).rows)
    assert [row.fault for row in found] == [None] * len(found)
    assert [tuple(row.cells) for row in found[1:]] == [row for row in rows if any(row)]


@relaxed
@given(rows=TABLE)
def test_polars_csv_and_parquet_come_back_alike(tmp_path, rows):
    frame = pl.DataFrame([("x", "y", "z"), *rows], schema=dict.fromkeys(HEADER, pl.String), orient="row")
    frame.write_csv(tmp_path / "t.csv")
    frame.write_parquet(tmp_path / "t.parquet")
    from_csv = [tuple(row.cells) for row in open_table(tmp_path / "t.csv").rows]
    from_parquet = [tuple(row.cells) for row in open_table(tmp_path / "t.parquet").rows]
    assert from_csv[1:] == [row for row in rows if any(row)]
    assert from_parquet[1:] == rows


@relaxed
@given(data=st.binary(max_size=400))
def test_no_bytes_break_the_reader(tmp_path, data):
    """Any row is good or has a fault; any file is read or refused."""
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n" + data)
    try:
        table = open_table(path)
    except Refused:
        return
    assert all(row.fault or len(row.cells) == 2 for row in table.rows)


@relaxed
@given(
    before=st.integers(0, 5),
    after=st.integers(0, 5),
    broken=st.sampled_from(['"open,1', '1,"open', '"a"b,1', '"a,"b"', "1", "1,2,3"]),
)
def test_a_broken_row_costs_itself_alone(tmp_path, before, after, broken):
    rows = [*(f"{number},x" for number in range(before)), broken, *(f"{number},y" for number in range(after))]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["a,b", *rows]), encoding="utf-8")
    found = list(open_table(path).rows)
    assert [row.line for row in found] == list(range(2, len(rows) + 2))
    assert [row.line for row in found if row.fault] == [before + 2]
