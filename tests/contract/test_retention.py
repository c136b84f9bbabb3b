"""What every store does under retention: what is due, what holds keep, what goes with a contact, and what is left of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.errors import Refused
from audit.findings import Account, Counted, LedgerFinding, LedgerScan, Scan
from audit.ports import Filter
from audit.records import Channel, Complaint, State, Transcript
from audit.redaction.model import Redaction
from audit.retention.classes import Cutoffs, Kind
from audit.retention.holds import Hold, Side
from audit.retention.requests import Request, Ruling
from audit.retention.requests import State as Step
from audit.retention.tombstones import of_contact
from audit.retention_ports import Count
from audit.review import Decision, Verdict
from audit.scope import Scope
from audit.triage import LEASE, Act, ActKind
from tests.make import NINE, case, finding, sms, spoken

DAY = timedelta(days=1)
#: Five years and more before this, things are past their time.
NOW = NINE + 5 * 365 * DAY + 9 * DAY
WHEN = Cutoffs(NINE + 7 * DAY, NINE + 7 * DAY)
LATER = NINE + 8 * DAY
_ALL = Filter()


def at_rest(store, *contacts, findings=()):
    """As they are when nobody works on them any more."""
    store.put_contacts(contacts)
    found = {one.contact: one for one in findings}
    keys = [one.key for one in contacts]
    store.mark(keys, State.TRANSCRIBED) if store.keys_in(State.RECEIVED, among=keys) else None
    store.put_scans([Scan(key, (found[key],) if key in found else ()) for key in keys], "cn")
    store.mark_indexed(store.revisions(keys))


def request(kind=Kind.SMS, **fields):
    values = {"years": 5, "cutoff": WHEN.own, "why": "到期", "by": "甲", "at": NOW, "due": 1, "held": 0}
    return Request(**{"kind": kind, **values, **fields})


def approved(retention, kind=Kind.SMS, **fields):
    made = request(kind, **fields)
    retention.ask(made)
    retention.rule(made.id, Ruling(Step.APPROVED, "乙", NOW))
    return retention.begin(made.id)


def delete(retention, kind, ids, when=WHEN, **fields):
    running = approved(retention, kind, **fields)
    gone = retention.delete(running.id, ids, when, NOW)
    retention.finish(running.id)
    return [one.of for one in gone]


@pytest.mark.parametrize(
    ("others", "due", "reason"),
    [
        ([], ["sms:1"], "long past"),
        ([sms("2", at=LATER, case_id="c1")], [], "its case is active"),
        ([sms("2", at=LATER, case_id="c2")], ["sms:1"], "another case is"),
        ([sms("2", at=NINE + DAY, case_id="c1")], ["sms:1", "sms:2"], "the whole case is past"),
        ([sms("2", at=None, case_id="c2")], ["sms:1"], "nobody knows when the other one was"),
    ],
)
def test_what_is_due(store, retention, others, due, reason):
    store.put_cases([case("c1"), case("c2")])
    at_rest(store, sms("1", case_id="c1"), *others)
    assert list(retention.due(Kind.SMS, WHEN)) == due, reason
    counted = retention.count(Kind.SMS, WHEN)
    assert counted == Count(1 + len(others), len(due), 0, sum(one.at is None for one in others))


def test_what_somebody_works_on_stays(store, retention):
    at_rest(store, sms("1"), sms("2"))
    store.put_contacts([sms("3")])
    store.mark(["sms:2"], State.TRANSCRIBED)
    assert retention.due(Kind.SMS, WHEN) == ["sms:1"]


def test_a_late_complaint_keeps_its_case(store, retention):
    store.put_cases([case("c1")])
    at_rest(store, sms("1", case_id="c1"))
    store.put_complaints([Complaint("k1", LATER, "投诉", case_id="c1")])
    assert retention.due(Kind.SMS, WHEN) == []


def test_findings_keep_their_proof_as_long_as_they_must_be_kept(store, retention):
    found, other = sms("1", "小心点", case_id="c1"), sms("2", case_id="c2")
    store.put_cases([case("c1"), case("c2")])
    at_rest(store, found, other, findings=[finding(found, "小心点")])
    longer = replace(WHEN, accused=NINE - DAY)
    assert retention.due(Kind.SMS, longer) == ["sms:2"]
    assert retention.due(Kind.SMS, WHEN) == ["sms:1", "sms:2"]


def hold(side, of, institution="甲方消费金融", **fields):
    return Hold(side, of, institution, **{"reason": "诉讼", "by": "丙", "at": NOW, **fields})


@pytest.mark.parametrize(
    ("held", "left", "reason"),
    [
        (hold(Side.CONTACT, "sms:1"), ["sms:2", "sms:3"], "it alone"),
        (hold(Side.CASE, "c1"), ["sms:3"], "both of the case"),
        (hold(Side.DEBTOR, "d-c1"), ["sms:3"], "all of the debtor"),
        (hold(Side.DEBTOR, "d-c1", "乙方小贷"), ["sms:1", "sms:2"], "of the same name at another institution"),
    ],
)
def test_a_hold_beats_retention(store, retention, held, left, reason):
    store.put_cases([case("c1"), case("c2", institution="乙方小贷", debtor_id="d-c1")])
    at_rest(store, sms("1", case_id="c1"), sms("2", case_id="c1"), sms("3", case_id="c2"))
    keys = [f"sms:{number}" for number in (1, 2, 3)]
    retention.put_hold(held)
    assert retention.due(Kind.SMS, WHEN) == left, reason
    assert retention.count(Kind.SMS, WHEN) == Count(3, len(left), 3 - len(left), 0)
    assert delete(retention, Kind.SMS, keys) == left
    assert store.keys_in(*State) == [key for key in keys if key not in left]
    lifted = retention.lift_hold(held.id, "丁", NOW + DAY, "案结")
    assert (lifted.lifted_by, lifted.stands) == ("丁", False)
    assert retention.due(Kind.SMS, WHEN) == [key for key in keys if key not in left]


def test_holds_are_listed_and_never_forgotten(store, retention):
    store.put_cases([case("c1"), case("c2", institution="乙方小贷")])
    at_rest(store, sms("9"))
    first, second = hold(Side.CASE, "c1"), hold(Side.CONTACT, "sms:9", None)
    retention.put_hold(first)
    retention.put_hold(second)
    assert retention.holds() == [second, first]
    assert retention.holds_of(Side.CASE, "c1") == [first]
    own = Scope(institutions=frozenset({"乙方小贷"}))
    assert (list(retention.holds(own)), retention.hold(first.id, own)) == ([], None)
    with pytest.raises(Refused, match=r"hold\.stands"):
        retention.put_hold(replace(first, by="戊"))
    with pytest.raises(Refused, match=r"hold\.unknown"):
        retention.put_hold(hold(Side.CASE, "c9"))
    retention.lift_hold(first.id, "丁", NOW, "案结")
    with pytest.raises(Refused, match=r"hold\.lifted"):
        retention.lift_hold(first.id, "丁", NOW, "案结")
    with pytest.raises(KeyError):
        retention.lift_hold("none", "丁", NOW, "案结")
    assert [one.of for one in retention.holds(lifted=True)] == ["c1"]
    assert retention.institutions_of(Side.DEBTOR, "d-c2") == ["乙方小贷"]
    assert retention.institutions_of(Side.CONTACT, "sms:9") == [None]
    assert retention.institutions_of(Side.CASE, "c1", own) == []


def test_a_contact_goes_with_all_that_hangs_on_it(store, retention, review):
    store.put_cases([case("c1")])
    gone, stays = sms("1", "小心点", case_id="c1"), sms("2", "小心点", at=LATER)
    at_rest(store, gone, stays, findings=[finding(gone, "小心点"), finding(stays, "小心点")])
    (kept,) = (one.id for one in store.incidents(_ALL) if one.contact.key == "sms:2")
    (judged,) = (one.id for one in store.incidents(_ALL) if one.contact.key == "sms:1")
    review.act(Act(judged, ActKind.CLAIM, "甲", NOW, until=NOW + LEASE))
    found = store.findings(["sms:1"])["sms:1"]
    store.put_verdicts([Verdict(found[0].id, "sms:1", Decision.TRUE, "quoted", "甲", NOW)])
    digest = of_contact(store.contacts(["sms:1"])[0], found)
    assert delete(retention, Kind.SMS, ["sms:1", "sms:2"]) == ["sms:1"]
    (stone,) = retention.tombstones()
    assert (stone.kind, stone.of, stone.at, stone.digest) == (Kind.SMS, "sms:1", NOW, digest)
    assert (stone.rule, retention.request(stone.request).settled_by) == ("sms 5y", "乙")
    assert retention.tombstones("sms:1") == [stone]
    assert [one.id for one in store.incidents(_ALL)] == [kept]
    assert (store.verdicts(), review.history(judged)) == ([], [])
    with pytest.raises(KeyError):
        store.contacts(["sms:1"])
    assert store.deleted(["sms:1", "sms:2"]) == {"sms:1"}
    assert store.cases(["c1"]), "who it is about is another class"


def test_what_was_deleted_does_not_come_back_with_its_file(store, retention):
    given = [sms("1"), sms("2", at=LATER)]
    at_rest(store, *given)
    delete(retention, Kind.SMS, ["sms:1"])
    again = store.put_contacts([sms("1"), sms("2", "别的话", at=LATER), sms("3")])
    assert (again.new, again.duplicates, again.conflicts) == (("sms:3",), ("sms:1",), (1,))
    assert store.keys_in(*State) == ["sms:2", "sms:3"]


def counted(account, *keys):
    events = tuple(Counted(key, NINE, "attempts", accused=True) for key in keys)
    return LedgerFinding(
        id=f"l-{keys[-1]}", account=account, rule="cn.l", version=1, category="T13", severity=2, confidence=1.0,
        case_id="c1", contact=keys[-1], day=NINE.date(), count=len(keys), events=events, accused=keys, tested=(),
        readings={}, why="测试", basis=("x",),
    )  # fmt: skip


def test_a_ledger_finding_goes_with_any_contact_that_it_counts(store, retention):
    account = Account("甲方消费金融", "d-c1")
    store.put_cases([case("c1")])
    at_rest(store, sms("1", case_id="c1"), sms("2", case_id="c1"), sms("3", case_id="c1"))
    (due,) = store.due_ledgers()
    found = counted(account, "sms:1", "sms:2"), counted(account, "sms:3")
    store.put_ledgers([(due, LedgerScan(account, found))], "cn")
    retention.put_hold(hold(Side.CONTACT, "sms:2"))
    retention.put_hold(hold(Side.CONTACT, "sms:3"))
    assert delete(retention, Kind.SMS, ["sms:1"]) == ["sms:1"]
    assert [one.id for one in store.ledger_findings(account)] == ["l-sms:3"]
    assert [one.id for one in store.incidents(_ALL)] == ["l-sms:3"]


def heard(store, key, audio):
    facts = {"recording": {"waveform": f"waves-{audio}"}}
    store.put_transcript(key, Transcript((spoken(0.0, 1.0),), "asr", "m", facts, 1.0, audio))
    store.put_scans([Scan(key)], "cn")
    store.mark_indexed(store.revisions([key]))


def test_a_recording_goes_and_its_words_stay(store, retention):
    calls = [
        replace(sms(number, (), audio=audio), channel=Channel.CALL, recording="a.wav")
        for number, audio in (("1", "aa"), ("2", "bb"))
    ]
    store.put_contacts([*calls, replace(calls[1], id="3", at=LATER)])
    for key, audio in (("call:1", "aa"), ("call:2", "bb"), ("call:3", "bb")):
        heard(store, key, audio)
    store.put_redaction(Redaction("call:1", "r", "aa", "masked", (), {}, 1))
    assert retention.count(Kind.RECORDING, WHEN) == Count(3, 2, 0, 0)
    assert delete(retention, Kind.RECORDING, ["call:1", "call:2", "call:3"]) == ["call:1", "call:2"]
    assert [one.audio for one in store.contacts(["call:1", "call:2", "call:3"])] == [None, None, "bb"]
    assert store.contacts(["call:1"])[0].turns, "what was said is of another class"
    assert store.redaction("call:1") is None
    assert [(one.kind, one.digest) for one in retention.tombstones()] == [
        (Kind.RECORDING, "aa"),
        (Kind.RECORDING, "bb"),
    ]
    left = retention.left()
    assert [(one.contact, sorted(one.blobs)) for one in left] == [
        (None, ["aa", "masked", "waves-aa"]),
        (None, ["bb", "waves-bb"]),
    ]
    assert retention.referred(["aa", "waves-aa", "masked", "bb", "waves-bb"]) == {"bb", "waves-bb"}, "call:3 has them"
    retention.swept([one.number for one in left])
    assert (retention.left(), store.gone()) == ([], [])


def test_the_index_is_told_who_is_gone(store, retention):
    at_rest(store, sms("1"), sms("2"))
    before = store.last_gone()
    delete(retention, Kind.SMS, ["sms:1", "sms:2"])
    gone = store.gone(before)
    assert [one.contact for one in gone] == ["sms:1", "sms:2"]
    assert store.last_gone() == gone[-1].number
    assert [one.contact for one in store.gone(gone[0].number)] == ["sms:2"]
    assert [one.contact for one in retention.left()] == ["sms:1", "sms:2"]


def test_a_case_goes_when_nothing_of_it_is_left(store, retention):
    store.put_cases(
        [case("c1", opened_at=NINE - DAY), case("c2"), case("c3", opened_at=NINE), case("c4", opened_at=LATER)]
    )
    at_rest(store, sms("1", case_id="c1"), sms("2", case_id="c2"))
    store.put_complaints([Complaint("k1", NINE, "投诉", case_id="c3")])
    assert (retention.due(Kind.CASE, WHEN), retention.count(Kind.CASE, WHEN)) == ([], Count(4, 0, 0, 0))
    assert delete(retention, Kind.COMPLAINT, ["k1"]) == ["k1"]
    assert store.complaints() == []
    assert delete(retention, Kind.SMS, ["sms:1", "sms:2"], at=NOW + DAY) == ["sms:1", "sms:2"]
    assert retention.due(Kind.CASE, Cutoffs(NINE, NINE)) == [], "its period goes on from the last contact"
    assert retention.due(Kind.CASE, WHEN) == ["c1", "c2", "c3"], "c2 has no date but that of its contact"
    retention.put_hold(hold(Side.CASE, "c3"))
    assert retention.count(Kind.CASE, WHEN) == Count(4, 2, 1, 0)
    assert delete(retention, Kind.CASE, ["c1", "c2", "c3", "c4"]) == ["c1", "c2"]
    assert sorted(store.cases(["c1", "c2", "c3", "c4"])) == ["c3", "c4"]


def test_a_complaint_about_what_is_held_stays(store, retention):
    at_rest(store, sms("1"))
    store.put_complaints([Complaint("k1", NINE, "投诉", about="1"), Complaint("k2", NINE, "投诉")])
    retention.put_hold(hold(Side.CONTACT, "sms:1", None))
    assert retention.count(Kind.COMPLAINT, WHEN) == Count(2, 1, 1, 0)
    assert retention.due(Kind.COMPLAINT, WHEN) == ["k2"]


def test_nothing_from_outside_the_scope_is_counted_or_deleted(store, retention):
    store.put_cases([case("c1"), case("c2", institution="乙方小贷")])
    at_rest(store, sms("1", case_id="c1"), sms("2", case_id="c2"), sms("3"))
    own = Scope(institutions=frozenset({"乙方小贷"}))
    assert retention.count(Kind.SMS, WHEN, own) == Count(1, 1, 0, 0)
    assert retention.count(Kind.CASE, WHEN, own).total == 1
    assert delete(retention, Kind.SMS, ["sms:1", "sms:2", "sms:3"], scope=own) == ["sms:2"]
    one_agency = Scope(agencies=frozenset({"众安外包"}))
    assert retention.count(Kind.CASE, WHEN, one_agency) == Count(0, 0, 0, 0)
    assert (retention.requests(own), retention.requests(one_agency)) == (retention.requests(), [])


def test_no_step_is_skipped(store, retention):
    at_rest(store, sms("1"))
    made = request()
    retention.ask(made)
    assert retention.request(made.id) == made
    for early in (retention.begin, retention.finish):
        with pytest.raises(Refused, match=r"retention\.illegal_step"):
            early(made.id)
    with pytest.raises(Refused, match=r"retention\.illegal_step"):
        retention.delete(made.id, ["sms:1"], WHEN, NOW)
    with pytest.raises(Refused, match=r"retention\.own"):
        retention.rule(made.id, Ruling(Step.APPROVED, "甲", NOW))
    with pytest.raises(Refused, match=r"retention\.open"):
        retention.ask(replace(made, by="丁"))
    ruled = retention.rule(made.id, Ruling(Step.APPROVED, "乙", NOW, note="同意"))
    assert (ruled.state, ruled.settled_by, ruled.note) == (Step.APPROVED, "乙", "同意")
    with pytest.raises(Refused, match=r"retention\.illegal_step"):
        retention.delete(made.id, ["sms:1"], WHEN, NOW)
    assert retention.begin(made.id).state is Step.RUNNING
    assert retention.begin(made.id).state is Step.RUNNING, "killed, it goes on"
    assert [one.of for one in retention.delete(made.id, ["sms:1"], WHEN, NOW)] == ["sms:1"]
    done = retention.finish(made.id)
    assert (done.state, done.deleted) == (Step.DONE, 1)
    assert retention.requests() == [done]
    with pytest.raises(Refused, match=r"retention\.illegal_step"):
        retention.begin(made.id)
    with pytest.raises(KeyError):
        retention.rule("none", Ruling(Step.APPROVED, "乙", NOW))


def test_what_was_asked_is_the_latest_that_may_go(store, retention):
    at_rest(store, sms("1"), sms("2", at=LATER))
    later = Cutoffs(LATER + DAY, LATER + DAY)
    assert retention.due(Kind.SMS, later) == ["sms:1", "sms:2"]
    assert delete(retention, Kind.SMS, ["sms:1", "sms:2"], later) == ["sms:1"]


def test_neither_number_nor_revision_is_given_twice(store, retention):
    at_rest(store, sms("1"), sms("2"))
    newest = store.changes()[-1]
    delete(retention, Kind.SMS, ["sms:1", "sms:2"])
    at_rest(store, sms("3", at=LATER))
    (change,) = store.changes(newest)
    assert change.contact == "sms:3"
    assert change.revision > newest.revision
