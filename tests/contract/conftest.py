"""Every system of record: SQLite, PostgreSQL (where FAIRDIAL_TEST_PG_URL names one) and the fake."""

import shutil

import pytest

from pipelines.adapters.keys import new_keys
from pipelines.adapters.memory import (
    MemoryAccounts,
    MemoryActions,
    MemoryActs,
    MemoryAlerts,
    MemoryDashboard,
    MemoryIntakes,
    MemoryRetention,
    MemoryReview,
    MemoryRulebook,
    MemorySessions,
    MemorySigner,
    MemoryStore,
)
from pipelines.adapters.sql.accounts import SqlAccounts
from pipelines.adapters.sql.actions import SqlActions
from pipelines.adapters.sql.acts import SqlActs
from pipelines.adapters.sql.alerts import SqlAlerts
from pipelines.adapters.sql.dashboard import SqlDashboard
from pipelines.adapters.sql.engine import connect
from pipelines.adapters.sql.intake import SqlIntakes
from pipelines.adapters.sql.migrate import migrate
from pipelines.adapters.sql.retention import SqlRetention
from pipelines.adapters.sql.review import SqlReview
from pipelines.adapters.sql.rulebook import SqlRulebook
from pipelines.adapters.sql.seals import Sealer
from pipelines.adapters.sql.sessions import SqlSessions
from pipelines.adapters.sql.store import SqlStore
from tests import postgres

#: To truncate all tables takes a fifth of a second, whether they hold anything or not.
TOUCHED = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
    AND pg_relation_size(oid) > 0
"""


def sealed():
    keys = new_keys()
    return Sealer(lambda: keys, lambda: None)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory):
    """A database with our tables and nothing in them, which is copied sooner than made anew."""
    path = tmp_path_factory.mktemp("empty") / "store.sqlite"
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def schema():
    """The same on PostgreSQL, where it is emptied for each test."""
    with postgres.schema() as url:
        engine = connect(url)
        migrate(engine)
        engine.dispose()
        yield url


@pytest.fixture(params=["memory", "sqlite", *(["postgresql"] if postgres.PG_URL else [])])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
        return
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("empty_file"), tmp_path / "store.sqlite")
        engine = connect(f"sqlite:///{path}", sealed())
    else:
        engine = connect(request.getfixturevalue("schema"), sealed())
        with engine.begin() as connection:
            if names := connection.exec_driver_sql(TOUCHED).scalars().all():
                connection.exec_driver_sql(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
    yield SqlStore(engine)
    engine.dispose()


@pytest.fixture
def review(store):
    return MemoryReview(store) if isinstance(store, MemoryStore) else SqlReview(store.engine)


@pytest.fixture
def accounts(store):
    return MemoryAccounts() if isinstance(store, MemoryStore) else SqlAccounts(store.engine)


@pytest.fixture
def sessions(store):
    return MemorySessions() if isinstance(store, MemoryStore) else SqlSessions(store.engine)


@pytest.fixture
def acts(store):
    signer = MemorySigner()
    return MemoryActs(signer) if isinstance(store, MemoryStore) else SqlActs(store.engine, signer)


@pytest.fixture
def rulebook(store):
    return MemoryRulebook(store) if isinstance(store, MemoryStore) else SqlRulebook(store.engine)


@pytest.fixture
def retention(store):
    return MemoryRetention(store) if isinstance(store, MemoryStore) else SqlRetention(store.engine)


@pytest.fixture
def dashboard(store):
    return MemoryDashboard(store) if isinstance(store, MemoryStore) else SqlDashboard(store.engine)


@pytest.fixture
def actions(store):
    return MemoryActions(store) if isinstance(store, MemoryStore) else SqlActions(store.engine)


@pytest.fixture
def intakes(store):
    return MemoryIntakes(store) if isinstance(store, MemoryStore) else SqlIntakes(store.engine)


@pytest.fixture
def alerts(store):
    return MemoryAlerts(store) if isinstance(store, MemoryStore) else SqlAlerts(store.engine)
