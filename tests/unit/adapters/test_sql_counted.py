"""Counts of the queue: exact where incidents are few, and a few seconds old at most where they are many."""

import pytest
from sqlalchemy import create_engine, insert, update

from audit.scope import EVERYTHING, Scope
from audit.triage import Status
from pipelines.adapters.sql.review import counted
from pipelines.adapters.sql.review.counted import EVERY, StatusCounts
from pipelines.adapters.sql.tables import incidents, metadata

ROW = {"contact": 1, "category": "T01", "rule": "r", "severity": 4, "at_us": 0}


@pytest.fixture
def connection():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as made:
        agencies = ("南", "北", "北")
        rows = [{**ROW, "id": str(n), "status": "open", "agency": agency} for n, agency in enumerate(agencies)]
        made.execute(insert(incidents), rows)
        yield made
    engine.dispose()


@pytest.fixture
def clock():
    return [0.0]


def claim(connection, identity):
    connection.execute(update(incidents).where(incidents.c.id == identity).values(status="claimed"))


@pytest.mark.parametrize(
    ("many", "passed", "still"),
    [(4, 0.0, 2), (3, 0.0, 3), (3, EVERY - 0.1, 3), (3, EVERY, 2)],
    ids=["few are counted each time", "many are remembered", "for a while", "and then counted anew"],
)
def test_how_old_they_may_be(connection, clock, monkeypatch, *, many, passed, still):
    monkeypatch.setattr(counted, "MANY", many)
    counts = StatusCounts(lambda: clock[0])
    assert counts.count(connection, EVERYTHING) == {Status.OPEN: 3}
    claim(connection, "0")
    clock[0] += passed
    assert counts.count(connection, EVERYTHING)[Status.OPEN] == still


def test_each_scope_has_its_own(connection, clock, monkeypatch):
    monkeypatch.setattr(counted, "MANY", 1)
    counts = StatusCounts(lambda: clock[0])
    north = Scope(agencies=frozenset({"北"}))
    assert counts.count(connection, EVERYTHING) == {Status.OPEN: 3}
    assert counts.count(connection, north) == {Status.OPEN: 2}
    assert counts.count(connection, Scope(agencies=frozenset({"无"}))) == {}
