"""Trying again, signing, answering for an alert, and what raises one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.alerts.delivery import LEASE, TRIES, again, failed, sent, taken
from audit.alerts.escalation import acknowledge, push
from audit.alerts.facts import LONGEST
from audit.alerts.model import Kind, State
from audit.alerts.notices import Delivered, Delivery
from audit.alerts.rules import AlertBook, Jump, Overdue, Repeat, Search, Severe, Stalled, Step
from audit.alerts.signing import DELIVERY, SIGNATURE, TIMESTAMP, headers, sign, verify
from audit.alerts.triggers import Pulse, of_late, of_new, of_pulse, of_rates, of_search
from audit.errors import Refused
from audit.incidents import group
from audit.query import parse_query
from audit.rates import Counted
from audit.scope import Scope
from tests.alerting import RULE, after, alert, ruled
from tests.make import NINE, case, finding, sms

SAID = "张三丰你再不还,我就爆你通讯录,打10012345678问你妈"


def incident(severity=4, category="T08", text=SAID, quote=SAID, **fields):
    contact = sms("1", text, case=case("c1", debtor_name="张三丰"), agency="宜诚", agent_id="A-07", **fields)
    return group(contact, [finding(contact, quote, severity=severity, category=category)])[0]


def test_waits_grow_and_end_with_a_dead_letter():
    one, waits, now = Delivery("n", "managers", next_at=NINE), [], NINE
    while one.state is Delivered.QUEUED:
        one = failed(taken(one, now), now, "HTTP 500")
        waits.append(one.next_at and (one.next_at - now).total_seconds())
    assert waits == [5, 15, 45, 135, 405, 1215, 3600, 3600, 3600, None]
    assert (one.tries, one.state, one.fault) == (TRIES, Delivered.DEAD, "HTTP 500")
    assert again(one, NINE) == Delivery("n", "managers", next_at=NINE, fault="HTTP 500")


def test_a_try_is_leased_and_what_was_sent_is_done():
    one = taken(Delivery("n", "managers", next_at=NINE), NINE)
    assert one.next_at == NINE + LEASE
    assert sent(one, NINE) == replace(one, state=Delivered.SENT, next_at=None, sent_at=NINE)


BODY, KEY = b'{"delivery":"d1","alerts":[]}', b"a secret"
SHOWN = headers(KEY, "d1", 1000, BODY)


@pytest.mark.parametrize(
    ("shown", "body", "now", "seen", "wrong"),
    [
        (SHOWN, BODY, 1000, (), None),
        (SHOWN, BODY, 1300, (), None),
        (SHOWN, BODY, 1301, (), "stale"),
        (SHOWN, BODY, 699, (), "stale"),
        (SHOWN, BODY, 1000, {"d1"}, "seen"),
        (SHOWN, BODY + b" ", 1000, (), "forged"),
        ({**SHOWN, TIMESTAMP: "1001"}, BODY, 1000, (), "forged"),
        ({**SHOWN, SIGNATURE: sign(b"another", 1000, BODY)}, BODY, 1000, (), "forged"),
        ({**SHOWN, DELIVERY: "d2"}, BODY, 1000, {"d1"}, "forged"),
        ({**SHOWN, TIMESTAMP: "soon"}, BODY, 1000, (), "unsigned"),
        ({**SHOWN, TIMESTAMP: "¹"}, BODY, 1000, (), "unsigned"),
        ({}, BODY, 1000, (), "unsigned"),
    ],
    ids=["ours", "slow", "too late", "from the future", "again", "changed", "redated", "other key", "renamed", "no time", "odd digit", "bare"],
)  # fmt: skip
def test_signatures(shown, body, now, seen, wrong):
    assert verify(KEY, shown, body, now, seen) == wrong


def test_the_signature_is_what_the_manual_says():
    """By another implementation: openssl dgst -sha256 -hmac 'a secret' over `1000.` and the body."""
    assert sign(KEY, 1000, b"{}") == "v1=24fd3ab691b95e84443bf8391ad2c9a606cfc081a14f55c823be709eea7db858"


def test_somebody_answers_once():
    known = acknowledge(alert(), "lead", NINE, " 已停呼 ")
    assert (known.state, known.by, known.acknowledged_at, known.note) == (State.ACKNOWLEDGED, "lead", NINE, "已停呼")
    chained = ruled(chain=(Step(timedelta(minutes=30), ("heads",)),))
    for refused, how in (
        ("alerts.acknowledged", lambda: acknowledge(known, "manager", NINE)),
        ("alerts.acknowledged", lambda: push(chained, known)),
        ("alerts.not_told", lambda: push(chained, alert())),
        ("alerts.chain_end", lambda: push(RULE, replace(alert(), told_at=NINE))),
        ("alerts.chain_end", lambda: push(None, replace(alert(), told_at=NINE))),
    ):
        with pytest.raises(Refused, match=refused):
            how()
    assert push(chained, replace(alert(), told_at=NINE)).pushed


def raises(when, found, counts=None):
    book = AlertBook({"managers": "zh"}, (ruled(when=when, deadline=timedelta(hours=2)),))
    return of_new(book, found, NINE, counts or {})


@pytest.mark.parametrize(
    ("when", "found", "counts", "kind"),
    [
        (Severe(4), incident(4), {}, Kind.SEVERITY),
        (Severe(4), incident(3), {}, None),
        (Severe(3, frozenset({"T08"})), incident(3), {}, Kind.CATEGORY),
        (Severe(1, frozenset({"T01"})), incident(3), {}, None),
        (Severe(4, frozenset({"T08"})), incident(3), {}, None),
        (Severe(1), replace(incident(4), status="superseded"), {}, None),
        (Repeat(3, 7, 3), incident(3), {"zero": 3}, Kind.REPEAT),
        (Repeat(3, 7, 3), incident(3), {"zero": 2}, None),
        (Repeat(3, 7, 3), incident(2), {"zero": 9}, None),
        (Repeat(3, 7, 3), incident(3), {}, None),
        (Stalled(timedelta(hours=1)), incident(4), {}, None),
    ],
)
def test_what_an_incident_raises(when, found, counts, kind):
    assert [one.facts.kind for one in raises(when, found, counts)] == ([kind] if kind else [])


def test_an_alert_tells_who_what_when_and_nobodys_name_or_number():
    (one,) = raises(Severe(4), incident())
    assert (one.facts.agency, one.facts.agent, one.facts.at) == ("宜诚", "A-07", NINE)
    assert one.facts.law == ("GB/T 45251-2025 业务管理 (GBT)",)
    assert one.facts.link.startswith("/incidents/")
    assert one.deadline == after(hours=2)
    assert "爆你通讯录" in one.facts.quote
    assert "张三丰" not in one.facts.quote
    assert "10012345678" not in one.facts.quote
    assert one == raises(Severe(4), incident())[0]
    long = incident(text="爆你通讯录" * 100, quote="爆你通讯录" * 100)
    assert len(raises(Severe(4), long)[0].facts.quote) == LONGEST


def test_one_agent_is_told_of_once_in_the_days_that_are_counted():
    found = incident(3)
    first = raises(Repeat(3, 7, 3), found, {"zero": 3})[0]
    other = replace(found, id="another")
    assert raises(Repeat(3, 7, 3), other, {"zero": 4})[0].id == first.id


@pytest.mark.parametrize(
    ("now", "before", "jumped", "why"),
    [
        (Counted("宜诚", 500, 60, 60), Counted("宜诚", 10_000, 200, 200), True, "2 % before, 12 % now"),
        (Counted("宜诚", 500, 12, 12), Counted("宜诚", 10_000, 200, 200), False, "2.4 % is no jump"),
        (Counted("宜诚", 10, 3, 3), Counted("宜诚", 10_000, 200, 200), False, "three prove nothing"),
        (Counted("宜诚", 50, 5, 5), Counted("宜诚", 10_000, 400, 400), False, "10 % of few is not surely twice 4 %"),
        (Counted("新方", 500, 60, 60), Counted("宜诚", 10_000, 200, 200), False, "nothing to compare with"),
        (Counted("宜诚", 500, 60, 60), Counted("宜诚", 0, 0, 0), False, "nor here"),
    ],
)
def test_jumps(now, before, jumped, why):
    assert bool(of_rates(RULE, Jump(2, 1, 28, 5), [now], [before], NINE)) is jumped, why


def test_a_jump_is_told_of_once_a_day():
    counted = [Counted("宜诚", 500, 60, 60)], [Counted("宜诚", 10_000, 200, 200)]
    first, later, tomorrow = (
        of_rates(RULE, Jump(2, 1, 28, 5), *counted, at)[0] for at in (NINE, after(hours=3), after(days=1))
    )
    assert first.id == later.id != tomorrow.id
    assert first.facts.values == {"now": "120.0", "before": "20.0", "days": "1", "per": "1000"}


def test_what_is_late_is_told_of_by_incident():
    found = incident(3)
    late = of_late(RULE, Overdue(timedelta(hours=36), 3), found, NINE)
    assert (late.subject, late.facts.kind, late.facts.values) == (found.id, Kind.OVERDUE, {"hours": "36"})


@pytest.mark.parametrize(
    ("first", "waiting", "done", "passed", "stalled", "why"),
    [
        ("sms:1", 5, 7, {"minutes": 31}, True, "nothing has changed for half an hour"),
        ("sms:1", 5, 7, {"minutes": 29}, False, "not long enough"),
        ("sms:1", 5, 8, {"minutes": 31}, False, "something was done"),
        ("sms:2", 5, 7, {"minutes": 31}, False, "the first is another one"),
        ("sms:1", 4, 7, {"minutes": 31}, False, "fewer wait"),
        ("", 0, 12, {"hours": 9}, False, "nothing waits"),
    ],
)
def test_what_stands_still(first, waiting, done, passed, stalled, why):  # noqa: PLR0917 - the columns of the table
    before, now = Pulse("sms:1", 5, 7, NINE), after(**passed)
    pulse = Pulse(first, waiting, done, now).beats(before)
    assert (of_pulse(RULE, Stalled(timedelta(minutes=30)), pulse, now) is not None) is stalled, why


@pytest.mark.parametrize(
    ("query", "scope", "met"),
    [
        ("通讯录", Scope(), True),
        ("通讯录 -律师", Scope(), True),
        ("通讯录 -爆", Scope(), False),
        ("通讯录 agency:宜诚", Scope(), True),
        ("agency:众安", Scope(), False),
        ("category:T08 severity>=3", Scope(), True),
        ("category:T01", Scope(), False),
        ("您好 通讯录", Scope(), False),
        ("通讯录", Scope(agencies=frozenset({"众安"})), False),
    ],
)
def test_searches(query, scope, met):
    contact = sms("1", ("您好", "再不还我爆你通讯录"), agency="宜诚")
    found = finding(contact, "爆你通讯录", turn=1, category="T08", severity=3)
    rule = ruled(when=Search(query, "lead"))
    made = of_search(rule, parse_query(query, scope=scope), [contact], {contact.key: (found,)}, NINE)
    assert [(one.subject, one.facts.quote) for one in made] == ([("sms:1", "再不还我爆你通讯录")] if met else [])
