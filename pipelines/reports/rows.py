"""Every cell of a report as one row: what CSV holds, and the last sheet but one of XLSX."""

from collections.abc import Iterator, Sequence

from audit.exports import Row
from audit.reports.record import Cell, Figure, Report
from audit.reports.release import Kept
from config.messages import words
from pipelines.reports.telling import say, tell

COLUMNS = ("section", "table", "row", "column", "figure", "text", "value", "low", "high", "unit", "definition")
HASH = "SHA-256"


def headings(language: str) -> Row:
    return [*(words(f"reports.files.{column}", language) for column in COLUMNS), HASH]


def rows(kept: Kept, report: Report, language: str) -> Iterator[Row]:
    """The first cell of a table's row names it; each further one is a row here. `value` is the number as it is, not as it is shown."""
    told = tell(kept, report, language)
    for section in told.sections:
        for table in section.tables:
            for source, shown in zip(table.source.rows, table.rows, strict=True):
                for column, cell, seen in list(zip(table.columns, source, shown, strict=True))[1:]:
                    where = (section.title, table.title, shown[0].text, column, str(seen.figure or ""))
                    yield [*where, *_told(cell, language)]


def _told(cell: Cell, language: str) -> Sequence[str]:
    if isinstance(cell, Figure):
        numbers = ("" if number is None else repr(number) for number in (cell.value, cell.low, cell.high))
        return ["", *numbers, words(f"reports.unit.{cell.unit}", language), cell.definition, cell.digest]
    return [say(cell, language), "", "", "", "", "", ""]
