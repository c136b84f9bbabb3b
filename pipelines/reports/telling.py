"""A report in one language: titles, words and written numbers, for pages and files alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.reports.record import Cell, Figure, Report, Section, Table, Text, Unit
from audit.reports.release import Kept, State
from audit.taxonomy import CATEGORIES
from config.actions import kind_title
from config.messages import words
from pipelines.reports.naming import meta, period_name, scope_name

_FORMS: Mapping[Unit, str] = {
    Unit.COUNT: ",.1f",
    Unit.RATE: ",.1f",
    Unit.SHARE: ".1%",
    Unit.SECONDS: ",.0f",
    Unit.KAPPA: ".2f",
}
NOTHING = "–"
_ALMOST_ALL = 0.9995


@dataclass(frozen=True, slots=True)
class ToldCell:
    text: str
    #: `35.2–51.0`; empty for words and for what was counted and not estimated.
    interval: str = ""
    #: The figure's number in the report, from 1; 0 for words.
    figure: int = 0


@dataclass(frozen=True, slots=True)
class ToldTable:
    id: str
    title: str
    columns: tuple[str, ...]
    #: Whether a column holds figures.
    numeric: tuple[bool, ...]
    rows: tuple[tuple[ToldCell, ...], ...]
    #: (column, what gives its first figure)
    definitions: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    source: Table


@dataclass(frozen=True, slots=True)
class ToldSection:
    id: str
    title: str
    notes: tuple[str, ...]
    tables: tuple[ToldTable, ...]


@dataclass(frozen=True, slots=True)
class Told:
    language: str
    title: str
    subtitle: str
    #: Label and value, as on a title page.
    meta: tuple[tuple[str, str], ...]
    sections: tuple[ToldSection, ...]
    draft: bool


def tell(kept: Kept, report: Report, language: str) -> Told:
    number, sections = 0, []
    for section in report.sections:
        told, number = _section(section, language, number)
        sections.append(told)
    draft = kept.state in (State.PREPARED, State.DRAFT, State.WITHDRAWN)
    subtitle = f"{scope_name(kept.scope, language)} · {period_name(kept.period)}"
    title = words(f"reports.kind.{kept.kind}", language)
    return Told(language, title, subtitle, tuple(meta(kept, report, language)), tuple(sections), draft)


def written(figure: Figure) -> str:
    return _number(figure.value, figure.unit)


def interval(figure: Figure) -> str:
    if figure.low is None and figure.high is None:
        return ""
    return f"{_number(figure.low, figure.unit, '…')}–{_number(figure.high, figure.unit, '…')}"


def say(text: Text, language: str) -> str:
    if not text.code:
        return text.plain
    kind, _, name = text.code.partition(".")
    if kind == "category" and name in CATEGORIES:
        category = CATEGORIES[name]
        return f"{name} {category.zh if language == 'zh' else category.en}"
    if kind == "action":
        return kind_title(name, language)
    return words(text.code, language, **text.values)


def _section(section: Section, language: str, number: int) -> tuple[ToldSection, int]:
    tables = []
    for table in section.tables:
        rows = []
        for row in table.rows:
            cells = []
            for cell in row:
                number += isinstance(cell, Figure)
                cells.append(_cell(cell, language, number))
            rows.append(tuple(cells))
        tables.append(_table(table, tuple(rows), language))
    title = words(f"reports.section.{section.id}", language)
    return ToldSection(section.id, title, _notes(section.notes, language), tuple(tables)), number


def _table(table: Table, rows: tuple[tuple[ToldCell, ...], ...], language: str) -> ToldTable:
    columns = tuple(words(f"reports.column.{column}", language) for column in table.columns)
    numeric = tuple(any(row[place].figure for row in rows) for place in range(len(columns)))
    first = table.rows[0] if table.rows else ()
    definitions = tuple(
        (column, cell.definition) for column, cell in zip(columns, first, strict=False) if isinstance(cell, Figure)
    )
    title = words(f"reports.table.{table.id}", language)
    return ToldTable(table.id, title, columns, numeric, rows, definitions, _notes(table.notes, language), table)


def _cell(cell: Cell, language: str, number: int) -> ToldCell:
    if isinstance(cell, Figure):
        return ToldCell(written(cell), interval(cell), number)
    return ToldCell(say(cell, language))


def _notes(notes: Sequence[Text], language: str) -> tuple[str, ...]:
    return tuple(say(note, language) for note in notes)


def _number(value: float | None, unit: Unit, nothing: str = NOTHING) -> str:
    if value is None:
        return nothing
    if unit is Unit.COUNT and float(value).is_integer():
        return f"{value:,.0f}"
    if unit is Unit.SHARE and 0 < value < 1:
        # What is not all, or not none, must not be rounded to it.
        return ">99.9%" if value > _ALMOST_ALL else "<0.1%" if value < 1 - _ALMOST_ALL else format(value, _FORMS[unit])
    return format(value, _FORMS[unit])
