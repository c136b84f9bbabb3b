"""What became of the files of watched folders."""

from collections.abc import Sequence

from sqlalchemy import Engine, delete, select

from audit.watched import FileState, WatchedFile
from pipelines.adapters.sql.engine import add_rows, among, reading, writing
from pipelines.adapters.sql.tables import watched_files


class SqlFiles:
    """The part of the store that remembers files."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_files(self, files: Sequence[WatchedFile]) -> None:
        by_path = {file.path: file for file in files}
        rows = [
            (one.path, one.size, one.changed_ns, one.state.value, one.reason, one.contact) for one in by_path.values()
        ]
        with writing(self.engine) as connection:
            connection.execute(delete(watched_files).where(among(connection, watched_files.c.path, by_path)))
            add_rows(connection, watched_files, rows)

    def files(self) -> Sequence[WatchedFile]:
        with reading(self.engine) as connection:
            rows = connection.execute(select(watched_files)).all()
        found = [WatchedFile(path, size, at, FileState(state), *rest) for path, size, at, state, *rest in rows]
        return sorted(found, key=lambda file: file.path)
