"""Bring a database up to the schema of this version. Safe to call at every start and from several processes."""

from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, inspect, select
from sqlalchemy.exc import DatabaseError

from audit.errors import Problem, Refused
from pipelines.adapters.sql.engine import reading, writing

#: The revision of the last step in migrations/versions.
HEAD = "0028"
#: Alembic's own.
_VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def migrate(engine: Engine, wanted: str = HEAD) -> None:
    """Raises Refused (`store.*`) for a database that cannot be opened or was made by a newer version."""
    found = revision_of(engine)
    if found == wanted:
        return
    if found is not None and found > wanted:
        raise Refused(Problem("store.newer", str(engine.url), {"found": found, "known": wanted}))
    with writing(engine) as connection:
        if wanted == HEAD and _revision(connection) is None:
            _make(connection)
        else:
            _upgrade(connection, wanted)


def _make(connection: Connection) -> None:
    """A new database as all steps together leave it, at a fifth of the time; a test compares the two."""
    from pipelines.adapters.sql.schema import metadata  # noqa: PLC0415 - as below

    metadata.create_all(connection, checkfirst=False)
    _VERSION.create(connection)
    connection.execute(_VERSION.insert().values(version_num=HEAD))


def _upgrade(connection: Connection, wanted: str) -> None:
    # Imported late: a command that finds its database ready need not wait for it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, wanted)


def revision_of(engine: Engine) -> str | None:
    """None for a database without our tables. Raises Refused (`store.unreadable`) for one that cannot be opened."""
    try:
        with reading(engine) as connection:
            return _revision(connection)
    except DatabaseError as error:
        raise Refused(Problem("store.unreadable", str(engine.url), {"fault": str(error.orig)})) from error


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION.name):
        return None
    found: str | None = connection.scalar(select(_VERSION.c.version_num))
    return found
