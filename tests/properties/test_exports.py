"""Exports under any text: nothing is computed, nothing is lost, and no change passes."""

import csv
import io
import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from audit.exports import MARK, Closing, read_closing, safe
from pipelines.exports.reading import verify
from pipelines.exports.writing import Export, Format
from tests.make import NINE

#: What spreadsheets are fooled by, among ordinary words and any character there is.
PIECE = st.sampled_from(
    [
        "=1+1",
        "＝1",
        "+",
        "-2",
        "@SUM",
        "\t",
        "\r",
        "\n",
        "\r\n",
        ";",
        ",",
        '"',
        "'",
        " ",
        "\u3000",
        "\ufeff",
        "\u200b",
        "还款",
        "\0",
        MARK,
    ]
)
TEXT = st.lists(PIECE | st.text(max_size=4) | st.characters(), max_size=6).map("".join)
ROWS = st.lists(st.lists(TEXT, min_size=2, max_size=4), min_size=1, max_size=4).map(
    lambda rows: [row[:2] + [""] * (len(rows[0]) - 2) for row in rows]
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(rows, kind, done=None):
    headings, *others = rows
    export = Export("e1", "经理", headings, iter(others), lambda: NINE, done or [].append)
    return b"".join(export.pieces(kind))


def computes(cell):
    """Whether a spreadsheet would; wherever it cuts cells, as it does by the separator of its own country."""
    return any(
        re.match(r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@＝＋－＠]", part) for part in re.split(r"[;\t\r\n]", cell)
    )


@given(TEXT)
@example("=HYPERLINK(1)")
@example("逾期;=1+1")
@example(" \t=1")
@example("\n=1")
@example("\u200b@A1")
def test_no_cell_is_a_formula_and_nothing_else_changes(text):
    made = safe(text)
    assert not computes(made)
    assert not made.startswith(("\t", "\r", "\n"))
    unquoted = re.sub(r"(^|[;\t\n])'", r"\1", made)
    plain = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "\ufffd", re.sub(r"\r\n?", "\n", text))
    assert unquoted == re.sub(r"(^|[;\t\n])'", r"\1", plain), "apostrophes are all that was added"
    if not computes(plain) and not plain.startswith(("\t", "\n")):
        assert made == plain


@pytest.mark.parametrize("kind", Format)
@QUICK
@given(ROWS)
def test_what_is_written_verifies_row_by_row(tmp_path, kind, rows):
    told = []
    path = tmp_path / f"export.{kind}"
    path.write_bytes(written(rows, kind, told.append))
    checked = verify(path)
    assert checked.problems == ()
    assert checked.closing == told[0]
    assert (checked.rows, checked.digest, checked.closing.cut) == (len(rows) - 1, told[0].sha256, "")


def test_both_kinds_of_file_have_the_same_hash(tmp_path):
    rows = [["话", "时间"], ["=还款", ""], ["a\r\nb", "2026-03-01"]]
    digests = []
    for kind in Format:
        path = tmp_path / f"export.{kind}"
        path.write_bytes(written(rows, kind))
        digests.append(verify(path).digest)
    assert len(set(digests)) == 1


@QUICK
@given(ROWS, st.data())
def test_every_change_of_a_cell_shows(tmp_path, rows, data):
    path = tmp_path / "export.csv"
    path.write_bytes(written(rows, Format.CSV))
    lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    row = data.draw(st.integers(0, len(lines) - 2))
    cell = data.draw(st.integers(0, len(lines[row]) - 1))
    lines[row][cell] += "x"
    assert [problem.code for problem in changed(path, lines)] == ["exports.hash"]


@pytest.mark.parametrize(
    ("change", "codes", "why"),
    [
        (lambda lines: lines[:-1], ["exports.unclosed"], "the last line is gone: the download was cut off"),
        (lambda lines: lines[:-2] + lines[-1:], ["exports.rows", "exports.hash"], "a row was taken out"),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], ["exports.hash"], "rows changed places"),
        (lambda lines: [*lines, ["x"]], ["exports.unclosed"], "something was put behind the last line"),
        (
            lambda lines: [*lines[:-1], [MARK, "complete", "rows:x"]],
            ["exports.unclosed"],
            "a last line that says nothing",
        ),
        (lambda _: [], ["exports.unclosed"], "an empty file"),
    ],
)
def test_what_was_done_to_a_file_shows(tmp_path, change, codes, why):
    path = tmp_path / "export.csv"
    path.write_bytes(written([["a", "b"], ["1", "2"], ["3", "4"]], Format.CSV))
    lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert [problem.code for problem in changed(path, change(lines))] == codes, why


def changed(path: Path, lines):
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(lines)
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    return verify(path).problems


@given(
    st.integers(0, 10**9), st.sampled_from(["", "sheet_full", "search.unreachable"]), st.text(min_size=1, max_size=9)
)
def test_the_last_line_reads_back(rows, cut, by):
    closing = Closing("e1", by, datetime.fromisoformat("2026-03-01T09:00:00+08:00"), rows, "0" * 64, cut)
    assert read_closing(closing.cells) == closing
    assert closing.cells[1].startswith("truncated" if cut else "complete")
