"""Rows of a CSV file with their true line numbers, in bounded memory, losing no row to a neighbour's stray quote."""

import csv
from collections import deque
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import count
from pathlib import Path

from pipelines.sources.encodings import ESCAPE, ESCAPED, detect
from pipelines.sources.rows import Fault, Row

#: Characters. A longer row is a missing line end or a stray quote, not a message.
LONGEST_ROW = 1 << 20
_SHOWN = 200
#: Lines that are cut into cells together, and about how many characters they have at most.
_TOGETHER, _LARGE = 512, 1 << 20
_DELIMITERS = (",", ";", "\t")


def read_csv(path: Path, encoding: str | None) -> Iterator[Row]:
    """The header is the first row. Rows with another number of cells than the header carry a fault."""
    found = detect(path, encoding)
    csv.field_size_limit(LONGEST_ROW)
    with path.open(encoding=found.codec, errors=ESCAPE, newline="") as stream:
        rows = _rows(_Lines(stream))
        yield from (_without_strange_bytes(rows) if found.damaged else rows)


class _TooLong(Exception):
    pass


class _Lines:
    """The lines of a file, with a way to put some back."""

    def __init__(self, stream: TextIOWrapper) -> None:
        self._read = stream.readline
        self._again: deque[str] = deque()

    def next(self) -> str:
        """Empty at the end. Never more than LONGEST_ROW: what is longer arrives cut and the rest is skipped."""
        if self._again:
            return self._again.popleft()
        line = self._read(LONGEST_ROW)
        if len(line) == LONGEST_ROW and line[-1] not in "\r\n":
            while (rest := self._read(LONGEST_ROW)) and rest[-1] not in "\r\n":
                pass
        return line

    def many(self) -> list[str]:
        """Some of the next ones; none at the end."""
        taken, size = list[str](), 0
        while len(taken) < _TOGETHER and size < _LARGE and (line := self.next()):
            taken.append(line)
            size += len(line)
        return taken

    def put_back(self, lines: list[str]) -> None:
        self._again.extendleft(reversed(lines))


def _rows(lines: _Lines) -> Iterator[Row]:
    delimiter, width, number = "", 0, 1
    #: Lines that are looked at one by one: the header, and those among which something is odd.
    alone = 1
    while True:
        if alone < 1 and width:
            taken_up = lines.many()
            if together := _cut(taken_up, delimiter, width):
                yield from map(Row, count(number), together)
                number += len(taken_up)
                continue
            lines.put_back(taken_up)
            alone = len(taken_up)
        text = lines.next()
        if not text:
            return
        delimiter = delimiter or max(_DELIMITERS, key=text.count)
        taken = 1
        fault: Fault | None = None
        if len(text) == LONGEST_ROW:
            cells, fault = [text[:_SHOWN]], Fault("sources.row_too_long", limit=LONGEST_ROW)
        elif '"' in text:
            cells, taken, fault = _quoted(text, lines, delimiter, width)
        else:
            # What the csv module would answer, at a fraction of its time.
            cells = text.rstrip("\r\n").split(delimiter)
        if fault is None and any(cells):
            width = width or len(cells)
            if len(cells) != width:
                fault = Fault("sources.cells", expected=width, found=len(cells))
        if fault is not None or any(cells):
            yield Row(number, cells, fault)
        number += taken
        alone -= taken


def _cut(lines: list[str], delimiter: str, width: int) -> list[list[str]] | None:
    """Cells of lines that are all of them rows like the header; else None."""
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    whole = len(rows) == len(lines) and {*map(len, rows)} == {width} and all(map(any, rows))
    return rows if whole and max(map(len, lines)) < LONGEST_ROW else None


def _quoted(text: str, lines: _Lines, delimiter: str, width: int) -> tuple[list[str], int, Fault | None]:
    """Cells of a row with quotes and the number of lines it took. A broken one gives up its first line only."""
    if whole := _on_one_line(text, delimiter):
        return whole, 1, None
    taken = [text]

    def more() -> Iterator[str]:
        yield text
        size = len(text)
        while line := lines.next():
            taken.append(line)
            size += len(line)
            if size > LONGEST_ROW:
                raise _TooLong
            yield line

    try:
        cells = next(csv.reader(more(), delimiter=delimiter, strict=True))
    except (csv.Error, _TooLong):
        fault = Fault("sources.quotes")
    else:
        if len(taken) == 1 or len(cells) == (width or len(cells)):
            return cells, len(taken), None
        fault = Fault("sources.cells", expected=width, found=len(cells))
    lines.put_back(taken[1:])
    return [text.rstrip("\r\n")[:LONGEST_ROW]], 1, fault


def _on_one_line(text: str, delimiter: str) -> list[str] | None:
    """Cells of a row that ends with its line, as nearly all do; None where it may go on or is broken."""
    try:
        return next(csv.reader((text,), delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _without_strange_bytes(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        joined = "".join(row.cells)
        if ESCAPED.search(joined):
            cells = [ESCAPED.sub("\ufffd", cell) for cell in row.cells]
            yield Row(row.line, cells, Fault("sources.undecodable"))
        elif "\0" in joined:
            yield Row(row.line, [cell.replace("\0", "\ufffd") for cell in row.cells], Fault("sources.nul"))
        else:
            yield row
