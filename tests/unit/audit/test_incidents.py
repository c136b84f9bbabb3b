from dataclasses import replace

import pytest

from audit.evidence import unproven
from audit.findings import Finding, Tier
from audit.incidents import group, incident_id
from audit.records import Channel, Contact, Speaker, Turn

CONTACT = Contact("1", Channel.SMS, turns=(Turn(0, Speaker.AGENT, "你这废物"), Turn(1, Speaker.DEBTOR, "废物?")))
FOUND = Finding("f", "sms:1", "cn.a.a", 1, "T03", 3, Tier.EXACT, 0.9, "agent", 0, 2, 4, "废物", "", ())


def test_one_incident_for_each_category_gravest_first():
    grave = replace(FOUND, id="g", category="T01", severity=4, rule="cn.b.b")
    surer = replace(FOUND, id="s", confidence=0.98, rule="cn.c.c")
    threat, insult = group(CONTACT, [FOUND, grave, surer])
    assert (threat.category, threat.rule, threat.findings) == ("T01", "cn.b.b", (grave,))
    assert (insult.rule, insult.severity, insult.status, insult.findings) == ("cn.c.c", 3, "open", (FOUND, surer))
    assert insult.lead is surer


def test_the_id_is_that_of_contact_and_category():
    assert (
        group(CONTACT, [FOUND])[0].id == incident_id("sms:1", "T03") == group(CONTACT, [replace(FOUND, id="x")])[0].id
    )
    assert incident_id("sms:1", "T03") != incident_id("call:1", "T03")


def test_nothing_found_is_no_incident():
    assert group(CONTACT, []) == ()


FORGED = [
    ({}, None, "as stored"),
    ({"turn": 7}, "evidence.no_turn", "no such turn"),
    ({"turn": 1}, "evidence.other_speaker", "the debtor said it"),
    ({"quote": "垃圾"}, "evidence.other_quote", "other words"),
    ({"start": 1, "end": 3}, "evidence.other_quote", "another place"),
    ({"end": 9}, "evidence.outside", "beyond the end"),
    ({"start": -2}, "evidence.outside", "before the start"),
    ({"start": 2, "end": 2, "quote": ""}, "evidence.outside", "nothing quoted"),
]


@pytest.mark.parametrize("change, code, because", FORGED)
def test_the_guard(change, code, because):
    problem = unproven(replace(FOUND, **change), CONTACT.turns)
    assert (problem and problem.code) == code, because
