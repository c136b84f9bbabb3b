"""The schema is the sum of its migrations, on every engine, however many processes bring it up."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from audit.errors import Refused
from audit.looks import Mark
from pipelines.adapters.sql import migrate as module
from pipelines.adapters.sql.engine import connect, reading, writing
from pipelines.adapters.sql.migrate import HEAD, migrate
from pipelines.adapters.sql.review import SqlReview
from pipelines.adapters.sql.store import SqlStore
from pipelines.adapters.sql.tables import metadata
from tests.make import sms
from tests.postgres import PG_URL, schema


@pytest.fixture(params=["sqlite", *(["postgresql"] if PG_URL else [])])
def engine(request, tmp_path):
    if request.param == "sqlite":
        made = connect(f"sqlite:///{tmp_path}/store.sqlite")
        yield made
        made.dispose()
        return
    with schema() as url:
        made = connect(url)
        yield made
        made.dispose()


def step_by_step(engine):
    """As an installation has it that was made by the first version and brought up since."""
    migrate(engine, "0001")
    migrate(engine)


def shape(engine):
    """All that a database knows of its tables, in whatever order it was told."""
    with reading(engine) as connection:
        asked = inspect(connection)
        return {
            name: {
                "columns": {
                    one["name"]: (str(one["type"]), one["nullable"], one["default"]) for one in asked.get_columns(name)
                },
                "key": asked.get_pk_constraint(name)["constrained_columns"],
                "foreign": sorted(map(str, asked.get_foreign_keys(name))),
                "unique": sorted(str(one["column_names"]) for one in asked.get_unique_constraints(name)),
                "indexes": sorted(_told(one) for one in asked.get_indexes(name)),
                "rowid": _rowid(connection, name),
            }
            for name in asked.get_table_names()
        }


def _told(index):
    options = {name: str(value) for name, value in index.pop("dialect_options", {}).items()}
    return str(sorted([*index.items(), *options.items()], key=str))


def _rowid(connection, name):
    if connection.dialect.name != "sqlite":
        return None
    made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).scalar()
    return "WITHOUT ROWID" not in made


@pytest.mark.parametrize("made", [migrate, step_by_step], ids=["new", "brought up"])
def test_the_schema_is_what_the_tables_say(engine, made):
    made(engine)
    migrate(engine)
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_new_database_is_the_sum_of_all_steps(engine, tmp_path):
    step_by_step(engine)
    with schema() if engine.dialect.name == "postgresql" else nullcontext(f"sqlite:///{tmp_path}/new.sqlite") as url:
        new = connect(url)
        migrate(new)
        assert shape(new) == shape(engine)
        new.dispose()


def test_the_newest_step_is_the_one_that_is_looked_for(engine):
    migrate(engine)
    folder = str(Path(module.__file__).with_name("migrations"))
    assert ScriptDirectory(folder).get_heads() == [HEAD]


def test_several_processes_may_start_at_once(engine):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [engine] * 4))
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar() == 0


def test_sqlite_is_opened_for_one_writer_and_many_readers(tmp_path):
    engine = connect(f"sqlite:///{tmp_path}/store.sqlite")
    migrate(engine)
    with reading(engine) as reader:
        pragmas = {
            name: reader.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
        assert pragmas == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1}
        assert reader.exec_driver_sql("SELECT count(*) FROM packs").scalar() == 0
        with writing(engine) as writer:
            writer.exec_driver_sql("INSERT INTO packs (name) VALUES ('cn')")
            # The lock is taken before the first statement, so what a writer reads stays true until it writes.
            other = sqlite3.connect(tmp_path / "store.sqlite", timeout=0)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            other.close()
        assert reader.exec_driver_sql("SELECT count(*) FROM packs").scalar() == 0, (
            "a reader keeps the state it first saw"
        )
    engine.dispose()


def test_a_database_of_a_newer_version_is_left_alone(engine):
    migrate(engine)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused, match=r"store\.newer"):
        migrate(engine)


def test_what_is_no_database_is_refused(tmp_path):
    (tmp_path / "store.sqlite").write_bytes(b"these are not the bytes of a database" * 100)
    engine = connect(f"sqlite:///{tmp_path}/store.sqlite")
    with pytest.raises(Refused, match=r"store\.unreadable"):
        migrate(engine)
    engine.dispose()


def test_turns_from_before_grades_are_read_and_their_rows_are_still_duplicates(engine):
    """A contact whose turns nobody measured has the same digest as in a database that knows no grades."""
    store = SqlStore(engine)
    store.put_contacts([sms()])
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT digest FROM contacts").scalar() == "463536ba4d2ac7b5c612921d1b0cea41"
        assert connection.exec_driver_sql("SELECT grade, quality FROM turns").all() == [(None, None)]
    assert store.contacts(["sms:1"]) == [sms()]
    assert store.put_contacts([sms()]).duplicates == ("sms:1",)


def test_what_was_looked_at_before_marks_had_turns_keeps_its_category(engine):
    migrate(engine, "0025")
    with writing(engine) as connection:
        for statement in (
            (
                "INSERT INTO contacts (no, key, channel, id, at_offset, direction, party, answered_offset, ended_offset, digest, state)"
                " VALUES (1, 'sms:1', 'sms', '1', 0, 'outbound', 'debtor', 0, 0, '', 'scanned')"
            ),
            "INSERT INTO plans (id, body) VALUES ('p', '{}')",
            "INSERT INTO drawn (plan, place, contact, outcome, at_us, category, rule) VALUES ('p', 0, 1, 'wrong', 0, 'T01', 'cn.x')",
            "INSERT INTO drawn (plan, place, contact, outcome, at_us, category, rule) VALUES ('p', 1, 1, 'clean', 0, '', '')",
        ):
            connection.exec_driver_sql(statement)
    migrate(engine)
    looks = [item.look for item in SqlReview(engine).items("p")]
    assert [look.marks for look in looks] == [(Mark("T01", "cn.x"),), ()]
