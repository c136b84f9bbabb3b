"""What a step asks the database must not cost more the more contacts there are."""

import pytest
from sqlalchemy import event

from audit.findings import Scan
from audit.records import State
from pipelines.adapters.sql.engine import connect
from pipelines.adapters.sql.store import SqlStore
from tests.make import case, sms


@pytest.fixture
def store(tmp_path):
    engine = connect(f"sqlite:///{tmp_path}/store.sqlite")
    made = SqlStore(engine)
    made.put_contacts([sms("1", case_id="c9"), sms("2")])
    yield made
    engine.dispose()


@pytest.mark.parametrize(
    "act",
    [
        lambda store: store.keys_in(State.TRANSCRIBED, State.SCANNED, among=["sms:1"]),
        lambda store: store.mark(["sms:1"], State.TRANSCRIBED),
        lambda store: store.put_scans([Scan("sms:1")], "cn"),
        lambda store: store.put_cases([case("c9")]),
    ],
    ids=["keys", "mark", "scans", "late cases"],
)
def test_nothing_walks_through_all_contacts_in_a_state(store, act):
    statements = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, parameters, *_):
        statements.append((statement, parameters))

    act(store)
    event.remove(store.engine, "before_cursor_execute", note)
    asked = [one for one in statements if "contacts.state" in one[0]]
    assert asked
    with store.engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            walked = [row.detail for row in plan if "contacts_state" in row.detail or row.detail == "SCAN contacts"]
            assert not walked, statement
