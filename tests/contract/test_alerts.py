"""Every store of alerts: the outbox that is written with incidents, planning, deliveries, and what people do."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from audit.alert_ports import AlertQuery, BookText, Reach
from audit.alerts.delivery import LEASE, TRIES, failed, sent
from audit.alerts.escalation import acknowledge
from audit.alerts.model import Alert, Facts, Kind, Reason, State
from audit.alerts.notices import Delivered, Notice, NoticeKind
from audit.alerts.plan import Plan
from audit.errors import Refused
from audit.findings import Counted, LedgerFinding, LedgerScan, Scan
from audit.incidents import incident_id
from audit.ports import Filter
from audit.records import State as Stand
from audit.records import Transcript
from audit.scope import Scope
from tests.make import NINE, case, finding, sms

NOW = NINE.astimezone(UTC)
REACH = Reach(NOW - timedelta(days=1), {"zero": 1}, {"managers"})
QUOTE = "爆你通讯录"


def alert(subject="i-1", **fields):
    facts = Facts(
        Kind.SEVERITY,
        4,
        "T01",
        "甲方",
        "宜诚",
        "A-07",
        "call",
        NINE,
        "“原话”",
        ("治安管理处罚法 第50条",),
        "/incidents/i-1",
        {"a": "1"},
    )
    return Alert(**{"rule": "zero", "subject": subject, "group": "宜诚", "facts": facts, "at": NOW, **fields})


def notice(*alerts, **fields):
    ids = tuple(one.id for one in alerts)
    return Notice(
        **{
            "rule": "zero",
            "group": "宜诚",
            "kind": NoticeKind.NEW,
            "at": NOW,
            "to": ("managers",),
            "alerts": ids,
            **fields,
        }
    )


def planned(alerts, *notices, suppressed=None, reach=REACH):
    return alerts.plan(lambda _: Plan(notices, suppressed or {}), reach)


def board(alerts, reach=REACH):
    seen = []

    def look(one):
        seen.append(one)
        return Plan()

    alerts.plan(look, reach)
    return seen[-1]


def scanned(store, *contacts, severity=4, quote=QUOTE):
    store.put_scans([Scan(one.key, (finding(one, quote, severity=severity),)) for one in contacts], "cn")


def announced(alerts):
    return [event.incident for event, _ in alerts.news()]


def taken(alerts):
    alerts.raise_alerts([], [event.number for event, _ in alerts.news()])


def test_an_incident_and_its_event_are_written_together_or_not_at_all(store, alerts):
    one, other = sms("1", "再拖我就爆你通讯录"), sms("2", "再拖我就爆你通讯录")
    store.put_contacts([one, other])
    false = replace(finding(other, QUOTE), quote="没有说过的")
    with pytest.raises(Refused):
        store.put_scans([Scan(one.key, (finding(one, QUOTE),)), Scan(other.key, (false,))], "cn")
    assert announced(alerts) == []
    scanned(store, one, other)
    assert sorted(announced(alerts)) == sorted(incident_id(key, "T01") for key in (one.key, other.key))
    numbers = [event.number for event, _ in alerts.news()]
    assert numbers == sorted(numbers)


def test_the_same_again_is_no_news_and_what_is_graver_or_proven_anew_is(store, alerts):
    one = sms("1", "再拖我就爆你通讯录")
    store.put_contacts([one])
    scanned(store, one, severity=3)
    taken(alerts)
    scanned(store, one, severity=3)
    assert announced(alerts) == [], "found again as it was"
    scanned(store, one, severity=4)
    assert len(announced(alerts)) == 1, "graver than it was"
    taken(alerts)
    store.mark([one.key], Stand.TRANSCRIBED)
    store.put_transcript(one.key, Transcript(one.turns, "vendor:json", "", {}))
    assert announced(alerts) == []
    scanned(store, one, severity=4)
    assert [incident.id for _, incident in alerts.news()] == announced(alerts)
    assert len(announced(alerts)) == 1, "its words were taken away meanwhile, and whoever looked found nothing"


def test_incidents_are_counted_by_agent_as_they_are_listed(store, alerts):
    said = "再拖我就爆你通讯录"
    made = [
        sms("1", said, agency="宜诚", agent_id="A-1"),
        sms("2", said, agency="宜诚", agent_id="A-1", at=NINE - timedelta(days=8)),
        sms("3", said, agency="华正", agent_id="A-1"),
        sms("4", said, agent_id="A-1"),
        sms("5", said, agency="宜诚", agent_id="A-2", at=None),
        sms("6", said, agency="宜诚"),
    ]
    store.put_contacts(made)
    scanned(store, *made)
    store.put_contacts([mild := sms("7", said, agency="宜诚", agent_id="A-1")])
    scanned(store, mild, severity=2)
    week = NINE - timedelta(days=7)
    assert alerts.by_agent(3, week) == {("宜诚", "A-1"): 1, ("华正", "A-1"): 1, (None, "A-1"): 1}
    for least, since in ((1, week), (2, NINE - timedelta(days=8)), (3, NINE), (4, NINE + timedelta(seconds=1))):
        listed = store.incidents(Filter(severity_min=least, since=since), limit=None)
        told = Counter((one.contact.agency, one.contact.agent_id) for one in listed if one.contact.agent_id)
        assert alerts.by_agent(least, since) == told, (least, since)


def test_what_is_raised_twice_is_there_once_and_its_events_are_gone(store, alerts):
    store.put_contacts([one := sms("1", "再拖我就爆你通讯录")])
    scanned(store, one)
    ((event, incident),) = alerts.news()
    assert incident == store.incident(event.incident)
    assert alerts.raise_alerts([alert(), alert(), alert("i-2")], [event.number], {"pulse": "1"}) == 2
    assert alerts.raise_alerts([replace(alert(), at=NOW + timedelta(days=1))], seen={"pulse": "2"}) == 0
    assert alerts.news() == []
    assert alerts.look("pulse") == "2"
    assert alerts.look("other") is None
    assert alerts.alert(alert().id) == alert(), "as it was raised first"


def test_a_plan_is_kept_with_a_delivery_for_each_target(alerts):
    first, second, third = alert("1"), alert("2"), alert("3")
    alerts.raise_alerts([first, second, third])
    assert [one.subject for one in board(alerts).waiting] == ["1", "2", "3"]
    made = notice(first, suppressed=(second.id,), to=("managers", "heads"))
    planned(alerts, made, suppressed={second.id: Reason.FULL, third.id: Reason.THROTTLED})
    told, counted, held = (alerts.alert(one.id) for one in (first, second, third))
    assert (told.state, told.notice, told.told_at) == (State.TOLD, made.id, NOW)
    assert (counted.state, counted.reason, counted.notice) == (State.SUPPRESSED, "full", made.id)
    assert (held.state, held.reason, held.notice) == (State.SUPPRESSED, "throttled", "")
    now = board(alerts)
    assert (now.waiting, list(now.uncounted), list(now.notices)) == ([], [held], [made])
    assert {one.id for one in now.unanswered} == {first.id, second.id}
    ((found, deliveries),) = alerts.told(first.id)
    assert found == made
    assert [(one.target, one.state) for one in deliveries] == [
        ("managers", Delivered.QUEUED),
        ("heads", Delivered.UNSET),
    ]
    assert alerts.told(second.id) == alerts.told(first.id)
    assert alerts.told(third.id) == []


def test_what_waits_in_great_number_holds_up_no_other_rule(alerts, monkeypatch):
    monkeypatch.setattr("pipelines.adapters.sql.alerts.notices.ON_BOARD", 3)
    monkeypatch.setattr("pipelines.adapters.memory.alerts.ON_BOARD", 3)
    alerts.raise_alerts([*(alert(str(n), rule="digest") for n in range(9)), alert("late")])
    assert [one.subject for one in board(alerts).waiting] == ["0", "1", "2", "late"]


def test_only_so_much_of_the_past_is_on_the_board(alerts):
    one = alert()
    alerts.raise_alerts([one])
    planned(alerts, notice(one))
    assert board(alerts, replace(REACH, since=NOW)).notices == []
    assert board(alerts, replace(REACH, chains={"zero": 0})).unanswered == []
    climbed = notice(one, kind=NoticeKind.ESCALATION, level=1)
    planned(alerts, climbed)
    assert board(alerts).unanswered == [], "the chain has no further step"
    kept = alerts.alert(one.id)
    assert (kept.level, kept.notice) == (1, notice(one).id)
    assert [found for found, _ in alerts.told(one.id)] == [notice(one), climbed]


def test_a_delivery_is_given_to_one_at_a_time_until_its_lease_ends(alerts):
    one = alert()
    alerts.raise_alerts([one])
    planned(alerts, notice(one))
    assert alerts.queued(NOW - timedelta(seconds=1)) == []
    assert alerts.queued(NOW) == ["managers"]
    assert alerts.take("heads", NOW) is None
    delivery, told, about = alerts.take("managers", NOW)
    assert (delivery.tries, told, [one.id for one in about]) == (1, notice(one), [one.id])
    assert alerts.take("managers", NOW) is None, "somebody is at it"
    again, _, _ = alerts.take("managers", NOW + LEASE)
    assert (again.id, again.tries) == (delivery.id, 2), "whoever had it died: the same delivery once more"
    alerts.settle(failed(delivery, NOW + LEASE, "alerts.no_answer"))
    assert alerts.take("managers", NOW + LEASE) is None, "a slow one that lost its lease changes nothing"
    alerts.settle(sent(delivery, NOW + LEASE))
    alerts.settle(failed(again, NOW + LEASE, "alerts.no_answer"))
    ((_, (kept,)),) = alerts.told(one.id)
    assert kept.state is Delivered.SENT, "what was taken stays so, whatever a slower one says"
    assert alerts.take("managers", NOW + timedelta(days=1)) is None


def test_what_is_dead_is_listed_and_may_be_tried_again(alerts):
    one = alert()
    alerts.raise_alerts([one])
    planned(alerts, notice(one))
    for lost in range(TRIES):
        delivery, told, _ = alerts.take("managers", NOW + lost * LEASE)
    dead = failed(delivery, NOW, "HTTP 500")
    alerts.settle(dead)
    assert alerts.deliveries(Delivered.DEAD) == [(told, dead)]
    assert alerts.counts().deliveries == {Delivered.DEAD: 1}
    alerts.revive(dead.id, NOW)
    with pytest.raises(KeyError):
        alerts.revive(dead.id, NOW)
    with pytest.raises(KeyError):
        alerts.revive("nothing", NOW)
    assert alerts.take("managers", NOW)[0].tries == 1


def test_a_notice_may_be_asked_for_by_hand(alerts):
    tried = notice(kind=NoticeKind.TEST, rule="", group="x")
    alerts.put_notice(tried)
    delivery, told, about = alerts.take("managers", NOW)
    assert (told, about, delivery.notice) == (tried, [], tried.id)


def test_alerts_are_listed_newest_first_within_a_scope(alerts):
    mine = [alert(str(number)) for number in range(5)]
    theirs = replace(alert("6"), facts=replace(alert().facts, agency="众安"))
    installation = replace(alert("7", rule="stalled"), facts=Facts(Kind.STALLED))
    alerts.raise_alerts([*mine, theirs, installation])
    scope = Scope(agencies=frozenset({"宜诚"}))
    page = alerts.alerts(AlertQuery(scope=scope), limit=3)
    assert [one.subject for one in page] == ["4", "3", "2"]
    assert [one.subject for one in alerts.alerts(AlertQuery(scope=scope), 3, page[-1].id)] == ["1", "0"]
    assert alerts.alerts(AlertQuery(), 1) == [installation]
    assert alerts.alerts(AlertQuery(rule="zero"), 1) == [theirs]
    assert alerts.alerts(AlertQuery(frozenset({State.TOLD}))) == []
    assert len(alerts.alerts(AlertQuery(frozenset({State.WAITING, State.TOLD})))) == 7
    assert alerts.alert(theirs.id, scope) is None
    assert alerts.alert(theirs.id) == theirs
    assert (alerts.counts(scope).alerts, alerts.counts().alerts) == ({State.WAITING: 5}, {State.WAITING: 7})
    with pytest.raises(Refused, match=r"store\.page_gone"):
        alerts.alerts(AlertQuery(), after="nothing")


def test_what_a_person_does_is_kept_and_not_done_twice(alerts):
    one = alert()
    alerts.raise_alerts([one])
    known = alerts.change(one.id, lambda now: acknowledge(now, "lead", NOW, " 已处理 "))
    assert alerts.alert(one.id) == known
    assert (known.state, known.by, known.note) == (State.ACKNOWLEDGED, "lead", "已处理")
    with pytest.raises(Refused, match=r"alerts\.acknowledged"):
        alerts.change(one.id, lambda now: acknowledge(now, "manager", NOW))
    with pytest.raises(KeyError):
        alerts.change("nothing", lambda now: now)
    assert board(alerts).waiting == [], "nobody need be told any more"


def test_undecided_incidents_come_once_for_each_rule(store, alerts):
    store.clock = lambda: NINE
    early, late = sms("1", "再拖我就爆你通讯录"), sms("2", "再拖我就爆你通讯录")
    store.put_contacts([early, late])
    scanned(store, early, severity=3)
    store.clock = lambda: NINE + timedelta(hours=2)
    scanned(store, late, severity=3)
    keys = [incident_id(one.key, "T01") for one in (early, late)]

    def undecided(*asked):
        return [one.id for one in alerts.undecided(*asked)]

    assert undecided("overdue", 3, NOW + timedelta(hours=1)) == keys[:1]
    assert undecided("overdue", 3, NOW + timedelta(hours=2)) == keys
    assert undecided("overdue", 4, NOW + timedelta(hours=2)) == []
    alerts.raise_alerts([alert(keys[0], rule="overdue")])
    assert undecided("overdue", 3, NOW + timedelta(hours=2)) == keys[1:]
    assert undecided("other", 3, NOW + timedelta(hours=2), 1) == keys[:1]


def test_an_incident_that_late_rows_took_back_and_that_holds_again_is_news(store, alerts):
    """Ledger findings come and go; what comes back was perhaps looked at while it was gone."""
    store.put_cases([case("c1")])
    store.put_contacts([one := sms("1", case_id="c1")])
    (due,) = store.due_ledgers()
    found = LedgerFinding(
        id="ledger-1",
        account=due.ledger.account,
        rule="cn.frequency.messages-per-day",
        version=1,
        category="T13",
        severity=2,
        confidence=0.98,
        case_id="c1",
        contact=one.key,
        day=NINE.date(),
        count=1,
        events=(Counted(one.key, one.at, "messages", accused=True),),
        accused=(one.key,),
        tested=(),
        readings={},
        why="测试",
        basis=(),
    )

    def judged(*findings):
        store.put_ledgers([(due, LedgerScan(due.ledger.account, findings))], "cn")

    judged(found)
    assert announced(alerts) == ["ledger-1"]
    taken(alerts)
    judged()
    assert announced(alerts) == []
    judged(found)
    assert announced(alerts) == ["ledger-1"]


def test_the_newest_change_is_where_reading_begins(store, alerts):
    assert alerts.newest_change() is None
    contacts = [sms(str(number), "再拖我就爆你通讯录", case_id="c1") for number in range(3)]
    store.put_cases([case("c1")])
    store.put_contacts(contacts)
    scanned(store, *contacts)
    assert alerts.newest_change() == store.changes()[-1]


def test_rules_of_the_console_are_kept_in_order(alerts):
    assert alerts.book_text() is None
    for text in ("first", "second"):
        alerts.put_book_text(BookText(text, "admin", NINE))
    assert alerts.book_text() == BookText("second", "admin", NINE)
