"""Which column mapping a table is read by: the one asked for, or the one that understands its header best."""

from pathlib import Path

from pipelines.sources.mapping import SourceMapping, choose, named
from pipelines.sources.mapping_files import load_mappings
from pipelines.sources.tables import open_table


def source_for(kind: str, path: Path, name: str | None = None) -> SourceMapping:
    """Raises Refused for an unknown name, a file that is no table, or a header nobody understands."""
    mappings = load_mappings()
    if name is not None:
        return named(name, mappings)
    return choose(kind, open_table(path).header, mappings, path.name)
