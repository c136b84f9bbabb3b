"""A table bound to a source: rows become records, or rejected rows that say everything that is wrong with them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Generic, TypeVar

from audit.errors import Problem, Refused
from pipelines.sources.columns import COLUMNS, REJECT_LINE, REJECT_REASONS
from pipelines.sources.mapping import SourceMapping, missing, targets
from pipelines.sources.rows import Fault, Rejected, Row
from pipelines.sources.tables import open_table

T = TypeVar("T")
#: Cells in the order of COLUMNS[kind].all, and the cells of columns we do not know, become a record. Raises Fault.
Build = Callable[[Sequence[str], dict[str, str]], T]
Parsers = Mapping[str, Callable[[str], object]]

_RISKY = ("=", "+", "-", "@", "\t", "\r")


class Reading(Generic[T]):
    """Walk it once. Opening it raises Refused for a file that cannot be used at all; a bad row never raises."""

    def __init__(self, kind: str, path: Path, source: SourceMapping, parsers: Parsers, build: Build[T]) -> None:
        table = source.table(kind)
        opened = open_table(path, sheet=table.sheet, encoding=source.encoding)
        self.file = opened.name
        #: The file's own headers.
        self.columns = opened.header
        #: What a person should know once per file, e.g. that columns were not understood.
        self.notes: tuple[Problem, ...] = ()
        self._rows = opened.rows
        self._parsers = parsers
        self._build = build
        self._bind(kind, source)

    def _bind(self, kind: str, source: SourceMapping) -> None:
        """Find each of our columns: in the file, among the fixed values behind the row's end, or in the blank there."""
        understood = targets(kind, self.columns, source)
        self._refuse(kind, source, understood)
        fixed = source.table(kind).fixed
        end = len(self.columns)
        self._tail = ["", *fixed.values()]
        places = {column: end + number for number, column in enumerate(fixed, 1)}
        places |= {understood[theirs]: place for place, theirs in enumerate(self.columns) if theirs in understood}
        self._pick = itemgetter(*(places.get(column, end) for column in COLUMNS[kind].all))
        self._theirs = {column: theirs for theirs, column in understood.items()}
        self._returned = REJECT_REASONS in self.columns
        ours = {*understood, REJECT_LINE, REJECT_REASONS} if self._returned else {*understood}
        self._extra = [(place, name) for place, name in enumerate(self.columns) if name not in ours]
        if self._extra:
            names = ", ".join(name for _, name in self._extra)
            # A case is a picture of a debt and keeps no more than we can draw; a contact keeps all.
            code = "sources.columns_dropped" if kind == "cases" else "sources.extra_columns"
            self.notes = (Problem(code, self.file, {"columns": names[:500]}),)

    def _refuse(self, kind: str, source: SourceMapping, understood: Mapping[str, str]) -> None:
        lacking = missing(kind, self.columns, source)
        if lacking:
            values = {"columns": ", ".join(lacking), "header": ", ".join(self.columns)[:500], "source": source.name}
            raise Refused(Problem("sources.missing_columns", self.file, values))
        columns = list(understood.values())
        twice = [theirs for theirs, column in understood.items() if columns.count(column) > 1]
        if twice:
            raise Refused(Problem("sources.doubled_column", self.file, {"columns": ", ".join(twice)}))

    def __iter__(self) -> Iterator[T | Rejected]:
        return (record for _, record in self.rows())

    def rows(self) -> Iterator[tuple[Row, T | Rejected]]:
        """Each row as the file has it, and what became of it."""
        build, pick, tail, extra = self._build, self._pick, self._tail, self._extra
        for row in self._rows:
            _, cells, fault = row
            if fault is not None:
                yield row, self.rejected(row, fault)
                continue
            if self._returned:
                cells = [_without_apostrophe(cell) for cell in cells]
            try:
                more = {name: cells[place] for place, name in extra if cells[place]} if extra else {}
                record = build(pick(cells + tail), more)
            except Fault as found:
                yield row, self.rejected(row, found)
                continue
            yield row, record

    def rejected(self, row: Row, first: Fault) -> Rejected:
        """The row with `first` and whatever else is wrong with its cells."""
        where = f"{self.file}:{row.line}"
        names = [*self.columns, *(f"#{number}" for number in range(len(self.columns) + 1, len(row.cells) + 1))]
        values = dict(zip(names, row.cells, strict=False))
        problems = () if row.fault else tuple(self._faults(row.cells, where))
        return Rejected(row.line, values, problems or (first.at(where),))

    def _faults(self, cells: list[str], where: str) -> Iterator[Problem]:
        """Every cell that is wrong, and not only the first."""
        if self._returned:
            cells = [_without_apostrophe(cell) for cell in cells]
        picked = self._pick(cells + self._tail)
        for (column, parse), cell in zip(self._parsers.items(), picked, strict=True):
            try:
                parse(cell)
            except Fault as fault:
                yield fault.at(where, self._theirs.get(column, column))


def protect(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell
