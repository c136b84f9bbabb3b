"""Work that goes past SQLAlchemy to the driver, for its speed, and still fails as SQLAlchemy does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.exc import DBAPIError


@contextmanager
def past_sqlalchemy(connection: Connection, statement: object) -> Iterator[None]:
    """Faults of the driver come out as SQLAlchemy's: what tells a full disk from a broken row knows only those."""
    driver: Any = connection.dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raise DBAPIError.instance(str(statement), None, error, driver.Error, dialect=connection.dialect) from error


def plain_rows(connection: Connection, asked: Executable) -> list[tuple[Any, ...]]:
    """What the statement selects, as the driver has it: for millions of rows whose columns need no conversion."""
    with connection.execute(asked) as result, past_sqlalchemy(connection, asked):
        assert result.cursor is not None
        return list(result.cursor.fetchall())
