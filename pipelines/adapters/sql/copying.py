"""Many rows into PostgreSQL by COPY: one stream of rows in place of a statement for each."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table

from pipelines.adapters.sql.driver import past_sqlalchemy

#: Fewer rows than that are inserted: to stage them takes longer.
LEAST = 64


def copy_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], *, skip_known: bool) -> int:
    """Rows in the order of the table's columns; how many went in.

    COPY knows no exceptions: where known keys are to be left alone, the rows go by a table of their own that is gone
    at the end of the transaction. Raises as SQLAlchemy does, so that callers need not know which way rows went.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.c)
    name, staged = sql.Identifier(table.name), sql.Identifier(f"staged_{table.name}")
    with past_sqlalchemy(connection, f"COPY {table.name}"), driver.cursor() as cursor:
        if not skip_known:
            _copy(cursor, name, columns, rows)
            return len(rows)
        make = sql.SQL("CREATE TEMPORARY TABLE IF NOT EXISTS {} (LIKE {}) ON COMMIT DROP")
        cursor.execute(make.format(staged, name))
        _copy(cursor, staged, columns, rows)
        # In order, so that the first of two rows with one key is the one that goes in.
        add = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ORDER BY {} ON CONFLICT DO NOTHING")
        order = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.primary_key)
        cursor.execute(add.format(name, columns, columns, staged, order))
        added = cursor.rowcount
        cursor.execute(sql.SQL("TRUNCATE {}").format(staged))
        return added


def _copy(
    cursor: psycopg.Cursor[Any], name: sql.Identifier, columns: sql.Composed, rows: Sequence[tuple[Any, ...]]
) -> None:
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(name, columns)) as copy:
        for row in rows:
            copy.write_row(row)
