"""What every store must do with what comes in over the public form."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.errors import Refused
from audit.intake import Given, Kind, Sides, Stage, Step, Topic, advance, received
from audit.scope import Scope
from tests.make import NINE

DAY = timedelta(days=1)
GIVEN = Given(
    Kind.COMPLAINT, Topic.THREAT, "威胁 “上门”\n😀", date(2026, 2, 28), "10012345678", "乙外包", "c1", "x@y.cn"
)
PRAISE = Given(Kind.PRAISE, Topic.POLITE, "很客气")
SIDES = Sides("甲方消费金融", "乙外包", "A-1")


def intake(identity="web-1", given=GIVEN, sides=SIDES, at=NINE):
    return received(given.complaint(identity, at, "web"), given, f"digest of {identity}", sides)


def take(by="审核", at=NINE + DAY):
    return Step(Stage.UNDER_REVIEW, by, at)


def answer(text="已致歉", at=NINE + 2 * DAY):
    return Step(Stage.ANSWERED, "审核", at, text)


def test_what_came_in_is_kept_with_every_step_and_is_a_complaint(intakes, store):
    given = intake()
    intakes.put_intake(given)
    assert intakes.intake("web-1") == given
    assert list(store.complaints()) == [given.complaint]
    assert dict(given.complaint.extra) == {"happened": "2026-02-28", "number": "10012345678", "reach": "x@y.cn"}
    for step in (take(), answer(), Step(Stage.CLOSED, "主管", NINE + 3 * DAY), replace(take("主管"), text="又来")):
        given = advance(given, step)
        assert intakes.advance_intake("web-1", step) == given
        assert intakes.intake("web-1") == given
        assert intakes.stage_of(given.digest) is given.stage
    assert intakes.intake("web-1").complaint.received_at.utcoffset() == NINE.utcoffset()


def test_praise_is_no_complaint(intakes, store):
    intakes.put_intake(intake(given=PRAISE, sides=Sides()))
    assert list(store.complaints()) == []
    found = intakes.intake("web-1")
    assert (found.kind, found.topic, found.complaint.text) == (Kind.PRAISE, Topic.POLITE, "很客气")


def test_a_receipt_is_given_once(intakes):
    intakes.put_intake(intake())
    for again in (intake(), replace(intake("web-2"), digest=intake().digest)):
        with pytest.raises(ValueError, match=again.id):
            intakes.put_intake(again)
    assert len(intakes.intakes()) == 1
    assert intakes.stage_of("another") is None


@pytest.mark.parametrize("broken", ["\ud83d", "a\x00b"])
@pytest.mark.parametrize("field", ["text", "number", "agency"])
def test_half_a_character_is_refused_by_name_and_nothing_is_written(intakes, store, field, broken):
    with pytest.raises(Refused, match=r"store\.broken_text"):
        intakes.put_intake(intake(given=replace(GIVEN, **{field: broken})))
    assert (list(intakes.intakes()), list(store.complaints())) == ([], [])


def test_what_may_not_be_changes_nothing(intakes):
    intakes.put_intake(intake())
    with pytest.raises(Refused, match=r"intake\.illegal_step"):
        intakes.advance_intake("web-1", answer())
    assert intakes.intake("web-1") == intake()
    with pytest.raises(KeyError):
        intakes.advance_intake("none", take())
    assert intakes.intake("none") is None


def test_whose_it_is_may_become_known_later(intakes):
    intakes.put_intake(intake(sides=Sides()))
    agency = Scope(agencies=frozenset({"乙外包"}))
    assert intakes.intake("web-1", agency) is None
    intakes.advance_intake("web-1", take(), SIDES)
    assert intakes.intake("web-1", agency).sides == SIDES
    intakes.advance_intake("web-1", answer())
    assert intakes.intake("web-1").sides == SIDES, "and stays known"


@pytest.fixture
def several(intakes):
    for number, sides in enumerate((SIDES, Sides(), replace(SIDES, agency="丙外包"), SIDES)):
        intakes.put_intake(intake(f"web-{number}", sides=sides, at=NINE + number * DAY))
    intakes.advance_intake("web-0", take())
    return intakes


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        pytest.param({}, "0123", id="in the order received"),
        pytest.param({"newest": True}, "3210", id="newest first"),
        pytest.param({"stages": [Stage.RECEIVED]}, "123", id="nobody looked at"),
        pytest.param({"stages": [Stage.UNDER_REVIEW, Stage.ANSWERED]}, "0", id="of several stages"),
        pytest.param({"limit": 2}, "01", id="a page"),
        pytest.param({"after": "web-1"}, "23", id="the next"),
        pytest.param({"after": "web-1", "newest": True}, "0", id="the next of the newest"),
        pytest.param({"scope": Scope(agencies=frozenset({"乙外包"}))}, "03", id="an agency: unknown ones lie outside"),
        pytest.param({"scope": Scope(agents=frozenset({"A-2"}))}, "", id="another agent"),
        pytest.param({"scope": Scope(institutions=frozenset({"甲方消费金融"}))}, "023", id="an institution"),
    ],
)
def test_lists(several, fields, ids):
    assert [one.id for one in several.intakes(**fields)] == [f"web-{number}" for number in ids]


def test_counts_by_stage_within_the_scope(several):
    assert dict(several.intake_counts()) == {Stage.RECEIVED: 3, Stage.UNDER_REVIEW: 1}
    counts = several.intake_counts(Scope(agencies=frozenset({"丙外包"})))
    assert {stage: count for stage, count in counts.items() if count} == {Stage.RECEIVED: 1}
