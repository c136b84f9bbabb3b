"""Exports that do not end well say so, in the file and to the log."""

import pytest

from audit.errors import Problem, Refused
from pipelines.exports import writing
from pipelines.exports.reading import verify
from pipelines.exports.writing import Export, Format
from tests.make import NINE


def exported(rows):
    told = []
    return Export("e1", "经理", ["话"], rows, lambda: NINE, told.append), told


def failing(fault, after=2):
    for number in range(after):
        yield [f"第{number}句"]
    raise fault


def long_rows(count):
    """With how many were taken so far."""
    taken = []
    return ((taken.append(number) or ["还款" * 500]) for number in range(count)), taken


@pytest.mark.parametrize("kind", Format)
def test_where_the_source_fails_the_file_ends_with_the_reason(tmp_path, kind):
    export, told = exported(failing(Refused(Problem("search.unreachable", "http://127.0.0.1:9"))))
    path = tmp_path / f"export.{kind}"
    path.write_bytes(b"".join(export.pieces(kind)))
    checked = verify(path)
    assert [problem.code for problem in checked.problems] == ["exports.cut"]
    assert (checked.rows, checked.closing.cut) == (2, "search.unreachable")
    assert told == [checked.closing], "the rows that came are good and counted"


@pytest.mark.parametrize("kind", Format)
def test_a_fault_of_ours_leaves_no_last_line_and_is_told(kind):
    export, told = exported(failing(ZeroDivisionError()))
    pieces = []
    with pytest.raises(ZeroDivisionError):
        pieces.extend(export.pieces(kind))
    assert b"complete" not in b"".join(pieces)
    assert [closing.cut for closing in told] == [writing.FAULT]


def test_a_reader_who_leaves_is_told_of_with_what_was_sent():
    rows, taken = long_rows(10_000)
    export, told = exported(rows)
    pieces = export.pieces(Format.CSV)
    sent = [next(pieces) for _ in range(3)]
    assert 0 < len(taken) < 1000, "rows are taken as they are sent"
    assert max(map(len, sent)) < 300_000
    pieces.close()
    assert [(closing.cut, closing.rows) for closing in told] == [(writing.LEFT, len(taken))]


def test_a_sheet_that_is_full_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "SHEET_ROWS", 3)
    for count, cut in ((2, ""), (3, writing.SHEET_FULL)):
        export, told = exported([str(number)] for number in range(count))
        path = tmp_path / "export.xlsx"
        path.write_bytes(b"".join(export.pieces(Format.XLSX)))
        checked = verify(path)
        assert (checked.rows, checked.closing.cut, told[0].rows) == (2, cut, 2)
        assert [problem.code for problem in checked.problems] == (["exports.cut"] if cut else [])


def test_a_cell_too_long_for_a_sheet_is_cut_and_said_to_be(tmp_path):
    said = "还" * (writing.CELL + 1)
    for kind, cut in ((Format.CSV, ""), (Format.XLSX, writing.LONG_CELLS)):
        export, _ = exported(iter([[said], ["短"]]))
        path = tmp_path / f"export.{kind}"
        path.write_bytes(b"".join(export.pieces(kind)))
        assert (verify(path).rows, verify(path).closing.cut) == (2, cut)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"\xff\xfe\x00"),
        ("b.csv", b'"open'),
        ("c.xlsx", b"PK no zip"),
        ("d.xlsx", b""),
    ],
)
def test_what_is_no_export_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        verify(path)
    assert refused.value.problems[0].code == "exports.unreadable"
