"""What every store must count for dashboards, and that the contacts behind a number are as many as it says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.coverage import ContactQuery, Pace
from audit.findings import NotAssessed, Scan
from audit.records import Channel, Contact, State
from audit.scope import Scope
from tests.contract.test_review import MINUTE, claim, contact, decide, fill
from tests.make import NINE, finding

DAY = timedelta(days=1)
UNTIL = NINE + 9 * DAY
THIRD = Scope(agencies=frozenset({"丙方"}))


@pytest.fixture
def filled(store):
    """Three messages with an incident each, one that was not judged, a call that failed, one of long ago."""
    store.clock = lambda: NINE
    incidents = fill(store, [contact(0, extra={"team": "一组"}), contact(1), contact(2, agency="丙方", agent_id=None)])
    call = Contact("c", Channel.CALL, NINE + MINUTE, agency="乙方", recording="c.wav")
    odd, old = contact(3, agency="丙方"), contact(4, at=NINE - DAY)
    store.put_contacts([odd, call, old])
    unjudged = (NotAssessed("cn.a", "说话人不明"), NotAssessed("cn.b", "说话人不明"), NotAssessed("cn.b", "无案件"))
    store.put_scans([Scan(odd.key, (), unjudged)], "cn")
    store.mark([call.key], State.FAILED, "audio.truncated")
    return incidents


@pytest.mark.usefixtures("filled")
def test_coverage(dashboard):
    found = dashboard.coverage(NINE, UNTIL)
    assert found.states == {"call": {"failed": 1}, "sms": {"scanned": 4}}
    assert (found.reasons, found.not_assessed) == ({"audio.truncated": 1}, {"说话人不明": 1, "无案件": 1})
    assert (found.contacts, dashboard.coverage(UNTIL, UNTIL + DAY).contacts) == (5, 0)
    third = dashboard.coverage(NINE, UNTIL, THIRD)
    assert (third.states, third.reasons, third.not_assessed) == ({"sms": {"scanned": 2}}, {}, found.not_assessed)


def test_pace(dashboard, review, filled):
    first, second, third = filled
    for incident, by, seconds in ((first, "甲", 30), (second, "甲", 60), (third, "乙", 90)):
        review.act(claim(incident, by, NINE))
        review.act(decide(incident, by=by, at=NINE + timedelta(seconds=seconds)))
    assert dashboard.pace(NINE, UNTIL) == Pace(3, 60.0, 45.0, 75.0)
    assert dashboard.pace(NINE, NINE + timedelta(seconds=31)) == Pace(1, 30.0, 30.0, 30.0)
    assert dashboard.pace(NINE, UNTIL, THIRD) == Pace(1, 90.0, 90.0, 90.0)
    assert dashboard.pace(UNTIL, UNTIL + DAY) == Pace(0)


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ({}, ["sms:4", "call:c", "sms:3", "sms:2", "sms:1", "sms:0"]),
        ({"since": NINE, "until": NINE + 2 * MINUTE}, ["call:c", "sms:1", "sms:0"]),
        ({"channel": "call"}, ["call:c"]),
        ({"agency": "丙方"}, ["sms:3", "sms:2"]),
        ({"agent": "A-1", "hit": True}, ["sms:1", "sms:0"]),
        ({"team": "一组"}, ["sms:0"]),
        ({"state": "failed", "reason": "audio.truncated"}, ["call:c"]),
        ({"not_assessed": "说话人不明"}, ["sms:3"]),
        ({"scanned": True}, ["sms:3", "sms:2", "sms:1", "sms:0"]),
        ({"waiting": (NINE - DAY, NINE)}, ["sms:2", "sms:1", "sms:0"]),
        ({"waiting": (None, NINE - DAY)}, []),
        ({"waiting": (NINE, None)}, []),
    ],
)
@pytest.mark.usefixtures("filled")
def test_the_contacts_behind_a_number(dashboard, fields, keys):
    assert [one.contact for one in dashboard.behind(ContactQuery(**fields))] == keys


def test_what_is_told_of_a_contact_and_page_by_page(dashboard, review, filled):
    review.act(claim(filled[0]))
    review.act(decide(filled[0]))
    assert [one.contact for one in dashboard.behind(ContactQuery(waiting=(None, None)))] == ["sms:2", "sms:1"]
    (line,) = dashboard.behind(ContactQuery(team="一组"))
    assert (line.incidents, line.agency, line.agent, line.at, line.state) == (
        ((filled[0], "T01"),),
        "乙方",
        "A-1",
        NINE,
        "scanned",
    )
    first = dashboard.behind(ContactQuery(), limit=2)
    rest = dashboard.behind(ContactQuery(), after=first[-1].contact)
    assert [one.contact for one in (*first, *rest)] == ["sms:4", "call:c", "sms:3", "sms:2", "sms:1", "sms:0"]
    assert [one.contact for one in dashboard.behind(ContactQuery(), THIRD)] == ["sms:3", "sms:2"]


@pytest.mark.usefixtures("filled")
def test_numbers_and_lists_agree(dashboard, store):
    store.put_scans([Scan("sms:1", (finding(store.contacts(["sms:1"])[0], "就上门"),))], "cn@2")
    found = dashboard.coverage(NINE, UNTIL)
    for channel, states in found.states.items():
        for state, count in states.items():
            query = replace(ContactQuery(NINE, UNTIL), channel=channel, state=state)
            assert len(dashboard.behind(query)) == count
