"""Test rows: what is in them, masked, as a rule's tests want it."""

import pytest

from audit.missed import Missed
from audit.offers import Kind, of_miss, of_rejection, row
from audit.records import Speaker, Turn
from audit.review import Decision, Verdict
from tests.make import NINE, finding, sms

CONTACT = sms("1", ("我的电话13800000000,再不还就上门",))
FOUND = finding(CONTACT, "就上门")
REJECTED = Verdict(FOUND.id, CONTACT.key, Decision.FALSE, "quoted", "甲", NINE)
MASKED = "我的电话138****0000,再不还就上门"


def miss(**fields):
    values = {"contact": "sms:1", "turn": 0, "start": 4, "end": 15, "quote": "13800000000", "speaker": "agent"}
    return Missed(**{**values, "category": "T01", "by": "甲", "at": NINE, "rule": "cn.x", **fields})


def test_a_rejection_is_a_look_alike_with_its_reason():
    offer = of_rejection(FOUND, CONTACT.turns, REJECTED)
    assert (offer.kind, offer.rule, offer.category) == (Kind.MUST_NOT, "cn.test.rule", "T01")
    assert row(offer) == {"text": MASKED, "because": "quoted"}


@pytest.mark.parametrize(
    ("contact", "speaker", "fields"),
    [
        pytest.param("sms:1", Speaker.AGENT, {}, id="an agent's message needs no more"),
        pytest.param("call:1", Speaker.AGENT, {"channel": "call"}, id="in a call"),
        pytest.param("chat:1", Speaker.DEBTOR, {"channel": "chat", "speaker": "debtor"}, id="what the debtor wrote"),
    ],
)
def test_a_miss_must_be_found_with_its_quote_masked_alike(contact, speaker, fields):
    offer = of_miss(miss(contact=contact, speaker=str(speaker)), (Turn(0, speaker, CONTACT.turns[0].text),))
    assert offer.kind is Kind.MUST
    assert row(offer) == {"text": MASKED, **fields, "quote": "138****0000"}


def test_without_its_turn_there_is_no_row():
    assert of_rejection(FOUND, (), REJECTED) is None
    assert of_miss(miss(), ()) is None


def test_the_same_is_offered_once():
    again = Verdict(FOUND.id, CONTACT.key, Decision.FALSE, "negated", "乙", NINE)
    assert of_rejection(FOUND, CONTACT.turns, REJECTED).id == of_rejection(FOUND, CONTACT.turns, again).id
    assert miss().id == miss(by="乙", note="也").id != miss(rule="cn.y").id


def test_times_carry_zones():
    with pytest.raises(ValueError, match="zone"):
        miss(at=NINE.replace(tzinfo=None))
