"""A clock that only tests move."""

from datetime import timedelta

from pipelines.adapters.memory import FixedClock
from tests.make import NINE


def test_time_stands_still_until_told():
    clock = FixedClock(NINE)
    assert clock.now() == clock.now() == NINE
    clock.advance(timedelta(minutes=1))
    assert clock.now() == NINE + timedelta(minutes=1)
