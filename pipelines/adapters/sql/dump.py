"""The database as files, as it was at one moment while others go on writing; and back again, as a whole or not at all."""

import gzip
import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, func, select

from audit.errors import Problem, Refused
from pipelines.adapters.sql.engine import reading, writing
from pipelines.adapters.sql.migrate import HEAD, migrate, revision_of
from pipelines.adapters.sql.moving import go_on_numbering
from pipelines.adapters.sql.tables import data_keys, metadata
from pipelines.backup.manifest import Dumped, DumpedTable

#: Bytes that are read and written at a time.
_PIECE = 2**20
_SQLITE = "fairdial.sqlite"
#: Of gzip: what comes out is a fifth; the higher ones take far longer for little.
_LEVEL = 1


class Dump:
    """Of one database, whatever schema it has: nothing is brought up to date."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def form(self) -> str:
        return self._engine.dialect.name

    @property
    def place(self) -> str:
        """The database as a person would name it, without its password."""
        return self._engine.url.render_as_string()

    def fits(self, dumped: Dumped) -> None:
        """Raises Refused (`restore.*`) for a dump that cannot be loaded here."""
        if dumped.form != self.form:
            raise Refused(Problem("restore.other_form", self.place, {"form": dumped.form}))
        if dumped.revision > HEAD:
            raise Refused(Problem("store.newer", dumped.form, {"found": dumped.revision, "known": HEAD}))

    def empty(self) -> bool:
        """Whether there is no row in any of our tables, or no table. Which keys it would be sealed with is nobody's data."""
        if self._absent:
            return True
        with reading(self._engine) as connection:
            return not any(_rows(connection, one) for one in _tables(connection) if one.name != data_keys.name)

    def rows(self) -> Mapping[str, int]:
        with reading(self._engine) as connection:
            return {table.name: _rows(connection, table) for table in _tables(connection)}

    def save(self, folder: Path) -> Dumped:
        """Write files into an empty folder. Raises Refused (`backup.nothing`) where there is no database."""
        revision = None if self._absent else revision_of(self._engine)
        if revision is None:
            raise Refused(Problem("backup.nothing", self.place))
        tables = self._save_file(folder) if self.form == "sqlite" else self._save_tables(folder)
        return Dumped(self.form, revision, tables)

    def load(self, folder: Path, dumped: Dumped) -> None:
        """Into a database of the same form in which nothing is. Raises Refused (`restore.rows`) and changes nothing when rows are missing."""
        if self.form == "sqlite":
            self._load_file(folder / _SQLITE)
        else:
            self._load_tables(folder, dumped)

    @property
    def _absent(self) -> bool:
        """Whether SQLite would have to make the file first."""
        return self.form == "sqlite" and not Path(str(self._engine.url.database)).exists()

    def _save_file(self, folder: Path) -> Mapping[str, DumpedTable]:
        """SQLite itself writes a copy, which is all of one state, into a file of its own."""
        copy = folder / _SQLITE
        with closing(sqlite3.connect(str(self._engine.url.database))) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),)).close()
        to_disk(copy)
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
        return {
            name: DumpedTable(count, _SQLITE) for name, count in sorted(rows.items()) if not name.startswith("sqlite_")
        }

    def _save_tables(self, folder: Path) -> Mapping[str, DumpedTable]:
        """PostgreSQL writes each table; one transaction sees all of them in one state."""
        saved = {}
        with reading(self._engine) as connection:
            for table in _tables(connection):
                columns = tuple(column.name for column in table.c)
                name = f"{table.name}.copy.gz"
                cursor = _cursor(connection)
                with (
                    gzip.open(folder / name, "wb", _LEVEL) as packed,
                    cursor.copy(f"COPY {_named(connection, table.name, columns)} TO STDOUT") as rows,
                ):
                    for data in rows:
                        packed.write(data)
                to_disk(folder / name)
                saved[table.name] = DumpedTable(cursor.rowcount, name, columns)
        return saved

    def _load_file(self, copy: Path) -> None:
        target = Path(str(self._engine.url.database))
        self._engine.dispose()
        staged = target.with_name("restoring.sqlite")
        with copy.open("rb") as source, staged.open("wb") as file:
            shutil.copyfileobj(source, file, _PIECE)
        to_disk(staged)
        for left in ("-wal", "-shm"):  # of the empty database that was there
            target.with_name(target.name + left).unlink(missing_ok=True)
        staged.replace(target)

    def _load_tables(self, folder: Path, dumped: Dumped) -> None:
        migrate(self._engine, dumped.revision)
        with writing(self._engine) as connection:
            for known in _tables(connection):
                if known.name == data_keys.name:
                    connection.execute(known.delete())
            for name, table in dumped.tables.items():
                cursor = _cursor(connection)
                with (
                    gzip.open(folder / table.file, "rb") as packed,
                    cursor.copy(f"COPY {_named(connection, name, table.columns)} FROM STDIN") as rows,
                ):
                    while data := packed.read(_PIECE):
                        rows.write(data)
                if cursor.rowcount != table.rows:
                    raise Refused(Problem("restore.rows", name, {"rows": table.rows, "found": cursor.rowcount}))
            for known in metadata.sorted_tables:
                if known.name in dumped.tables:
                    go_on_numbering(connection, known)


def to_disk(path: Path) -> None:
    """What was written there outlives a power cut."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _tables(connection: Connection) -> list[Table]:
    """Those of this database, which an older version may have made, each behind what it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _rows(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _named(connection: Connection, table: str, columns: tuple[str, ...]) -> str:
    quote: Callable[[str], str] = connection.dialect.identifier_preparer.quote
    return f"{quote(table)} ({', '.join(map(quote, columns))})"


def _cursor(connection: Connection) -> Any:
    """The driver's own, in the transaction of the connection: the engine knows nothing of COPY."""
    return connection.connection.cursor()
