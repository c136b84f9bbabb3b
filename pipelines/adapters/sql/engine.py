"""Connections: SQLite tuned for one writer and many readers, or PostgreSQL; and the few things they do differently."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    bindparam,
    create_engine,
    event,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from pipelines.adapters.sql.copying import LEAST, copy_rows
from pipelines.adapters.sql.seals import PLAIN, Seals, seals

_T = TypeVar("_T")

#: Bytes of pages that a process keeps.
PAGES = 32 * 2**20

#: How long a writer waits for another one before it gives up.
BUSY_SECONDS = 30

#: One lock for all writers on PostgreSQL; any number that nobody else uses.
_WRITER_LOCK = 0x46414952


def connect(url: str, sealed: Seals = PLAIN) -> Engine:
    """`sqlite:///path/to/file.db` or `postgresql+psycopg://…`; nothing is connected yet. Names and numbers are `sealed`."""
    # What a fault says must not quote rows: it gets into logs and reasons. A server may have been started anew since a connection was last used.
    engine = create_engine(
        url, hide_parameters=True, pool_pre_ping=url.startswith("postgresql"), execution_options={"seals": sealed}
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune)
        event.listen(engine, "begin", _begin)
    return engine


def _tune(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: it would do so too late, after the first read.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-65536",
        # Of all connections together, each of which would else fill a cache of its own.
        f"soft_heap_limit={PAGES}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once; one that reads first and then wants to write could only fail.
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction and the only one that writes: numbers and states can be read, decided upon and written."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
        seals(connection).refresh()
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that sees one state of everything and blocks nobody."""
    with engine.connect() as connection:
        options = {"reads": True} if connection.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        connection.execution_options(**options)
        with connection.begin():
            yield connection


def forgetful(connection: Connection) -> None:
    """What is deleted or changed here is overwritten in the file, which SQLite by itself would leave to chance."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON").close()


def add_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], *, skip_known: bool = False) -> int:
    """Insert rows given in the order of the table's columns; returns how many went in.

    `skip_known` leaves rows alone whose key is there already. On SQLite the rows go to the driver as they are, which
    is twice as fast as naming every value; on PostgreSQL many rows go by COPY.
    """
    if not rows:
        return 0
    if connection.dialect.name == "postgresql" and len(rows) >= LEAST:
        return copy_rows(connection, table, rows, skip_known=skip_known)
    dialects: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    statement = dialects[connection.dialect.name](table).on_conflict_do_nothing() if skip_known else insert(table)
    if connection.dialect.name == "sqlite":
        sql = str(statement.values({column.name: None for column in table.c}).compile(connection))
        return connection.exec_driver_sql(sql, list(rows)).rowcount
    names = [column.name for column in table.c]
    return connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows]).rowcount


_EACH = text("SELECT value FROM json_each(:given)")


def given(connection: Connection, kind: TypeEngine[_T], values: Iterable[_T]) -> ColumnElement[_T]:
    """The values as rows, all of them in one parameter: any number of them, and no statement grows with it."""
    if connection.dialect.name == "sqlite":
        # Not as a bound value of the JSON type, which would be written a second time.
        each = func.json_each(bindparam(None, json.dumps(list(values)), unique=True)).table_valued("value")
        return each.c.value
    return func.unnest(bindparam(None, list(values), type_=postgresql.ARRAY(kind), unique=True))


def among(connection: Connection, column: ColumnElement[_T], values: Iterable[_T]) -> ColumnElement[bool]:
    """`column IN values`, with as many values as are given."""
    if (
        connection.dialect.name == "sqlite"
    ):  # asked several times for every page: as text it is made in a quarter of the time
        these = _EACH.bindparams(bindparam("given", json.dumps(list(values)), unique=True))
        return column.in_(these.columns(column))
    return column.in_(select(given(connection, column.type, values)))
