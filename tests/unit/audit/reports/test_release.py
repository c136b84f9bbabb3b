"""Four eyes, no step skipped, and what is signed."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from audit.errors import Refused
from audit.reports.release import STEPS, State, Step, begin, manifest, take
from tests.make import NINE
from tests.reported import draft, released, report


def step(state, by="乙", note="不用了"):
    return Step(state, by, NINE, note)


def test_the_one_who_vouches_does_not_release():
    kept, _ = draft()
    with pytest.raises(Refused, match=r"report\.own"):
        take(kept, step(State.RELEASED, "甲"))
    assert take(kept, step(State.RELEASED)).state is State.RELEASED


def test_what_the_schedule_made_takes_two_people_as_well():
    kept = begin(report(), State.PREPARED, 1)
    with pytest.raises(Refused, match=r"report\.step"):
        take(kept, step(State.RELEASED))
    vouched = take(kept, step(State.DRAFT, "丙"))
    assert vouched.vouched_by == "丙"
    with pytest.raises(Refused, match=r"report\.own"):
        take(vouched, step(State.RELEASED, "丙"))
    assert take(vouched, step(State.RELEASED, "甲")).state is State.RELEASED


def test_what_was_released_is_never_taken_back():
    kept, _ = released()
    for state in (State.DRAFT, State.WITHDRAWN, State.RELEASED, State.PREPARED):
        with pytest.raises(Refused, match=r"report\.step"):
            take(kept, step(state))
    assert take(kept, step(State.SUPERSEDED)).state is State.SUPERSEDED


def test_a_withdrawal_needs_a_reason():
    kept, _ = draft()
    with pytest.raises(Refused, match=r"report\.no_note"):
        take(kept, step(State.WITHDRAWN, note=" "))
    assert take(kept, step(State.WITHDRAWN)).state is State.WITHDRAWN


def test_ends_are_ends():
    assert {state for state, following in STEPS.items() if not following} == {State.SUPERSEDED, State.WITHDRAWN}


def test_the_manifest_says_who_and_what_and_hangs_on_every_file():
    kept, one = released()
    filed = replace(kept, files={"report.json": "ab"})
    told = json.loads(manifest(filed))
    assert (told["vouched_by"], told["released_by"], told["version"]) == ("甲", "乙", 1)
    assert (told["figures_sha256"], told["files"]) == (one.digest, {"report.json": "ab"})
    assert manifest(filed) == manifest(replace(kept, files={"report.json": "ab"}))
    assert manifest(filed) != manifest(replace(kept, files={"report.json": "ac"}))


def test_a_time_without_a_zone_and_days_in_disorder_are_refused():
    one = report()
    with pytest.raises(ValueError, match="zone"):
        replace(one, at=one.at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="days in order"):
        replace(one, period=replace(one.period, last=one.period.first - timedelta(days=1)))
