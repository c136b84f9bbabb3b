"""A table file of any kind, as a header and a stream of rows. The kind is known by content, never by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from audit.errors import Problem, Refused
from pipelines.sources.rows import Row
from pipelines.sources.tables_csv import read_csv
from pipelines.sources.tables_parquet import read_parquet
from pipelines.sources.tables_xlsx import read_xlsx

#: First bytes of files that people take for tables.
_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "xls",
    b"\x1f\x8b": "gzip",
    b"%PDF": "pdf",
    b"RIFF": "wav",
    b"ID3": "mp3",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
}


@dataclass(frozen=True, slots=True)
class Table:
    #: Name of the file, for people to find the place.
    name: str
    header: tuple[str, ...]
    #: At least one row; can be walked once.
    rows: Iterator[Row]


def open_table(path: Path, *, sheet: str | None = None, encoding: str | None = None) -> Table:
    """Raises Refused for what is no table, is empty, or has a header that cannot be understood."""
    rows = _rows(path, sheet, encoding)
    head = next(rows, None)
    if head is None:
        raise Refused(Problem("sources.empty_file", path.name))
    if head.fault is not None:
        raise Refused(head.fault.at(f"{path.name}:{head.line}"))
    header = _header(path, head.cells)
    first = next(rows, None)
    if first is None:
        raise Refused(Problem("sources.no_rows", path.name))
    return Table(path.name, header, chain((first,), rows))


def _rows(path: Path, sheet: str | None, encoding: str | None) -> Iterator[Row]:
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise Refused(Problem("sources.unreadable", str(path), {"reason": error.strerror or ""})) from error
    if start == b"PK\x03\x04":
        return read_xlsx(path, sheet)
    if start == b"PAR1":
        return read_parquet(path)
    for mark, kind in _OTHER_KINDS.items():
        if start.startswith(mark[:4]):
            raise Refused(Problem("sources.not_a_table", path.name, {"kind": kind}))
    return read_csv(path, encoding)


def _header(path: Path, cells: list[str]) -> tuple[str, ...]:
    """Names without the blanks around them; a nameless column is called by its number, `#3`."""
    names = [cell.strip().lstrip("\ufeff") or f"#{number}" for number, cell in enumerate(cells, 1)]
    folded = [name.casefold() for name in names]
    twice = sorted({name for name, key in zip(names, folded, strict=True) if folded.count(key) > 1})
    if twice:
        raise Refused(Problem("sources.doubled_column", path.name, {"columns": "、".join(twice)}))
    return tuple(names)
