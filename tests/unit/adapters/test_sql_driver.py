"""Faults of the driver are told as SQLAlchemy tells them."""

import sqlite3

import pytest
from sqlalchemy.exc import DataError, OperationalError

from pipelines.adapters.sql.driver import past_sqlalchemy
from pipelines.adapters.sql.engine import connect
from pipelines.work.passing import passing


@pytest.mark.parametrize(
    ("fault", "told", "code"),
    [
        (sqlite3.OperationalError("database is locked"), OperationalError, "flow.database_busy"),
        (sqlite3.OperationalError("database or disk is full"), OperationalError, "flow.disk_full"),
        (sqlite3.DataError("string too long"), DataError, None),
    ],
)
def test_a_fault_of_the_driver_is_known_for_what_it_is(tmp_path, fault, told, code):
    engine = connect(f"sqlite:///{tmp_path}/store.sqlite")
    with engine.connect() as connection, pytest.raises(told) as caught, past_sqlalchemy(connection, "SELECT"):
        raise fault
    assert passing(caught.value) == code
    engine.dispose()
