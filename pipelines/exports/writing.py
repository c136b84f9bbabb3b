"""Rows to bytes, a piece at a time: whatever their number, a little memory is enough."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from tempfile import TemporaryFile
from typing import IO

from openpyxl import Workbook

from audit.errors import Refused
from audit.exports import Closing, Row, Sum, safe

#: Spreadsheets take a text for UTF-8 only behind this.
_BOM = "\ufeff".encode()
#: Bytes that are sent together, about.
_PIECE = 1 << 16
#: What a sheet of XLSX holds, headings among them, and one of its cells.
SHEET_ROWS, CELL = 1_048_576, 32_767

#: Codes of `Closing.cut` besides those of `audit.errors.Problem`.
LEFT, SHEET_FULL, LONG_CELLS, FAULT = "reader_left", "sheet_full", "long_cells", "fault"


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


MEDIA = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(slots=True)
class Export:
    """One file that is being written."""

    id: str
    by: str
    headings: Row
    rows: Iterator[Row]
    now: Callable[[], datetime]
    #: Told once, before the file's end is sent: how many rows it holds, their hash, and whether they are all.
    done: Callable[[Closing], None]

    def pieces(self, kind: Format) -> Iterator[bytes]:
        return csv_pieces(self) if kind is Format.CSV else xlsx_pieces(self)

    def end(self, total: Sum, cut: str) -> Closing:
        made = Closing(self.id, self.by, self.now(), max(total.rows, 0), total.digest, cut)
        self.done(made)
        return made


def csv_pieces(export: Export) -> Iterator[bytes]:
    """Every cell between quotes, so that none is cut in two."""
    total, text = Sum(), io.StringIO(newline="")
    writer, cut = csv.writer(text, quoting=csv.QUOTE_ALL), FAULT
    try:
        yield _BOM
        try:
            for row in chain([export.headings], export.rows):
                writer.writerow(total.take([safe(cell) for cell in row]))
                if text.tell() > _PIECE:
                    yield _taken(text)
            cut = ""
        except Refused as refused:  # what was written is good; that it is not all stands in the last line
            cut = refused.problems[0].code
    except GeneratorExit:
        cut = LEFT
        raise
    finally:
        end = export.end(total, cut)
    writer.writerow(end.cells)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    piece = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return piece


def xlsx_pieces(export: Export) -> Iterator[bytes]:
    """The last sheet is the last line. A file of this kind can only be sent when it is whole: until then it lies on disk."""
    with TemporaryFile() as file:
        _write(file, export)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _write(file: IO[bytes], export: Export) -> None:
    book, total, cut = Workbook(write_only=True), Sum(), FAULT
    sheet = book.create_sheet("rows")
    try:
        cut = _fill(sheet.append, export, total)
    except Refused as refused:
        cut = refused.problems[0].code
    finally:  # saved whatever happens: that alone removes what the book keeps on disk meanwhile
        end = export.end(total, cut)
        last = book.create_sheet("truncated" if end.cut else "complete")
        for cell in end.cells:
            last.append([cell])
        book.save(file)


def _fill(append: Callable[[Row], None], export: Export, total: Sum) -> str:
    """As many rows as a sheet holds; why it does not hold all."""
    cut = ""
    for number, row in enumerate(chain([export.headings], export.rows)):
        if number == SHEET_ROWS:
            return SHEET_FULL
        cells = [safe(cell) for cell in row]
        if any(len(cell) > CELL for cell in cells):
            cut, cells = LONG_CELLS, [cell[:CELL] for cell in cells]
        append(total.take(cells))
    return cut
