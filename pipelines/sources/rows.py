"""What the sources hand on: rows of a table, the faults in them, and the rows that were refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from audit.errors import Problem


class Fault(Exception):
    """One thing wrong with a cell or a row. It becomes a Problem once its place is known."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def at(self, where: str, column: str | None = None) -> Problem:
        named = {"column": column} if column is not None else {}
        return Problem(self.code, where, {**named, **self.values})


class Row(NamedTuple):
    """One row as the file has it. `cells` follow the header; with a fault they are what could be read."""

    #: The line on which the row starts (CSV), the row of the sheet (XLSX) or the row's number from 1 (Parquet).
    line: int
    cells: list[str]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that did not go in, with everything found wrong in it (never empty)."""

    line: int
    #: Cells by the file's own headers; cells beyond the header stand under `#11`, `#12` ...
    values: Mapping[str, str]
    problems: tuple[Problem, ...]
