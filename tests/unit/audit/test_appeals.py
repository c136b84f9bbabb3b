"""Who may appeal against what, and who may rule on it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.appeals import Grounds, Outcome, Stage, Step, advance, file, verdicts
from audit.errors import Refused
from audit.incidents import group
from audit.review import Decision, Verdict
from audit.triage import Status, Work
from tests.make import NINE, finding, sms

DAY = timedelta(days=1)
CONTACT = sms("1", "再不还就上门", agent_id="A-1")
FOUND = finding(CONTACT, "就上门")
(INCIDENT,) = group(CONTACT, [FOUND])
CONFIRMED = Verdict(FOUND.id, CONTACT.key, Decision.TRUE, "confirmed", "甲", NINE)
GROUNDS = Grounds(INCIDENT, Work(Status.DECIDED, "甲"), [CONFIRMED])


def step(stage, by, outcome=None, **fields):
    return Step(Stage(stage), by, **{"at": NINE + DAY, "text": "理由", "outcome": outcome, **fields})


FILED = file(GROUNDS, "A-1", step("filed", "A-1"), 14)
REBUTTED = advance(FILED, step("rebutted", "甲"))
REPLIED = advance(REBUTTED, step("replied", "A-1"))
RULED = advance(REBUTTED, step("decided", "乙", Outcome.UPHELD))


@pytest.mark.parametrize(
    ("grounds", "agent", "at", "code"),
    [
        pytest.param(GROUNDS, "A-2", NINE, "appeal.not_concerned", id="somebody else's incident"),
        pytest.param(GROUNDS, "", NINE, "appeal.not_concerned", id="nobody"),
        pytest.param(replace(GROUNDS, work=Work()), "A-1", NINE, "appeal.nothing_confirmed", id="not decided yet"),
        pytest.param(replace(GROUNDS, held=[]), "A-1", NINE, "appeal.nothing_confirmed", id="nothing holds"),
        pytest.param(
            replace(GROUNDS, held=[replace(CONFIRMED, decision=Decision.FALSE)]),
            "A-1",
            NINE,
            "appeal.nothing_confirmed",
            id="rejected already",
        ),
        pytest.param(
            GROUNDS, "A-1", NINE + 14 * DAY + timedelta(seconds=1), "appeal.too_late", id="after the deadline"
        ),
    ],
)
def test_appeals_that_are_not_heard(grounds, agent, at, code):
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        file(grounds, agent, step("filed", agent, at=at), 14)


def test_on_the_last_day_an_appeal_is_heard():
    appeal = file(GROUNDS, "A-1", step("filed", "A-1", at=NINE + 14 * DAY), 14)
    assert (appeal.stage, appeal.due, appeal.deciders) == (Stage.FILED, NINE + 28 * DAY, ("甲",))
    assert not appeal.overdue(NINE + 28 * DAY)
    assert appeal.overdue(NINE + 29 * DAY)


@pytest.mark.parametrize(
    ("appeal", "next_step", "code"),
    [
        pytest.param(FILED, step("decided", "乙", Outcome.UPHELD), "appeal.illegal_step", id="unheard"),
        pytest.param(FILED, step("final", "乙", Outcome.UPHELD), "appeal.illegal_step", id="at once"),
        pytest.param(REBUTTED, step("rebutted", "甲"), "appeal.illegal_step", id="twice"),
        pytest.param(FILED, step("rebutted", "甲", Outcome.UPHELD), "appeal.outcome", id="a rebuttal rules nothing"),
        pytest.param(REBUTTED, step("decided", "乙"), "appeal.outcome", id="a ruling without outcome"),
        pytest.param(REBUTTED, step("decided", "甲", Outcome.UPHELD), "appeal.own_matter", id="by who confirmed it"),
        pytest.param(RULED, step("final", "乙", Outcome.UPHELD), "appeal.own_matter", id="final by who decided"),
        pytest.param(RULED, step("final", "甲", Outcome.UPHELD), "appeal.own_matter", id="final by who confirmed it"),
        pytest.param(REBUTTED, step("replied", "A-2"), "appeal.own_matter", id="a reply of somebody else"),
        pytest.param(REPLIED, step("replied", "A-1"), "appeal.illegal_step", id="a second reply"),
        pytest.param(REPLIED, step("decided", "A-1", Outcome.OVERTURNED), "appeal.own_matter", id="ruling on oneself"),
        pytest.param(FILED, step("replied", "A-1"), "appeal.illegal_step", id="a reply to nothing"),
        pytest.param(FILED, step("rebutted", "A-1"), "appeal.own_matter", id="rebutting oneself"),
        pytest.param(FILED, step("rebutted", "甲", text=" "), "appeal.no_text", id="without grounds"),
    ],
)
def test_steps_that_may_not_be(appeal, next_step, code):
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        advance(appeal, next_step)


@pytest.mark.parametrize(
    ("outcome", "decisions"), [(Outcome.UPHELD, []), (Outcome.OVERTURNED, [(FOUND.id, "false", "appeal", "总监")])]
)
def test_only_the_final_word_counts(outcome, decisions):
    assert verdicts(advance(REBUTTED, step("decided", "乙", Outcome.OVERTURNED))) == ()
    final = advance(RULED, step("final", "总监", outcome))
    assert [(one.finding, one.decision, one.reason, one.by) for one in verdicts(final)] == decisions
    assert not final.overdue(NINE + 999 * DAY)
    with pytest.raises(Refused, match=r"appeal\.illegal_step"):
        advance(final, step("final", "别人", outcome))


def test_the_agent_may_answer_once_before_the_ruling():
    assert advance(REPLIED, step("decided", "乙", Outcome.OVERTURNED)).stage is Stage.DECIDED


def test_times_carry_zones():
    with pytest.raises(ValueError, match="zone"):
        step("filed", "A-1", at=NINE.replace(tzinfo=None))
