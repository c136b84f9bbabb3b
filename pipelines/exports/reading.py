"""A file that was exported, read again row by row."""

import csv
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from audit.errors import Problem, Refused
from audit.exports import Checked, Row, check

#: Characters of one cell; the reader's own limit is less than a long conversation.
_CELL = 1 << 30
_NO_EXPORT = (csv.Error, UnicodeDecodeError, BadZipFile, InvalidFileException, KeyError, IndexError)


def verify(path: Path) -> Checked:
    """Whether the file is whole and as it was written. Raises Refused (`exports.unreadable`) for what is no export at all."""
    read = _xlsx if path.suffix.lower() == ".xlsx" else _csv
    try:
        return check(read(path), path.name)
    except OSError as error:
        raise Refused(Problem("exports.unreadable", path.name, {"fault": error.strerror or str(error)})) from error
    except _NO_EXPORT as error:
        raise Refused(Problem("exports.unreadable", path.name, {"fault": str(error)})) from error


def _csv(path: Path) -> Iterator[Row]:
    csv.field_size_limit(_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file, strict=True)


def _xlsx(path: Path) -> Iterator[Row]:
    book = load_workbook(path, read_only=True)
    try:
        rows, *others = book.worksheets
        width = 0
        for cells in rows.iter_rows(values_only=True):
            width = width or len(cells)
            # Empty cells at the end of a row may not be there at all.
            yield [*(_text(cell) for cell in cells), *[""] * (width - len(cells))]
        if others:
            yield [_text(cell) for (cell, *_) in others[-1].iter_rows(values_only=True)]
    finally:
        book.close()


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)
