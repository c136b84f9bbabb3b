"""Who may do what with an incident, and in which order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.bulk import Alike, faults, sample_size
from audit.deciding import last_decision
from audit.errors import Refused
from audit.triage import LEASE, UNDO, Act, ActKind, Level, Status, Work, take
from tests.make import NINE

OPEN = Work()
MINE = Work(Status.CLAIMED, "甲", NINE + LEASE)
GIVEN = Work(Status.CLAIMED, "甲")
UP = Work(Status.ESCALATED, level=1)
HIGH = Work(Status.CLAIMED, "甲", NINE + LEASE, 1)
DONE = Work(Status.DECIDED, "甲")
HELD = Work(Status.HELD, "甲")
GONE = Work(Status.SUPERSEDED)


def act(kind, by="甲", **fields):
    return Act("i", ActKind(kind), by, **{"at": NINE, "note": "说明", **fields})


@pytest.mark.parametrize(
    ("work", "what", "then"),
    [
        pytest.param(OPEN, act("claim", until=NINE + LEASE), MINE, id="anybody claims what is open"),
        pytest.param(MINE, act("claim", until=NINE + 2 * LEASE), replace(MINE, until=NINE + 2 * LEASE), id="go on"),
        pytest.param(GIVEN, act("claim", until=NINE + LEASE), GIVEN, id="an assignment has no end"),
        pytest.param(UP, act("claim", until=NINE + LEASE), HIGH, id="the level stays"),
        pytest.param(OPEN, act("assign", "组长", to="甲"), GIVEN, id="a lead gives it to somebody"),
        pytest.param(replace(MINE, assignee="乙"), act("assign", "组长", to="甲"), GIVEN, id="from one to another"),
        pytest.param(HELD, act("assign", "组长", to="乙"), Work(Status.CLAIMED, "乙"), id="also what is held"),
        pytest.param(MINE, act("release"), OPEN, id="given back"),
        pytest.param(HIGH, act("release"), UP, id="given back where it was"),
        pytest.param(MINE, act("take_back", "组长"), OPEN, id="taken back"),
        pytest.param(MINE, act("decide"), DONE, id="decided"),
        pytest.param(HIGH, act("decide"), replace(DONE, level=1), id="decided above"),
        pytest.param(MINE, act("escalate", level=2), Work(Status.ESCALATED, level=2), id="straight to law"),
        pytest.param(MINE, act("hold"), HELD, id="held"),
        pytest.param(HELD, act("resume", until=NINE + LEASE), MINE, id="resumed"),
        pytest.param(HELD, act("resume", "组长"), Work(Status.CLAIMED, "组长"), id="by somebody else"),
        pytest.param(OPEN, act("comment", "乙"), OPEN, id="anybody may say something"),
        pytest.param(GONE, act("comment", "乙"), GONE, id="also of what was taken back"),
        pytest.param(DONE, act("reopen"), OPEN, id="something new"),
        pytest.param(DONE, act("appeal"), DONE, id="an appeal is noted"),
        pytest.param(MINE, act("double"), MINE, id="so is a double review"),
    ],
)
def test_steps(work, what, then):
    assert take(work, what) == then


@pytest.mark.parametrize(
    ("work", "what", "code"),
    [
        pytest.param(OPEN, act("decide"), "review.unclaimed", id="nobody decides without a claim"),
        pytest.param(OPEN, act("escalate", level=1), "review.unclaimed", id="nor hands it up"),
        pytest.param(OPEN, act("hold"), "review.unclaimed", id="nor holds it"),
        pytest.param(OPEN, act("release"), "review.unclaimed", id="nothing to release"),
        pytest.param(OPEN, act("take_back"), "review.illegal_step", id="nothing to take back"),
        pytest.param(OPEN, act("resume"), "review.illegal_step", id="nothing was held"),
        pytest.param(OPEN, act("reopen"), "review.illegal_step", id="open already"),
        pytest.param(OPEN, act("assign"), "review.nobody", id="to nobody"),
        pytest.param(MINE, act("claim", "乙"), "review.taken", id="it is somebody's"),
        pytest.param(MINE, act("decide", "乙"), "review.not_yours", id="decided by another"),
        pytest.param(MINE, act("decide", at=NINE + LEASE), "review.unclaimed", id="too late"),
        pytest.param(HIGH, act("escalate", level=1), "review.level", id="not to where it is"),
        pytest.param(MINE, act("escalate", level=4), "review.level", id="nothing is above the regulator"),
        pytest.param(MINE, act("escalate", level=1, note=" "), "review.note_missing", id="handed up without a word"),
        pytest.param(MINE, act("hold", note=""), "review.note_missing", id="held without a word"),
        pytest.param(MINE, act("comment", note=""), "review.note_missing", id="an empty comment"),
        pytest.param(DONE, act("claim"), "review.illegal_step", id="decided is decided"),
        pytest.param(DONE, act("assign", to="乙"), "review.illegal_step", id="and is nobody's task"),
        pytest.param(HELD, act("claim"), "review.illegal_step", id="held is resumed first"),
        pytest.param(GONE, act("claim"), "review.illegal_step", id="nothing to review"),
        pytest.param(OPEN, act("undo"), "review.not_yours", id="nothing was decided"),
        pytest.param(DONE, act("undo", "乙"), "review.not_yours", id="another's decision"),
        pytest.param(DONE, act("undo"), "review.nothing_to_undo", id="no decision is known"),
    ],
)
def test_what_may_not_be(work, what, code):
    with pytest.raises(Refused) as caught:
        take(work, what)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_part_of_the_findings_leaves_it_claimed():
    assert take(MINE, act("decide"), whole=False) == MINE


def test_undone_within_minutes():
    decision = act("decide")
    assert take(DONE, act("undo", at=NINE + UNDO, until=NINE + LEASE), undone=decision) == MINE
    with pytest.raises(Refused, match=r"review\.too_late"):
        take(DONE, act("undo", at=NINE + UNDO + timedelta(seconds=1)), undone=decision)


def test_the_last_decision_is_the_one_that_was_not_undone():
    first, second, back = act("decide", decision="true"), act("decide", decision="false"), act("undo")
    assert last_decision([first, second]) is second
    assert last_decision([first, act("comment"), second, back]) is first
    assert last_decision([first, back]) is None


def test_times_carry_zones():
    with pytest.raises(ValueError, match="zone"):
        act("claim", at=NINE.replace(tzinfo=None))


def test_the_highest_level_is_the_regulator():
    assert max(Level) is Level.REGULATOR


@pytest.mark.parametrize(("count", "needed"), [(1, 1), (2, 2), (3, 3), (30, 3), (31, 4), (200, 20)])
def test_how_many_must_be_played(count, needed):
    assert sample_size(count) == needed


LOT = [Alike(str(number), "cn.x", "A-1", OPEN) for number in range(5)]


@pytest.mark.parametrize(
    ("chosen", "played", "codes"),
    [
        pytest.param(LOT, {"0", "1", "2"}, [], id="alike, open and heard"),
        pytest.param([*LOT[1:], replace(LOT[0], work=MINE)], {"0", "1", "2"}, [], id="one is claimed by the same"),
        pytest.param(LOT, {"0", "1", "x"}, ["bulk.not_heard"], id="not enough heard"),
        pytest.param([*LOT, Alike("6", "cn.y", "A-1", OPEN)], {"0", "1", "2"}, ["bulk.unlike"], id="two rules"),
        pytest.param([*LOT, Alike("6", "cn.x", "A-2", OPEN)], {"0", "1", "2"}, ["bulk.unlike"], id="two agents"),
        pytest.param([Alike("6", "cn.x", None, OPEN)], {"6"}, ["bulk.unlike"], id="an unknown agent is like nobody"),
        pytest.param([*LOT, Alike("6", "cn.x", "A-1", DONE)], {"0", "1", "2"}, ["bulk.not_free"], id="one is decided"),
        pytest.param([*LOT, Alike("6", "cn.x", "A-1", UP)], {"0", "1", "2"}, ["bulk.not_free"], id="one was handed up"),
        pytest.param(LOT * 50, {"0"}, ["bulk.too_many"], id="too many"),
    ],
)
def test_many_at_once(chosen, played, codes):
    assert [problem.code for problem in faults(chosen, "甲", frozenset(played))] == codes
