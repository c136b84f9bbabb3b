"""PDF, XLSX, CSV and JSON of one report have the same figures, in both languages, and no spreadsheet computes what they say."""

import csv
import io
import json
import re

import pypdfium2
import pytest
from openpyxl import load_workbook

from audit.errors import Refused
from audit.exports import check
from audit.reports.periods import read
from audit.reports.record import Figure, Text, Unit
from audit.scope import EVERYTHING, Scope
from pipelines.reports import fonts
from pipelines.reports.drawing import chart, drawn
from pipelines.reports.files import Format, every_file, name_of, write
from pipelines.reports.naming import period_name, scope_name
from pipelines.reports.telling import interval, say, tell, written
from tests.reported import draft, released, report


@pytest.fixture(scope="module")
def files():
    return dict(every_file(*released()))


@pytest.fixture(scope="module")
def figures():
    return report().figures


@pytest.fixture(params=["zh", "en"])
def language(request):
    return request.param


def said(pdf):
    """Pages of a PDF as text, without the marks at which a long word may break."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        text = page.get_textpage()
        pages.append(text.get_text_range().replace("\u200b", "").replace("\ufffe", ""))
        text.close()
        page.close()
    document.close()
    return pages


def packed(text):
    return re.sub(r"\s+", "", text)


def test_json_has_every_figure(files, figures):
    told = json.loads(files["report.json"])
    cells = [
        cell
        for section in told["sections"]
        for table in section["tables"]
        for row in table["rows"]
        for cell in row
        if "figure" in cell
    ]
    assert [cell["figure"] for cell in cells] == list(range(1, len(figures) + 1))
    assert [(cell["value"], cell["low"], cell["high"], cell["sha256"]) for cell in cells] == _numbers(figures)
    assert told["figures_sha256"] == report().digest == told["report"]["figures_sha256"]


def test_csv_has_every_figure_and_ends_whole(files, figures, language):
    rows = list(csv.reader(io.StringIO(files[f"report-{language}.csv"].decode("utf-8-sig"))))
    checked = check(rows, "report.csv")
    assert checked.problems == ()
    assert _of_rows(rows[1:-1]) == _numbers(figures)


def test_xlsx_has_every_figure_and_numbers_to_reckon_with(files, figures, language):
    book = load_workbook(io.BytesIO(files[f"report-{language}.xlsx"]))
    *_, every = book.worksheets
    rows = [["" if cell is None else str(cell) for cell in row] for row in every.iter_rows(values_only=True)]
    assert _of_rows(rows[1:]) == _numbers(figures)
    numbers = [
        cell for sheet in book.worksheets[1:-1] for row in sheet.iter_rows(values_only=True) for cell in row
        if isinstance(cell, int | float)
    ]  # fmt: skip
    told = [number for figure in figures for number in (figure.value, figure.low, figure.high) if number is not None]
    assert numbers == pytest.approx(told, rel=1e-14), "a cell of XLSX holds 16 digits"


def test_pdf_shows_every_figure_in_its_order(files, language):
    """As it is written on pages: cell by cell, as tables are set."""
    kept, one = released()
    text = packed("".join(said(files[f"report-{language}.pdf"])[2:]))
    at = 0
    for section in tell(kept, one, language).sections:
        for table in section.tables:
            at = text.index(packed(table.title), at) if table.id != "summary" else at
            for row in table.rows:
                for cell in row:
                    for part in (packed(cell.text), packed(cell.interval)):
                        found = text.find(part, at)
                        assert found >= 0, (table.id, cell)
                        at = max(at, found + len(part))


def test_pdf_has_a_title_page_contents_and_definitions(files, language):
    kept, one = released()
    pages = said(files[f"report-{language}.pdf"])
    told = tell(kept, one, language)
    assert packed(told.title) in packed(pages[0])
    assert one.digest in packed(pages[0])
    assert all(packed(section.title) in packed(pages[1]) for section in told.sections)
    assert packed(one.figures[0].definition) in packed("".join(pages[-4:]))


def test_equal_reports_give_equal_bytes(files):
    kept, one = released()
    for kind in (Format.PDF, Format.CSV, Format.JSON):
        assert write(kept, one, kind, "zh") == files[name_of(kind, "zh")], kind


def test_a_draft_says_so_and_what_was_released_does_not(files):
    assert any("草稿" in page for page in said(write(*draft(), Format.PDF, "zh")))
    assert not any("草稿" in page for page in said(files["report-zh.pdf"]))


def test_no_spreadsheet_computes_what_was_recorded(files):
    """The reason of a spoiled call begins as a formula does."""
    text = files["report-zh.csv"].decode("utf-8-sig")
    assert "'=cmd|" in text
    book = load_workbook(io.BytesIO(files["report-zh.xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert any(cell.value == "'=cmd|' /C calc'!A0 录音损坏" for cell in cells)


def test_charts_are_of_the_same_figures_and_written_in_the_font_of_reports(language):
    one = report()
    specs = {table.id: chart(table, language) for table in one.tables if table.chart}
    (bars, whiskers, trend) = (specs[name] for name in ("by_category", "by_agency_rate", "trend"))
    assert [point["count"] for point in bars["data"]["values"]] == [1, 1]
    values = {figure.id: figure for figure in one.figures}
    (point,) = whiskers["data"]["values"]
    rate = values["rate.agency.宜诚服务.hit_rate"]
    assert (point["value"], point["low"], point["high"]) == (rate.value, rate.low, rate.high)
    assert trend["layer"][0]["data"]["values"][0]["contacts"] == 1234
    svg = drawn(whiskers)
    assert "宜诚服务" in svg
    assert fonts.FAMILY in svg


def test_a_machine_without_the_font_is_told_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "_FOLDER", tmp_path)
    with pytest.raises(Refused, match=r"report\.no_font"):
        write(*draft(), Format.PDF, "zh")


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (Unit.COUNT, 1234567, "1,234,567"),  # separators of thousands
        (Unit.COUNT, 12.5, "12.5"),  # an estimated number
        (Unit.RATE, 1234.56, "1,234.6"),
        (Unit.SHARE, 1.0, "100.0%"),
        (Unit.SHARE, 0.9999, ">99.9%"),  # not all
        (Unit.SHARE, 0.0001, "<0.1%"),  # not none
        (Unit.SHARE, 0.0, "0.0%"),
        (Unit.SECONDS, 29.6, "30"),
        (Unit.KAPPA, -0.125, "-0.12"),
        (Unit.SHARE, None, "–"),
    ],
)
def test_numbers_as_they_are_written(unit, value, text):
    assert written(Figure("x", unit, value, "")) == text


def test_a_kind_of_action_that_nobody_foresaw_is_told_by_its_own_word(language):
    assert say(Text("action.约谈"), language) == "约谈"
    assert say(Text("action.training"), "en") == "Training"


def test_an_open_end_is_written_as_one():
    assert interval(Figure("x", Unit.RATE, 2, "", 1, None)) == "1.0–…"
    assert interval(Figure("x", Unit.COUNT, 2, "")) == ""


def test_names_of_periods_and_scopes(language):
    for text in ("2026-10", "2026-Q4", "2026", "2026-10-05..2026-11-04", "2026-02-01..2026-04-30"):
        assert period_name(read(text, "UTC")[1]) == text
    assert "宜诚服务" in scope_name(Scope(agencies=frozenset({"宜诚服务"})), language)
    assert scope_name(EVERYTHING, language) in ("本安装的全部机构", "everything in this installation")


def _numbers(figures):
    return [(one.value, one.low, one.high, one.digest) for one in figures]


def _of_rows(rows):
    """Figures of rows as CSV has them; the others are words."""
    return [
        (*(float(number) if number else None for number in row[6:9]), row[-1]) for row in rows if row[4]
    ]  # fmt: skip
