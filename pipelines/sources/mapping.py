"""How a dialer or gateway names its columns and values, and which source a header fits best."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from audit.errors import Problem, Refused
from audit.records import Speaker
from pipelines.sources.columns import COLUMNS


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One table of a source."""

    #: Their header -> our column. Our own names are always understood.
    columns: Mapping[str, str] = field(default_factory=dict)
    #: Our column -> their word -> our word.
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: Our column -> what it says in every row, for a column the source does not have.
    fixed: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class SourceMapping:
    name: str
    #: The zone of times written without one; None refuses them.
    zone: ZoneInfo | None = None
    #: `utf-8` or `gb18030`; None finds it out.
    encoding: str | None = None
    #: Who speaks on each channel of a recording, the first channel first; empty where that is not known.
    channels: tuple[Speaker, ...] = ()
    tables: Mapping[str, TableMapping] = field(default_factory=dict)

    def table(self, kind: str) -> TableMapping:
        return self.tables.get(kind, TableMapping())


def fold(header: str) -> str:
    """Headers are the same whatever their case and blanks."""
    return "".join(header.split()).casefold()


def choose(kind: str, header: Sequence[str], mappings: Iterable[SourceMapping], file: str) -> SourceMapping:
    """The source that understands most of the header. Raises Refused with what the best one misses."""
    ranked = sorted(
        mappings, key=lambda source: (len(missing(kind, header, source)), -_understood(kind, header, source))
    )
    if not ranked:
        raise Refused(Problem("sources.no_mapping", file))
    lacking = missing(kind, header, ranked[0])
    if lacking:
        values = {"columns": ", ".join(lacking), "header": ", ".join(header)[:500], "source": ranked[0].name}
        raise Refused(Problem("sources.missing_columns", file, values))
    return ranked[0]


def named(name: str, mappings: Iterable[SourceMapping]) -> SourceMapping:
    known = {source.name: source for source in mappings}
    if name not in known:
        raise Refused(Problem("sources.unknown_source", name, {"known": ", ".join(known)}))
    return known[name]


def targets(kind: str, header: Sequence[str], source: SourceMapping) -> dict[str, str]:
    """Their header -> our column, for the headers that are understood."""
    ours = {column: column for column in COLUMNS[kind].all}
    known = ours | {fold(theirs): column for theirs, column in source.table(kind).columns.items()}
    return {name: known[fold(name)] for name in header if fold(name) in known}


def missing(kind: str, header: Sequence[str], source: SourceMapping) -> list[str]:
    had = {*targets(kind, header, source).values(), *source.table(kind).fixed}
    return [column for column in COLUMNS[kind].required if column not in had]


def _understood(kind: str, header: Sequence[str], source: SourceMapping) -> int:
    return len(targets(kind, header, source))
