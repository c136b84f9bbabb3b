"""Rows of an Excel workbook. A formula is refused: its result is not what was recorded."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from audit.errors import Problem, Refused
from pipelines.sources.rows import Fault, Row

#: Bytes after unpacking, as the archive declares them; zipfile never unpacks more than declared.
LARGEST_WORKBOOK = 512 * 1024 * 1024
#: Excel keeps 15 digits of a number; a longer identity has lost its end.
_EXACT_DIGITS = 10**15


def read_xlsx(path: Path, sheet: str | None) -> Iterator[Row]:
    """Rows of the named sheet, else of the first. The header is the first row that is not empty."""
    _check_archive(path)
    with path.open("rb") as file:  # given a path, openpyxl would judge it by its name
        try:
            book = openpyxl.load_workbook(file, read_only=True)
        except Exception as error:  # openpyxl raises whatever its XML parser met
            raise Refused(Problem("sources.broken_workbook", path.name, {"reason": _first_line(error)})) from error
        pages = {page.title: page for page in book.worksheets}
        page = pages.get(sheet) if sheet is not None else next(iter(pages.values()), None)
        if page is None:
            raise Refused(Problem("sources.no_sheet", path.name, {"sheet": sheet or "1", "sheets": "、".join(pages)}))
        page.reset_dimensions()  # the declared size of a sheet is often wrong
        yield from _rows(page.iter_rows(), path)


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise Refused(Problem("sources.broken_workbook", path.name, {"reason": _first_line(error)})) from error
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise Refused(Problem("sources.not_a_table", path.name, {"kind": "zip"}))
    size = sum(member.file_size for member in members)
    if size > LARGEST_WORKBOOK:
        raise Refused(Problem("sources.workbook_too_large", path.name, {"bytes": size, "limit": LARGEST_WORKBOOK}))


def _rows(pages: Iterator[tuple[Any, ...]], path: Path) -> Iterator[Row]:
    width = 0
    number = 0
    try:
        for number, found in enumerate(pages, 1):
            cells, fault = _cells(found)
            while len(cells) > width and not cells[-1]:
                cells.pop()  # formatted but empty
            if not any(cells) and fault is None:
                continue
            width = width or len(cells)
            if len(cells) > width and fault is None:
                fault = Fault("sources.cells", expected=width, found=len(cells))
            yield Row(number, cells + [""] * (width - len(cells)), fault)
    except Refused:
        raise
    except Exception as error:  # as above: a sheet is parsed while it is read
        where = f"{path.name}:{number + 1}"
        raise Refused(Problem("sources.broken_workbook", where, {"reason": _first_line(error)})) from error


def _cells(found: tuple[Any, ...]) -> tuple[list[str], Fault | None]:
    cells: list[str] = []
    fault: Fault | None = None
    for cell in found:
        try:
            cells.append(_text(cell))
        except Fault as first:
            cells.append(str(cell.value))
            fault = fault or first
    return cells, fault


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str) and cell.data_type not in "fe":
        return value
    if cell.data_type in "fe":
        code = "sources.formula_cell" if cell.data_type == "f" else "sources.error_cell"
        raise Fault(code, cell=cell.coordinate, value=str(value)[:80])
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        if abs(value) >= _EXACT_DIGITS:
            raise Fault("sources.lost_digits", cell=cell.coordinate, value=str(value))
        return str(int(value)) if value == int(value) else repr(value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
