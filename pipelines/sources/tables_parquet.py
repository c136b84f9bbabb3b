"""Rows of a Parquet file, read in slices. Typed columns become text; times keep their zone."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from audit.errors import Problem, Refused
from pipelines.sources.rows import Row

SLICE_ROWS = 20_000


def read_parquet(path: Path) -> Iterator[Row]:
    """The first row holds the column names and has number 0; rows of data are numbered from 1."""
    try:
        frame = pl.scan_parquet(path, glob=False)
        schema = frame.collect_schema()
        yield Row(0, list(schema))
        texts = frame.select(_as_text(path, name, kind) for name, kind in schema.items())
        done = 0
        while rows := texts.slice(done, SLICE_ROWS).collect().rows():
            for number, cells in enumerate(rows, done + 1):
                yield Row(number, list(cells))
            done += len(rows)
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = (str(error).splitlines() or [""])[0][:200]
        raise Refused(Problem("sources.broken_parquet", path.name, {"reason": reason})) from error


def _as_text(path: Path, name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind.is_nested() or isinstance(kind, pl.Binary | pl.Object):
        raise Refused(Problem("sources.column_type", path.name, {"column": name, "type": str(kind)}))
    text = column.dt.to_string("iso:strict") if kind.is_temporal() else column.cast(pl.String)
    return text.fill_null("")
