"""What every store of proposals must do, and how it counts the versions that found something."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.errors import Refused
from audit.findings import Scan
from audit.proposals import Proposal, Ruling, State, Trial, Version
from audit.rule_ports import VersionSeen
from audit.scope import Scope
from tests.make import NINE, case, finding, sms

DAY = timedelta(days=1)


def proposal(rule="cn.test.rule", at=NINE, **fields):
    values = {"text": f"id: {rule}\n# 不改", "base": Version(1, "shadow", "a"), "version": Version(2, "live", "b")}
    trial = Trial(looked=9, whole=True, new=1, lost=2, same=3, fatal=1)
    return Proposal(**{"rule": rule, **values, "why": "上线", "by": "甲", "at": at, "trial": trial, **fields})


def test_a_proposal_is_kept_and_ruled_on_once(rulebook):
    given = proposal()
    rulebook.propose(given)
    assert rulebook.proposal(given.id) == given
    assert rulebook.proposals() == [given]
    with pytest.raises(Refused, match=r"proposal\.own"):
        rulebook.settle(given.id, Ruling(State.APPROVED, "甲", NINE))
    assert rulebook.proposal(given.id) == given
    ruled = rulebook.settle(given.id, Ruling(State.APPROVED, "乙", NINE + DAY, "同意"))
    assert ruled == replace(given, state=State.APPROVED, settled_by="乙", settled_at=NINE + DAY, note="同意")
    assert rulebook.proposal(given.id) == ruled
    with pytest.raises(Refused, match=r"proposal\.settled"):
        rulebook.settle(given.id, Ruling(State.REJECTED, "丙", NINE + DAY, "不"))
    assert (rulebook.proposals(), rulebook.proposals(settled=True), rulebook.open_proposals()) == ([], [ruled], 0)


def test_one_open_proposal_for_a_rule(rulebook):
    first, other = proposal(), proposal("cn.test.other", trial=None)
    rulebook.propose(first)
    rulebook.propose(other)
    again = proposal(at=NINE + DAY, by="丙")
    with pytest.raises(Refused, match=r"proposal\.open"):
        rulebook.propose(again)
    rulebook.settle(first.id, Ruling(State.WITHDRAWN, "甲", NINE))
    rulebook.propose(again)
    assert rulebook.open_proposals() == 2
    assert rulebook.proposals("cn.test.rule") == [again]
    assert rulebook.proposals() == [again, other]
    assert rulebook.proposals(limit=1) == [again]
    assert rulebook.proposals(after=again.id) == [other]


def test_what_is_unknown(rulebook):
    assert rulebook.proposal("none") is None
    with pytest.raises(KeyError):
        rulebook.settle("none", Ruling(State.APPROVED, "乙", NINE))


def test_versions_that_found_something(store, rulebook):
    store.put_cases([case("c1"), case("c2", institution="乙方小贷")])
    given = [
        sms("1", "小心点", case_id="c1"),
        sms("2", "小心点,小心点", case_id="c2", at=NINE + DAY),
        sms("3", "小心点", case_id="c2", at=NINE + 2 * DAY),
    ]
    store.put_contacts(given)
    for version, contact in zip((1, 2, 2), given, strict=True):
        store.put_scans([Scan(contact.key, (finding(contact, "小心点", version=version),))], "cn")
    day = NINE.date()
    assert list(rulebook.versions_seen("cn.test.rule")) == [
        VersionSeen(2, 2, day + DAY, day + 2 * DAY),
        VersionSeen(1, 1, day, day),
    ]
    own = Scope(institutions=frozenset({"甲方消费金融"}))
    assert list(rulebook.versions_seen("cn.test.rule", own)) == [VersionSeen(1, 1, day, day)]
    assert list(rulebook.versions_seen("cn.test.none")) == []
