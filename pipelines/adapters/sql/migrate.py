"""Bring a database up to the schema of this version. Safe to call at every start and from several processes."""

from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DatabaseError

from audit.errors import Problem, Refused
from pipelines.adapters.sql.engine import reading, writing

#: The revision of the last step in migrations/versions.
HEAD = "0028"


def migrate(engine: Engine, wanted: str = HEAD) -> None:
    """Raises Refused (`store.*`) for a database that cannot be opened or was made by a newer version."""
    found = revision_of(engine)
    if found == wanted:
        return
    if found is not None and found > wanted:
        raise Refused(Problem("store.newer", str(engine.url), {"found": found, "known": wanted}))
    # Imported late: a command that finds its database ready need not wait for it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, wanted)


def revision_of(engine: Engine) -> str | None:
    """None for a database without our tables. Raises Refused (`store.unreadable`) for one that cannot be opened."""
    try:
        with reading(engine) as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            return None if found is None else str(found)
    except DatabaseError as error:
        raise Refused(Problem("store.unreadable", str(engine.url), {"fault": str(error.orig)})) from error
