"""What every store must do with ledgers: news are due, judging clears exactly what it took in, nothing is deleted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.errors import Refused
from audit.findings import Account, Counted, LedgerFinding, LedgerScan, NotAssessed, Scan, ledger_id
from audit.incidents import OPEN, SUPERSEDED
from audit.ports import Filter
from audit.records import Channel, Contact, Direction, Disposition, Party, Speaker, State, Transcript, Turn
from audit.scope import Scope
from audit.signs import Sign, Signal
from tests.make import NINE, case, finding, sms

ACCOUNT = Account("甲方消费金融", "d-c1")
RULE = "cn.frequency.messages-per-day"


def found(contacts, rule=RULE, **fields):
    events = tuple(Counted(contact.key, contact.at, "messages", accused=True) for contact in contacts)
    values = {
        "id": ledger_id(ACCOUNT, rule, date(2026, 3, 1)),
        "account": ACCOUNT,
        "rule": rule,
        "version": 1,
        "category": "T13",
        "severity": 2,
        "confidence": 0.98,
        "case_id": "c1",
        "contact": contacts[-1].key,
        "day": date(2026, 3, 1),
        "count": len(contacts),
        "events": events,
        "accused": tuple(contact.key for contact in contacts),
        "tested": ("frequency",),
        "readings": {"messages": len(contacts)},
        "why": "测试",
        "basis": ("民法典 第1033条 (LAW)",),
    }
    return LedgerFinding(**{**values, **fields})


def judge(store, *findings, not_assessed=()):
    (due,) = store.due_ledgers()
    store.put_ledgers([(due, LedgerScan(ACCOUNT, findings, not_assessed))], "p1")


@pytest.fixture
def two(store):
    contacts = [sms("1", case_id="c1"), sms("2", case_id="c1", at=NINE + timedelta(hours=1))]
    store.put_cases([case()])
    store.put_contacts(contacts)
    return contacts


@pytest.mark.usefixtures("two")
def test_a_contact_is_due_for_its_debtor_in_time_order(store):
    (due,) = store.due_ledgers()
    assert due.ledger.account == ACCOUNT
    assert [event.contact for event in due.ledger.events] == ["sms:1", "sms:2"]
    assert due.ledger == store.ledger(ACCOUNT)
    assert store.accounts("d-c1") == [ACCOUNT]
    assert store.ledger(Account("乙方", "d-c1")) is None
    assert store.accounts("nobody") == []


def test_a_ledger_shows_no_more_than_the_scope(store):
    store.put_cases([case()])
    ours = sms("1", case_id="c1", agency="乙方")
    store.put_contacts([ours, sms("2", case_id="c1", agency="丙方"), sms("3", case_id="c1")])
    seen = store.ledger(ACCOUNT, Scope(agencies=frozenset({"乙方"})))
    assert [event.contact for event in seen.events] == ["sms:1"], "what names no agency lies outside"
    assert store.ledger(ACCOUNT, Scope(institutions=frozenset({"丁方"}))).events == ()
    assert len(store.ledger(ACCOUNT).events) == 3


def test_a_ledger_finding_says_which_pack_it_is_pinned_to(store, two):
    judge(store, found(two))
    assert list(store.judged_by(found(two).id)) == ["p1"]


def test_an_event_tells_what_the_log_tells(store):
    store.put_cases([case()])
    call = Contact(
        "9",
        Channel.CALL,
        NINE,
        Direction.INBOUND,
        Party.CONTACT,
        case_id="c1",
        number="15400000001",
        agent_id="A",
        agency="乙方",
        answered_at=NINE,
        ended_at=NINE + timedelta(seconds=61),
        disposition=Disposition.CONNECTED,
        recording="a.wav",
        extra={"team": "一组"},
    )
    store.put_contacts([call])
    (event,) = store.ledger(ACCOUNT).events
    for name in (
        "channel",
        "at",
        "direction",
        "party",
        "disposition",
        "number",
        "agency",
        "agent_id",
        "recording",
        "extra",
    ):
        assert getattr(event, name) == getattr(call, name), name
    assert (event.case, event.talk, event.spoke, event.signs) == (case(), 61, None, frozenset())


def test_a_transcript_tells_who_spoke_and_a_scan_what_they_told(store):
    store.put_cases([case()])
    call = Contact("9", Channel.CALL, NINE, party=Party.CONTACT, case_id="c1", recording="a.wav")
    store.put_contacts([call])
    judge(store)
    turns = (Turn(0, Speaker.AGENT, "您好"), Turn(1, Speaker.THIRD_PARTY, "别再打了"))
    store.put_transcript(call.key, Transcript(turns, "vendor:json", "", {}))
    assert store.due_ledgers(), "a transcript is news"
    judge(store)
    store.put_scans([Scan(call.key, signs=(Sign(Signal.STOP_REQUEST, 1),))], "p1")
    (due,) = store.due_ledgers()
    (event,) = due.ledger.events
    assert (event.spoke, event.signs) == (True, {Signal.STOP_REQUEST})


@pytest.mark.usefixtures("two")
def test_judging_clears_what_it_took_in_and_nothing_that_came_since(store):
    (due,) = store.due_ledgers()
    store.put_contacts([sms("3", case_id="c1")])
    store.put_ledgers([(due, LedgerScan(ACCOUNT))], "p1")
    (again,) = store.due_ledgers()
    assert len(again.ledger.events) == 3
    store.put_ledgers([(again, LedgerScan(ACCOUNT))], "p1")
    assert store.due_ledgers() == []


def test_the_same_rows_again_change_nothing_that_holds(store, two):
    judge(store, found(two))
    before = store.incidents(Filter())
    store.put_contacts(two)
    for due in store.due_ledgers():
        store.put_ledgers([(due, LedgerScan(ACCOUNT, (found(two),)))], "p1")
    assert store.incidents(Filter()) == before
    assert store.ledger_findings(ACCOUNT, superseded=True) == []


def test_a_finding_is_an_incident_with_its_events(store, two):
    judge(store, found(two))
    (incident,) = store.incidents(Filter())
    assert incident == store.incident(incident.id)
    assert (incident.ledger, incident.contact.key, incident.status) == (found(two), "sms:2", OPEN)
    assert (incident.lead, incident.finding_ids) == (None, (incident.id,))
    assert store.accused() == {"sms:1", "sms:2"}
    assert store.counts()["incidents"] == {"T13": {2: 1}}
    assert store.incidents(Filter(rule=frozenset((RULE,)))) == [incident]
    assert store.incidents(Filter(rule=frozenset(("cn.other.rule",)))) == []
    assert store.incidents(Filter(severity_min=3)) == []


def test_late_rows_supersede_and_nothing_is_deleted(store, two):
    first = found(two)
    judge(store, first)
    store.put_contacts([sms("3", case_id="c1")])
    changed = replace(first, count=3, readings={"messages": 3})
    judge(store, changed)
    assert store.ledger_findings(ACCOUNT) == [changed]
    assert store.ledger_findings(ACCOUNT, superseded=True) == [first]
    assert [one.status for one in store.incidents(Filter())] == [OPEN]
    store.put_contacts([sms("4", case_id="c1")])
    judge(store)
    assert store.incidents(Filter()) == []
    assert store.ledger_findings(ACCOUNT, superseded=True) == [first, changed]
    (kept,) = store.incidents(Filter(superseded=True))
    assert (kept.ledger, kept.status) == (changed, SUPERSEDED)
    assert store.counts()["incidents"] == {}
    store.put_contacts([sms("5", case_id="c1")])
    judge(store, first)
    assert [(one.id, one.status) for one in store.incidents(Filter())] == [(first.id, OPEN)]


def test_words_and_counts_are_listed_together_gravest_first(store, two):
    judge(store, found(two))
    store.put_scans([Scan("sms:1", (finding(two[0], "还款"),)), Scan("sms:2")], "p1")
    assert [(one.category, one.severity) for one in store.incidents(Filter())] == [("T01", 4), ("T13", 2)]
    first, second = store.incidents(Filter())
    assert store.incidents(Filter(), limit=1) == [first]
    assert store.incidents(Filter(), after=first.id) == [second]
    store.put_scans([Scan("sms:1")], "p1")
    assert [one.category for one in store.incidents(Filter())] == ["T13"], "a scan leaves ledger incidents alone"


@pytest.mark.usefixtures("two")
def test_what_could_not_be_judged_is_listed_with_the_newest_contact(store):
    reason = NotAssessed("cn.visit.alone", "visitors missing")
    judge(store, not_assessed=(reason,))
    assert [(contact.key, item) for contact, item in store.not_assessed(Filter())] == [("sms:2", reason)]
    assert store.counts()["not_assessed"] == {"cn.visit.alone": {"visitors missing": 1}}
    store.put_contacts([sms("3", case_id="c1")])
    judge(store)
    assert store.not_assessed(Filter()) == []


def test_contacts_that_came_before_their_case_are_judged_again_with_it(store):
    store.put_contacts([sms("1", case_id="c1")])
    store.put_scans([Scan("sms:1")], "p1")
    assert store.due_ledgers() == [], "nobody's ledger"
    store.put_cases([case()])
    assert store.state("sms:1") == (State.TRANSCRIBED, None)
    assert len(store.due_ledgers()) == 1


def test_two_institutions_keep_two_ledgers_of_one_person(store):
    store.put_cases(
        [case("c1", debtor_id="d"), case("c2", debtor_id="d"), case("c3", debtor_id="d", institution="乙方")]
    )
    store.put_contacts([sms("1", case_id="c1"), sms("2", case_id="c2"), sms("3", case_id="c3")])
    dues = {due.ledger.account: due.ledger for due in store.due_ledgers()}
    assert {account: len(ledger.events) for account, ledger in dues.items()} == {
        Account("甲方消费金融", "d"): 2,
        Account("乙方", "d"): 1,
    }
    assert [len(store.due_ledgers(limit=1))] == [1]


def test_a_finding_on_an_unknown_contact_is_refused(store, two):
    unknown = replace(found(two), contact="sms:404")
    with pytest.raises((KeyError, Refused)):
        judge(store, unknown)
    assert len(store.due_ledgers()) == 1
