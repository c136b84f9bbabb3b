"""One database into another, table by table in the order of keys: a copy that was cut off goes on where it stopped."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, Text, collate, func, select, tuple_

from pipelines.adapters.sql.engine import add_rows, reading, writing
from pipelines.adapters.sql.tables import metadata

#: Rows in one transaction.
PAGE = 5000
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A table on both sides: how many rows, and the SHA-256 of all of them in the order of their keys."""

    table: str
    rows: int
    digest: str
    rows_there: int
    digest_there: str

    @property
    def equal(self) -> bool:
        return (self.rows, self.digest) == (self.rows_there, self.digest_there)


@dataclass(frozen=True, slots=True)
class Mover:
    """Both databases have the newest schema, and nobody writes to either meanwhile."""

    source: Engine
    target: Engine

    def move(self) -> Iterator[tuple[str, int]]:
        """Names each table with the rows that just went over."""
        for table in metadata.sorted_tables:
            with reading(self.target) as connection:
                key = _key(connection, table)
                found = connection.execute(select(*key).order_by(*(part.desc() for part in key)).limit(1)).first()
            for page in _pages(self.source, table, tuple(found) if found else None):
                with writing(self.target) as connection:
                    add_rows(connection, table, page)
                yield table.name, len(page)
            with writing(self.target) as connection:
                go_on_numbering(connection, table)

    def compare(self) -> Iterator[Moved]:
        """Every table, read through on both sides."""
        for table in metadata.sorted_tables:
            yield Moved(table.name, *_summary(self.source, table), *_summary(self.target, table))


def _summary(engine: Engine, table: Table) -> tuple[int, str]:
    rows, digest = 0, hashlib.sha256()
    for page in _pages(engine, table):
        rows += len(page)
        for row in page:
            digest.update(f"{row!r}\n".encode())
    return rows, digest.hexdigest()


def _pages(engine: Engine, table: Table, last: Values | None = None) -> Iterator[Sequence[Values]]:
    """All rows behind the one with this key."""
    places = [list(table.c).index(column) for column in table.primary_key]
    while True:
        with reading(engine) as connection:
            key = _key(connection, table)
            asked = select(table).order_by(*key).limit(PAGE)
            if last is not None:
                asked = asked.where(tuple_(*key) > tuple_(*last))
            page = [tuple(row) for row in connection.execute(asked)]
        if not page:
            return
        yield page
        last = tuple(page[-1][place] for place in places)


def _key(connection: Connection, table: Table) -> list[ColumnElement[Any]]:
    """The primary key as something to sort by: text by its characters, whatever language the server sorts in."""
    server = connection.dialect.name == "postgresql"
    return [
        collate(column, "C") if server and isinstance(column.type, Text) else column for column in table.primary_key
    ]


def go_on_numbering(connection: Connection, table: Table) -> None:
    """The server numbers new rows from behind those that came with their numbers."""
    column = table.autoincrement_column
    if connection.dialect.name != "postgresql" or column is None:
        return
    sequence = func.pg_get_serial_sequence(table.name, column.name)
    newest = select(func.coalesce(func.max(column), 0)).scalar_subquery()
    connection.execute(select(func.setval(sequence, newest + 1, False)))
