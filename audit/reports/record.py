"""A report as one record in no language: sections of tables, whose cells are words or figures.

Every file and page is made from it, so that a figure is the same wherever it stands.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from audit.scope import EVERYTHING, Scope
from audit.statistics import Interval


class Unit(StrEnum):
    """What a figure counts."""

    COUNT = "count"
    #: Per 1,000 contacts.
    RATE = "rate"
    #: In [0, 1].
    SHARE = "share"
    SECONDS = "seconds"
    #: Agreement beyond chance, in [-1, 1].
    KAPPA = "kappa"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, its 95 % interval where it is an estimate, and what gives it.

    `definition` is SQL over the tables of the store, which gives the number for as long as nothing came in later, or a
    formula over other figures of the same row. `value` is None where there is nothing to tell it from.
    """

    id: str
    unit: Unit
    value: float | None
    definition: str
    low: float | None = None
    high: float | None = None

    @property
    def digest(self) -> str:
        """SHA-256 over number, interval and definition."""
        return _hash([self.id, self.unit, self.value, self.low, self.high, self.definition])


@dataclass(frozen=True, slots=True)
class Text:
    """Words: a code of the catalogue with its values, or a proper name as it is."""

    code: str = ""
    plain: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)


Cell = Figure | Text


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are codes under `reports.column`; the first cell of a row names it. A `total` is the last row."""

    id: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False
    #: How it is drawn besides: `whiskers`, `trend` or `bars`; empty for not at all.
    chart: str = ""
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    tables: tuple[Table, ...]
    notes: tuple[Text, ...] = ()


class Kind(StrEnum):
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    #: What agencies are to be evaluated by once a year: one agency each.
    YEARLY = "yearly"
    AD_HOC = "ad_hoc"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in one time zone, both ends count."""

    first: date
    last: date
    #: IANA name.
    zone: str


def subject(kind: Kind, period: Period, scope: Scope) -> tuple[str, ...]:
    """What a report is about."""
    sides = (scope.institutions, scope.agencies, scope.agents)
    within = json.dumps([side if side is None else sorted(side) for side in sides], ensure_ascii=False)
    return (kind, period.first.isoformat(), period.last.isoformat(), period.zone, within)


@dataclass(frozen=True, slots=True)
class Report:
    kind: Kind
    period: Period
    scope: Scope
    by: str
    at: datetime
    sections: tuple[Section, ...] = ()

    def __post_init__(self) -> None:
        if self.at.tzinfo is None or self.period.last < self.period.first:
            message = f"report of {self.period}: days in order and a time with a zone"
            raise ValueError(message)

    @property
    def subject(self) -> tuple[str, ...]:
        """Reports of the same subject are versions of one another."""
        return subject(self.kind, self.period, self.scope)

    def version_id(self, version: int) -> str:
        return _hash([*self.subject, version, self.by, self.at.isoformat()])[:16]

    @property
    def tables(self) -> Iterator[Table]:
        return (table for section in self.sections for table in section.tables)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """In the order they stand; the number of a figure is its place, from 1."""
        return tuple(cell for table in self.tables for row in table.rows for cell in row if isinstance(cell, Figure))

    @property
    def digest(self) -> str:
        """SHA-256 over the digests of all figures, one a line."""
        return hashlib.sha256("\n".join(figure.digest for figure in self.figures).encode()).hexdigest()


def counted(identity: str, value: float, definition: str) -> Figure:
    return Figure(identity, Unit.COUNT, value, definition)


def estimated(identity: str, unit: Unit, value: Interval | None, definition: str) -> Figure:
    """None, or an interval without an upper end, where there was nothing to estimate from."""
    if value is None or value.high == float("inf"):
        return Figure(identity, unit, None, definition)
    low, high = (None if abs(end) == float("inf") else end for end in value[1:])
    return Figure(identity, unit, value.value, definition, low, high)


def whole(scope: Scope) -> bool:
    """Whether a report of this scope is about the whole installation."""
    return scope == EVERYTHING


def _hash(values: Iterable[object]) -> str:
    return hashlib.sha256(json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
