"""A report as XLSX: a sheet for each section with numbers to reckon with, and one of all figures with what gives them."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from audit.exports import safe
from audit.reports.record import Figure, Report, Unit
from audit.reports.release import Kept
from config.messages import words
from pipelines.reports.rows import headings, rows
from pipelines.reports.telling import ToldSection, ToldTable, say, tell

_FORMS = {
    Unit.COUNT: "#,##0",
    Unit.RATE: "#,##0.0",
    Unit.SHARE: "0.0%",
    Unit.SECONDS: "#,##0",
    Unit.KAPPA: "0.00",
}
_TITLE, _HEAD, _BOLD = Font(bold=True, size=13), Font(bold=True, color="5B6673"), Font(bold=True)
_SHADE = PatternFill("solid", fgColor="F3F6F9")
#: Characters of a sheet's name that no spreadsheet allows, and how long it may be.
_UNFIT, _LONGEST = str.maketrans("", "", "[]:*?/\\"), 31
_WIDTHS = (44, *([17] * 11))


def xlsx(kept: Kept, report: Report, language: str) -> bytes:
    told, book = tell(kept, report, language), Workbook()
    cover: Any = book.active
    cover.title = words("reports.meta.id", language)[:_LONGEST]
    cover.append([safe(told.title)])
    cover.append([safe(told.subtitle)])
    for name, value in told.meta:
        cover.append([safe(name), safe(value)])
    cover["A1"].font = _TITLE
    _widen(cover)
    for section in told.sections:
        _section(book.create_sheet(section.title.translate(_UNFIT)[:_LONGEST]), section, language)
    _all(book, kept, report, language)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _section(sheet: Worksheet, section: ToldSection, language: str) -> None:
    sheet.append([safe(section.title)])
    sheet.cell(1, 1).font = _TITLE
    for note in section.notes:
        sheet.append([safe(note)])
    for table in section.tables:
        _table(sheet, table, language)
    _widen(sheet)


def _table(sheet: Worksheet, table: ToldTable, language: str) -> None:
    """Where a column has intervals, their ends are columns of their own."""
    ends = [any(cell.interval for cell in cells) for cells in zip(*table.rows, strict=True)] or [False] * len(
        table.columns
    )
    low, high = (words(f"reports.files.{end}", language) for end in ("low", "high"))
    sheet.append([])
    sheet.append([safe(table.title)])
    sheet.cell(sheet.max_row, 1).font = _BOLD
    columns = [[name, *((low, high) if wide else ())] for name, wide in zip(table.columns, ends, strict=True)]
    sheet.append([safe(name) for names in columns for name in names])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.alignment = _HEAD, Alignment(wrap_text=True, vertical="top")
    for place, row in enumerate(table.source.rows):
        at, column = sheet.max_row + 1, 0
        for source, wide in zip(row, ends, strict=True):
            values = (
                (source.value, source.low, source.high)
                if isinstance(source, Figure)
                else (safe(say(source, language)), None, None)
            )
            for value in values if wide else values[:1]:
                column += 1
                cell = sheet.cell(at, column, value)
                if isinstance(source, Figure):
                    cell.number_format = _FORMS[source.unit]
                if table.source.total and place == len(table.rows) - 1:
                    cell.font, cell.fill = _BOLD, _SHADE
    for note in table.notes:
        sheet.append([safe(note)])


def _all(book: Workbook, kept: Kept, report: Report, language: str) -> None:
    """The same rows as CSV."""
    sheet = book.create_sheet(words("reports.files.figures", language))
    for row in (headings(language), *rows(kept, report, language)):
        sheet.append([safe(cell) for cell in row])


def _widen(sheet: Any) -> None:
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
