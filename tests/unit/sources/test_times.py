"""Moments without a zone of their own, where the source names one whose clocks change."""

from zoneinfo import ZoneInfo

import pytest

from pipelines.sources.rows import Fault
from pipelines.sources.times import Times

NEW_YORK = Times(ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    "zone, cell, code",
    [
        pytest.param("America/New_York", "2026-11-01 01:30:00", "time_twice", id="the hour that comes twice"),
        pytest.param("America/New_York", "2026-11-01 01:00:00", "time_twice", id="its first moment"),
        pytest.param("America/New_York", "2026-03-08 02:30:00", "time_skipped", id="the hour that is left out"),
        pytest.param("America/Havana", "2026-11-01 00:30:00", "time_twice", id="a change at midnight"),
        pytest.param("Australia/Lord_Howe", "2026-04-05 01:45:00", "time_twice", id="half an hour twice"),
    ],
)
def test_what_the_clocks_showed_twice_or_never_is_refused(zone, cell, code):
    with pytest.raises(Fault) as refused:
        Times(ZoneInfo(zone))(cell)
    assert (refused.value.code, refused.value.values["zone"]) == (f"sources.{code}", zone)


def test_clocks_that_do_not_change_show_everything_once():
    assert Times(ZoneInfo("Asia/Shanghai"))("2026-03-08 02:30").isoformat() == "2026-03-08T02:30:00+08:00"


@pytest.mark.parametrize(
    "cell, moment",
    [
        pytest.param("2026-11-01 00:59:59", "2026-11-01T00:59:59-04:00", id="before the hour"),
        pytest.param("2026-11-01 02:00:00", "2026-11-01T02:00:00-05:00", id="after it"),
        pytest.param("2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-05:00", id="the row says which"),
        pytest.param("2026-03-08 03:00:00", "2026-03-08T03:00:00-04:00", id="after the hour left out"),
        pytest.param("2026-03-08 01:59:59", "2026-03-08T01:59:59-05:00", id="before it"),
    ],
)
def test_other_moments_of_such_a_day_are_as_they_are(cell, moment):
    assert NEW_YORK(cell).isoformat() == moment
