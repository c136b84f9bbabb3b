"""A conversation in the ledger: what is its answer, and what is contact anew."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.findings import Account
from audit.ledger.events import Event, Ledger, in_order
from audit.ledger.judge import judge_ledger
from audit.ledger.messages import events_of
from audit.ledger.view import once
from audit.pack import compile_pack
from audit.records import Case, Channel, Direction, Message, Party, Speaker
from audit.signs import Signal
from config.loader import load_pack
from tests.make import NINE

ACCOUNT = Account("甲方消费金融", "d-1")
CASE = Case("1", *ACCOUNT)
RULE = "cn.third-party.after-refusal"
WHOLE = Event("chat:k", Channel.CHAT, NINE, Direction.INBOUND, Party.THIRD_PARTY, number="9", case=CASE, agency="乙方")


@pytest.fixture(scope="module")
def pack():
    return compile_pack(rule for rule in load_pack("cn").rules if rule.id == RULE)


def message(identity, speaker, after):
    return Message("k", identity, NINE + after, speaker, "字")


REFUSED = message("1", Speaker.THIRD_PARTY, timedelta())


@pytest.mark.parametrize(
    "after, conversation, accused",
    [
        pytest.param(timedelta(minutes=1), "chat:k", False, id="the answer to it"),
        pytest.param(timedelta(hours=14), "chat:k", False, id="still that day"),
        pytest.param(timedelta(hours=15), "chat:k", True, id="the next day in the same conversation"),
        pytest.param(timedelta(minutes=1), "chat:other", True, id="another conversation at once"),
    ],
)
def test_what_is_written_after_a_refusal(after, conversation, accused, pack):
    said = list(events_of(WHOLE, [REFUSED], {0: frozenset({Signal.STOP_REQUEST})}))
    (again,) = events_of(WHOLE, [message("2", Speaker.AGENT, after)], {})
    events = in_order(iter([*said, replace(again, contact=conversation)]))
    scan = judge_ledger(Ledger(ACCOUNT, (CASE,), events), pack)
    assert [found.rule for found in scan.findings] == ([RULE] if accused else [])
    for found in scan.findings:
        assert [(event.part, event.accused) for event in found.events] == [("1", False), ("2", True)]


def test_machines_and_unknown_writers_are_no_events():
    writers = (Speaker.IVR, Speaker.UNKNOWN, Speaker.AGENT)
    given = [message(str(n), speaker, timedelta(minutes=n)) for n, speaker in enumerate(writers)]
    assert [event.part for event in events_of(WHOLE, given, {})] == ["2"]


def test_what_is_told_belongs_to_who_told_it():
    given = [message("1", Speaker.AGENT, timedelta()), message("2", Speaker.DEBTOR, timedelta(minutes=1))]
    told = {turn: frozenset({Signal.STOP_REQUEST}) for turn in (0, 1)}
    agent, debtor = events_of(WHOLE, given, told)
    assert (agent.signs, agent.party, agent.direction) == (frozenset(), Party.THIRD_PARTY, Direction.OUTBOUND)
    assert (debtor.signs, debtor.party, debtor.direction) == (told[1], Party.DEBTOR, Direction.INBOUND)


def test_messages_of_one_conversation_are_events_of_their_own():
    given = [message(str(n), Speaker.AGENT, timedelta(minutes=n)) for n in (2, 1)]
    events = list(events_of(WHOLE, given, {}))
    assert [event.part for event, _ in once((event, "messages") for event in events)] == ["1", "2"]
