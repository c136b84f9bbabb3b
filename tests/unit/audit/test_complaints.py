"""Which contacts a complaint may be about, and which incidents."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.complaints import How, accounts, link, numbers_in, with_incidents
from audit.findings import Account, Counted, LedgerFinding
from audit.incidents import incident_id
from audit.records import Channel, Complaint, Contact
from tests.make import NINE, case, finding, sms

DAY = timedelta(days=1)


def complaint(**fields):
    return Complaint(**{"id": "p", "received_at": NINE, "text": "骂人", **fields})


@pytest.mark.parametrize(
    "text, numbers",
    [
        pytest.param("号码13900001234打来", ("13900001234",), id="in one piece"),
        pytest.param("139-0000-1234", ("13900001234",), id="with hyphens"),
        pytest.param("+86 139 0000 1234", ("13900001234",), id="with the country"),
        pytest.param("139****1234", (), id="masked"),
        pytest.param("欠 8600 元,2 次", (), id="amounts and counts"),
        pytest.param("13900001234 2次", ("13900001234",), id="a count behind it"),
        pytest.param("13900001234、010-5550 1234", ("13900001234", "01055501234"), id="several"),
        pytest.param("6222020000000000000", (), id="a bank card"),
    ],
)
def test_numbers_in_a_text(text, numbers):
    assert set(numbers) <= set(numbers_in(text))
    assert bool(numbers) is bool(numbers_in(text))


@pytest.mark.parametrize(
    "given, contact, how",
    [
        pytest.param({"about": "1"}, {"at": NINE - 90 * DAY}, How.ABOUT, id="named by id, whenever"),
        pytest.param({"about": "sms:1"}, {}, How.ABOUT, id="named by key"),
        pytest.param({"about": "2", "case_id": "c1"}, {"case_id": "c1"}, How.CASE, id="names one that is not there"),
        pytest.param({"case_id": "c1"}, {"case_id": "c1", "at": NINE}, How.CASE, id="at the very moment"),
        pytest.param({"case_id": "c1"}, {"case_id": "c1", "at": NINE - 30 * DAY}, How.CASE, id="thirty days before"),
        pytest.param(
            {"case_id": "c1"},
            {"case_id": "c1", "at": NINE - 40 * DAY, "ended_at": NINE - DAY},
            How.CASE,
            id="a conversation that went on",
        ),
        pytest.param({"case_id": "c1"}, {"case_id": "c1", "at": NINE - 31 * DAY}, How.NONE, id="too long ago"),
        pytest.param({"case_id": "c1"}, {"case_id": "c1", "at": NINE + DAY}, How.NONE, id="only afterwards"),
        pytest.param({"case_id": "c1"}, {"case_id": "c1", "at": None}, How.NONE, id="at no time"),
        pytest.param({"case_id": "c1"}, {"case_id": "c2"}, How.NONE, id="another case"),
        pytest.param({"text": "13900001234骂人"}, {"number": "139 0000 1234"}, How.NUMBER, id="the number it mentions"),
        pytest.param(
            {"text": "13900001234骂人", "case_id": "c2"},
            {"number": "13900001234"},
            How.NUMBER,
            id="its case is unknown",
        ),
        pytest.param(
            {"text": "13900001234"}, {"number": "13900001234", "at": NINE - 31 * DAY}, How.NONE, id="number long ago"
        ),
        pytest.param({}, {"case_id": None, "number": None}, How.NONE, id="nothing in common"),
    ],
)
def test_how_it_is_linked(given, contact, how):
    found = link(complaint(**given), [sms(**{"at": NINE - DAY, **contact})])
    assert found.how is how
    assert [one.id for one in found.contacts] == ([] if how is How.NONE else ["1"])


def test_the_surest_link_alone_counts_and_contacts_come_in_time_order():
    named = Contact(id="7", channel=Channel.CALL, at=NINE - DAY)
    others = [sms(str(n), case_id="c1", at=NINE - n * DAY) for n in (1, 3, 2)]
    assert link(complaint(about="7", case_id="c1"), [*others, named]).contacts == (named,)
    assert [one.id for one in link(complaint(case_id="c1"), others).contacts] == ["3", "2", "1"]


ACCOUNT = Account("甲方消费金融", "d-c1")


def counted(contact, at, identity="led"):
    events = (Counted("call:0", at, "refused"), Counted(contact, at, "quiet_hours", accused=True))
    return LedgerFinding(
        id=identity,
        account=ACCOUNT,
        rule="r",
        version=1,
        category="T14",
        severity=3,
        confidence=0.98,
        case_id="c1",
        contact=contact,
        day=at.date(),
        count=1,
        events=events,
        accused=(contact,),
        tested=(),
        readings={},
        why="",
        basis=(),
    )


def test_incidents_are_those_on_its_contacts_and_of_the_debtors_ledger_in_the_period():
    said = sms("1", "我去你家打你", case_id="c1", at=NINE - DAY, case=case())
    linked = link(complaint(case_id="c1"), [said])
    ledger = [
        counted("call:8", NINE - 2 * DAY, "near"),
        counted("call:9", NINE - 40 * DAY, "long ago"),
        counted("sms:1", NINE - 40 * DAY, "accuses the contact"),
        counted("call:9", NINE + DAY, "afterwards"),
    ]
    found = with_incidents(linked, {said.key: [finding(said, "打你")]}, ledger)
    assert found.incidents == (incident_id("sms:1", "T01"), "accuses the contact", "near")
    assert found.detected


def test_a_debtors_ledger_may_tell_although_no_contact_of_the_case_does():
    found = with_incidents(link(complaint(case_id="c1"), []), {}, [counted("call:8", NINE - DAY)])
    assert (found.how, found.contacts, found.incidents) == (How.CASE, (), ("led",))


def test_nothing_linked_is_not_detected():
    found = with_incidents(link(complaint(), []), {}, [])
    assert (found.how, found.contacts, found.incidents, found.detected) == (How.NONE, (), (), False)


def test_whose_ledgers_are_asked():
    linked = link(complaint(about="1"), [sms("1", case=case(), case_id="c1"), sms("1", case=case("c2"), case_id="c2")])
    assert accounts(linked, None) == {ACCOUNT, Account("甲方消费金融", "d-c2")}
    assert accounts(linked, ACCOUNT) == {ACCOUNT}
    assert accounts(replace(linked, contacts=()), None) == frozenset()


def test_the_day_and_the_number_that_are_named_beside_the_text():
    called = [
        sms("1", case_id="c1", at=NINE - 3 * DAY, number="13900001234"),
        sms("2", case_id="c1", at=NINE - 2 * DAY, number="13900001234"),
        sms("3", case_id="c1", at=NINE - 60 * DAY, number="13900001234"),
    ]
    named = {"number": "139 0000 1234"}
    on_day = named | {"happened": (NINE - 2 * DAY).date().isoformat()}
    long_ago = named | {"happened": (NINE - 60 * DAY).date().isoformat()}
    for given in ({"case_id": "c1"}, {}):
        assert [one.id for one in link(complaint(**given, extra=named), called).contacts] == ["1", "2"]
        assert [one.id for one in link(complaint(**given, extra=on_day), called).contacts] == ["2"]
        assert [one.id for one in link(complaint(**given, extra=long_ago), called).contacts] == ["3"], "further back"
    quiet = named | {"happened": (NINE - 5 * DAY).date().isoformat()}
    assert len(link(complaint(extra=quiet), called).contacts) == 2, "nothing on that day: all of the period"
    assert len(link(complaint(extra=named | {"happened": "上周"}), called).contacts) == 2, "what is no day names none"
