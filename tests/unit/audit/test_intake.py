"""What the form takes, and who may take which step with it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import Refused
from audit.intake import LONGEST, NEXT, Given, Kind, Sides, Stage, Step, Topic, advance, received, told
from tests.make import NINE

DAY = timedelta(days=1)
TODAY = NINE.date()
GIVEN = Given(Kind.COMPLAINT, Topic.THREAT, "威胁上门")
NEW = received(GIVEN.complaint("web-1", NINE, "web"), GIVEN, "d", Sides())


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        pytest.param({}, [], id="enough"),
        pytest.param({"happened": TODAY, "number": "1" * 100, "text": "x" * LONGEST}, [], id="as much as may be"),
        pytest.param({"kind": Kind.CRITICISM}, [], id="feedback that blames"),
        pytest.param({"kind": Kind.PRAISE, "topic": Topic.POLITE}, [], id="feedback that praises"),
        pytest.param({"website": "http://x"}, ["intake.trap"], id="a program filled in everything"),
        pytest.param({"kind": Kind.PRAISE}, ["intake.topic"], id="praise of a threat"),
        pytest.param({"topic": Topic.HELPED}, ["intake.topic"], id="a complaint of help"),
        pytest.param({"text": " \n"}, ["intake.no_text"], id="nothing said"),
        pytest.param({"text": "x" * (LONGEST + 1)}, ["intake.too_long"], id="too much said"),
        pytest.param({"reach": "1" * 101, "agency": "x" * 101}, ["intake.too_long"] * 2, id="every fault at once"),
        pytest.param({"happened": TODAY + DAY}, ["intake.happened"], id="tomorrow"),
        pytest.param({"happened": TODAY - 1096 * DAY}, ["intake.happened"], id="too long ago"),
    ],
)
def test_what_is_wrong_with_a_form(changed, codes):
    assert [problem.code for problem in replace(GIVEN, **changed).faults(TODAY)] == codes


def test_a_complaint_has_what_was_filled_in_and_nothing_else():
    found = replace(GIVEN, number=" 10012345678 ", case_id=" ", agency="乙外包").complaint("web-1", NINE, "web")
    assert (found.case_id, found.agency, found.channel, found.about) == (None, "乙外包", "web", None)
    assert dict(found.extra) == {"number": "10012345678"}


def step(stage, by="审核", text="说明"):
    return Step(Stage(stage), by, NINE + DAY, text)


REVIEWED = advance(NEW, step("under_review", text=""))
ANSWERED = advance(REVIEWED, step("answered"))


@pytest.mark.parametrize(
    ("intake", "taken", "code"),
    [
        pytest.param(NEW, step("answered"), "intake.illegal_step", id="answered before anybody looked"),
        pytest.param(NEW, step("closed"), "intake.illegal_step", id="closed unseen"),
        pytest.param(REVIEWED, step("closed"), "intake.illegal_step", id="closed without answer"),
        pytest.param(REVIEWED, step("under_review"), "intake.illegal_step", id="taken twice"),
        pytest.param(REVIEWED, step("answered", text=" "), "intake.no_note", id="answered without words"),
        pytest.param(ANSWERED, step("under_review", text=""), "intake.no_note", id="again for no reason"),
        pytest.param(NEW, step("under_review", by=""), "intake.nobody", id="by nobody"),
    ],
)
def test_steps_that_are_not_taken(intake, taken, code):
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        advance(intake, taken)


def test_the_whole_way():
    closed = advance(ANSWERED, step("closed", "主管", ""))
    again = advance(closed, step("under_review", text="又来"), Sides("甲"))
    assert [one.stage for one in again.steps] == ["received", "under_review", "answered", "closed", "under_review"]
    assert (again.sides, again.assignee, NEW.assignee) == (Sides("甲"), "审核", "")
    assert [told(one) for one in Stage] == [Stage.RECEIVED, Stage.UNDER_REVIEW, Stage.ANSWERED, Stage.ANSWERED]


@given(
    st.lists(
        st.builds(step, st.sampled_from(Stage), st.sampled_from(["", "甲", "乙"]), st.sampled_from(["", "说明"])),
        max_size=12,
    )
)
def test_whatever_is_tried_no_stage_is_skipped(steps):
    intake = NEW
    for one in steps:
        before = intake
        try:
            intake = advance(intake, one)
        except Refused:
            continue
        assert intake.steps == (*before.steps, one)
        assert one.stage in NEXT[before.stage]
        assert one.by
    stages = [one.stage for one in intake.steps]
    for place, stage in enumerate(stages):
        if stage is Stage.CLOSED:
            assert stages[place - 1] is Stage.ANSWERED
        if stage is Stage.ANSWERED:
            assert stages[place - 1] is Stage.UNDER_REVIEW


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        Step(Stage.RECEIVED, "", NINE.replace(tzinfo=None))
