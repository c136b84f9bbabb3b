"""Every system of record: SQLite, PostgreSQL (where FAIRDIAL_TEST_PG_URL names one) and the fake."""

import os
from uuid import uuid4

import pytest
from sqlalchemy import create_engine

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
from pipelines.adapters.sql.retention import SqlRetention
from pipelines.adapters.sql.review import SqlReview
from pipelines.adapters.sql.rulebook import SqlRulebook
from pipelines.adapters.sql.seals import Sealer
from pipelines.adapters.sql.sessions import SqlSessions
from pipelines.adapters.sql.store import SqlStore

PG_URL = os.environ.get("FAIRDIAL_TEST_PG_URL")


def sealed():
    keys = new_keys()
    return Sealer(lambda: keys, lambda: None)


@pytest.fixture(params=["memory", "sqlite", *(["postgresql"] if PG_URL else [])])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "sqlite":
        engine = connect(f"sqlite:///{tmp_path}/store.sqlite", sealed())
        yield SqlStore(engine)
        engine.dispose()
    else:
        schema = f"test_{uuid4().hex}"
        admin = create_engine(PG_URL, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        separator = "&" if "?" in PG_URL else "?"
        engine = connect(f"{PG_URL}{separator}options=-csearch_path%3D{schema}", sealed())
        yield SqlStore(engine)
        engine.dispose()
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
        admin.dispose()


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
