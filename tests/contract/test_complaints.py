"""What every system of record must do with complaints."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from audit.errors import Refused
from audit.ports import About
from audit.records import Channel, Complaint, Contact
from tests.make import NINE, case, sms

FULL = Complaint(
    id="p1",
    received_at=NINE + timedelta(days=2, microseconds=1),
    text="半夜打电话 “骂人”\n😀",
    case_id="c1",
    channel="12378",
    agency="乙方",
    about="7",
    extra={"备注": "x"},
)
BARE = Complaint("p2", NINE, "骂人")


def test_complaints_come_back_as_they_went_in_newest_first(store):
    third = replace(BARE, id="p0")
    assert store.put_complaints([BARE, FULL, third]).new == ("p2", "p1", "p0")
    back = store.complaints()
    assert list(back) == [FULL, third, BARE]
    assert back[0].received_at.utcoffset() == FULL.received_at.utcoffset()


@pytest.mark.parametrize(
    "changed",
    [
        {"received_at": FULL.received_at.astimezone(UTC)},
        {"received_at": NINE},
        {"text": "别的"},
        {"case_id": None},
        {"channel": "app"},
        {"agency": None},
        {"about": "8"},
        {"extra": {}},
    ],
    ids=["zone", "time", "text", "case", "channel", "agency", "about", "extra"],
)
def test_rows_twice_are_duplicates_and_other_content_is_a_conflict(store, changed):
    assert store.put_complaints([FULL, FULL]).duplicates == ("p1",)
    again = store.put_complaints([replace(FULL, **changed), FULL, BARE])
    assert (again.new, again.duplicates, again.conflicts) == (("p2",), ("p1",), (0,))
    assert FULL in store.complaints()


def test_half_a_character_is_refused_by_name_and_nothing_is_written(store):
    with pytest.raises(Refused, match=r"store\.broken_text"):
        store.put_complaints([BARE, replace(FULL, text="\ud83d")])
    assert list(store.complaints()) == []


def test_contacts_are_looked_up_by_id_in_every_channel_by_case_and_by_number(store):
    store.put_cases([case()])
    call = Contact(id="1", channel=Channel.CALL, at=NINE, number="+86 154-0000-1234", case_id="c1")
    store.put_contacts(
        [
            call,
            sms("1", number="15400001234"),
            sms("2", number="154****1234", case_id="c2"),
            sms("3", case_id="c1", at=NINE - timedelta(days=9)),
            sms("4", case_id="c1", at=NINE + timedelta(days=9)),
            sms("5", case_id="c1", at=NINE - timedelta(days=9), ended_at=NINE),
            sms("6", case_id="c1", at=None),
        ]
    )

    def found(**wanted):
        period = {"since": NINE - timedelta(days=1), "until": NINE + timedelta(days=1)}
        return [contact.key for contact in store.contacts_about(About(**period, **wanted))]

    assert found() == []
    assert found(ids=["1", "3"]) == ["call:1", "sms:1", "sms:3"], "by id whatever the time"
    assert found(cases=["c1"]) == ["call:1", "sms:5"]
    assert found(numbers=["15400001234"]) == ["call:1", "sms:1"]
    assert found(cases=["c2"], numbers=["15400001234"], ids=["4"]) == ["call:1", "sms:1", "sms:2", "sms:4"]
    assert store.contacts_about(About(NINE, NINE, cases=["c1"]))[0].case == case()


def test_complaints_of_some_cases(store):
    other = replace(BARE, id="p3", case_id="c2")
    store.put_complaints([BARE, FULL, other])
    assert list(store.complaints(["c1"])) == [FULL]
    assert list(store.complaints(["c2", "c1"])) == [FULL, other]
    assert list(store.complaints([])) == [], "no case, no complaint"
