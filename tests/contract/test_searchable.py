"""What the search index is to hold: in which order it changed, what was acknowledged, what was refused."""

from dataclasses import replace

import pytest

from audit.errors import Problem
from audit.findings import Scan
from audit.ports import DeadLetter
from audit.records import State, Transcript, Turn
from tests.make import case, sms

PROBLEM = Problem("search.document_refused", "sms:1", {"turn": 0, "fault": "too long"})


def letter(key, revision):
    return DeadLetter(key, revision, replace(PROBLEM, where=key), "检索拒绝")


def scanned(store, *keys):
    store.put_scans([Scan(key) for key in keys], "p1")


def order(store, after=None, limit=1000):
    return [change.contact for change in store.changes(after, limit)]


@pytest.fixture
def three(store):
    store.put_contacts([sms("1", case_id="c1"), sms("2"), sms("3")])
    return store


def test_changes_come_in_the_order_they_were_made(three):
    assert order(three) == [], "nothing is judged as yet"
    scanned(three, "sms:2")
    scanned(three, "sms:3", "sms:1")
    assert order(three) == ["sms:2", "sms:1", "sms:3"], "those of one transaction in the order received"
    assert order(three, limit=2) == ["sms:2", "sms:1"]
    last = three.changes(limit=2)[-1]
    assert order(three, last) == ["sms:3"], "a page may end in the middle of a transaction"
    end = three.changes()[-1]
    assert order(three, end) == []
    scanned(three, "sms:2")
    assert order(three, end) == ["sms:2"], "it has changed again"
    assert order(three) == ["sms:1", "sms:3", "sms:2"], "and is nowhere else"


def test_words_that_are_not_judged_are_not_to_be_found(three):
    scanned(three, "sms:1", "sms:2")
    three.put_transcript("sms:2", Transcript((Turn(0, sms().turns[0].speaker, "另一句"),), "vendor:json", "", {}))
    assert order(three) == ["sms:1"]
    assert set(three.revisions(["sms:1", "sms:2", "sms:3"])) == {"sms:1"}
    scanned(three, "sms:2")
    assert order(three) == ["sms:1", "sms:2"]


@pytest.mark.parametrize(
    ("then", "kept", "reason"),
    [
        ({"state": State.RECEIVED}, True, "a recording that is heard again stands until then"),
        ({"state": State.TRANSCRIBED}, True, "judged again: the words are the same"),
        (
            {"state": State.FAILED, "reason": "录音无法解码"},
            True,
            "parked for what could not be heard; the rest was judged",
        ),
        ({"state": State.INDEXED}, True, "the index has it, and a new one will want it"),
    ],
)
def test_steps_that_change_no_words(three, then, kept, reason):
    scanned(three, "sms:1")
    three.mark(["sms:1"], **then)
    assert (order(three) == ["sms:1"]) is kept, reason


def test_only_what_has_not_changed_since_is_indexed(three):
    scanned(three, "sms:1", "sms:2", "sms:3")
    keys = ["sms:1", "sms:2", "sms:3"]
    read = three.revisions(keys)
    scanned(three, "sms:2")
    three.mark(["sms:3"], State.FAILED, "录音无法解码")
    three.mark_indexed(read)
    states = [three.state(key)[0] for key in keys]
    assert states == [State.INDEXED, State.SCANNED, State.FAILED]
    three.mark_indexed(three.revisions(["sms:2"]))
    assert three.state("sms:2") == (State.INDEXED, None)


def test_a_case_that_goes_to_another_institution_is_found_anew(three):
    three.put_cases([case("c1", institution="甲方")])
    scanned(three, "sms:1", "sms:2")
    three.mark_indexed(three.revisions(["sms:1", "sms:2"]))
    end = three.changes()[-1]
    three.put_cases([case("c1", institution="甲方", due_amount=5.0)])
    assert (order(three, end), three.state("sms:1")[0]) == ([], State.INDEXED), "nothing that the index tells"
    three.put_cases([case("c1", institution="乙方", due_amount=5.0)])
    assert (order(three, end), three.state("sms:1")[0]) == (["sms:1"], State.SCANNED)


def test_dead_letters_stand_until_something_changes(three):
    scanned(three, "sms:1", "sms:2", "sms:3")
    read = three.revisions(["sms:1", "sms:2", "sms:3"])
    scanned(three, "sms:3")
    three.put_dead_letters(letter(key, read[key]) for key in ("sms:2", "sms:1", "sms:3"))
    assert three.dead_letters() == [letter("sms:1", read["sms:1"]), letter("sms:2", read["sms:2"])]
    assert three.state("sms:1") == (State.FAILED, "检索拒绝")
    assert three.state("sms:3")[0] is State.SCANNED, "it has changed since"
    assert len(order(three)) == 3, "a new index is to have them all"
    three.mark_indexed({"sms:2": read["sms:2"]})
    assert three.state("sms:2") == (State.INDEXED, None), "tried again, and taken"
    three.mark(["sms:1"], State.TRANSCRIBED)
    assert three.dead_letters() == [], "on its way once more"
    scanned(three, "sms:1")
    three.mark(["sms:1"], State.FAILED, "别的原因")
    assert three.dead_letters() == [], "it failed for another reason"
    three.mark_indexed(three.revisions(["sms:1"]))
    assert three.state("sms:1")[0] is State.FAILED
    three.put_dead_letters([])
    three.mark_indexed({})
