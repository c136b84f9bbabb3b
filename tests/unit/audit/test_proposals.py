"""Four eyes: who may rule on a proposal, and when."""

from dataclasses import replace

import pytest

from audit.errors import Refused
from audit.proposals import Proposal, Ruling, State, Version, settle
from tests.make import NINE

OPEN = Proposal(
    "cn.test.rule", "id: cn.test.rule", Version(1, "live", "a"), Version(2, "live", "b"), "窄一点", "甲", NINE
)


@pytest.mark.parametrize(
    ("before", "ruling", "code", "reason"),
    [
        (OPEN, Ruling(State.APPROVED, "甲", NINE), "proposal.own", "nobody approves what is their own"),
        (OPEN, Ruling(State.REJECTED, "甲", NINE, "不要"), "proposal.own", "nor rejects it: it can be withdrawn"),
        (OPEN, Ruling(State.WITHDRAWN, "乙", NINE), "proposal.not_yours", "only the author takes it back"),
        (OPEN, Ruling(State.REJECTED, "乙", NINE, " "), "proposal.no_note", "the author is told why"),
        (OPEN, Ruling(State.OPEN, "乙", NINE), "proposal.settled", "nothing is opened again"),
        (
            replace(OPEN, state=State.REJECTED, settled_by="乙"),
            Ruling(State.APPROVED, "丙", NINE),
            "proposal.settled",
            "the first ruling holds",
        ),
    ],
)
def test_who_may_not(before, ruling, code, reason):
    with pytest.raises(Refused) as refused:
        settle(before, ruling)
    assert refused.value.problems[0].code == code, reason


@pytest.mark.parametrize(
    ("state", "by", "note"), [(State.APPROVED, "乙", ""), (State.REJECTED, "乙", "会丢失"), (State.WITHDRAWN, "甲", "")]
)
def test_who_may(state, by, note):
    now = settle(OPEN, Ruling(state, by, NINE, note))
    assert (now.state, now.settled_by, now.settled_at, now.note, now.id) == (state, by, NINE, note, OPEN.id)


def test_a_proposal_without_zone_is_none():
    with pytest.raises(ValueError, match="zone"):
        replace(OPEN, at=NINE.replace(tzinfo=None))
