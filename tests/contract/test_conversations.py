"""What every system of record must do with conversations that grow: late rows, rows twice, rows that contradict."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from audit.errors import Refused
from audit.findings import Account, Scan
from audit.ledger.judge import judge_ledger
from audit.pack import compile_pack
from audit.ports import Filter
from audit.records import Channel, Contact, Direction, Message, Party, Speaker, State
from audit.rules.model import Status
from audit.signs import Sign, Signal
from config.loader import load_pack
from tests.make import NINE, case, finding


@pytest.fixture(scope="module")
def pack():
    return compile_pack(rule for rule in load_pack("cn").rules if rule.ledger and rule.status is Status.LIVE)


TEXTS = ("您好,请还款", "别再打给我了", "我去你家打你")


def message(identity="1", speaker=Speaker.AGENT, minutes=0, text="您好,请还款", **fields):
    at = NINE + timedelta(minutes=minutes)
    return Message(**{"conversation": "k", "id": identity, "at": at, "speaker": speaker, "text": text, **fields})


FIRST = message("1", agent_id="A-1", agency="乙方", case_id="c1", extra={"platform": "app", "备注": "x"})
ANSWER = message("2", Speaker.DEBTOR, 1, "别再打给我了")
LAST = message("3", Speaker.AGENT, 2, "我去你家打你", agent_id="A-2")


def test_messages_make_one_contact(store):
    stored = store.put_messages([LAST, FIRST, ANSWER])
    assert stored.new == ("chat:k#3", "chat:k#1", "chat:k#2")
    (found,) = store.contacts(["chat:k"])
    assert (found.channel, found.direction, found.party) == (Channel.CHAT, Direction.OUTBOUND, Party.DEBTOR)
    assert (found.at, found.ended_at, found.case_id) == (FIRST.at, LAST.at, "c1")
    assert (found.agent_id, found.agency, found.extra) == ("A-1", "乙方", {"platform": "app"})
    assert [(turn.index, turn.speaker, turn.text) for turn in found.turns] == [
        (0, Speaker.AGENT, TEXTS[0]),
        (1, Speaker.DEBTOR, TEXTS[1]),
        (2, Speaker.AGENT, TEXTS[2]),
    ]
    assert store.state("chat:k") == (State.TRANSCRIBED, None)


def test_messages_come_back_as_they_went_in(store):
    zone = timezone(timedelta(hours=-3, minutes=-30))
    given = [FIRST, replace(ANSWER, at=ANSWER.at.astimezone(zone))]
    store.put_messages(given)
    back = store.messages("chat:k")
    assert list(back) == given
    assert [one.at.utcoffset() for one in back] == [one.at.utcoffset() for one in given]
    assert list(store.messages("chat:unknown")) == []


def test_rows_twice_are_duplicates_and_other_content_is_a_conflict(store):
    assert store.put_messages([FIRST, FIRST]).duplicates == ("chat:k#1",)
    again = store.put_messages([replace(FIRST, text="别的话"), FIRST, ANSWER, replace(ANSWER, agency="别家")])
    assert (again.new, again.duplicates, again.conflicts) == (("chat:k#2",), ("chat:k#1",), (0, 3))
    assert [turn.text for turn in store.contacts(["chat:k"])[0].turns] == list(TEXTS[:2])


@pytest.mark.parametrize(
    "changed",
    [
        {"at": NINE + timedelta(microseconds=1)},
        {"at": NINE.astimezone(UTC)},
        {"speaker": Speaker.DEBTOR},
        {"case_id": "c2"},
        {"agent_id": None},
        {"agency": "丙方"},
        {"extra": {}},
    ],
    ids=["time", "zone", "speaker", "case", "agent", "agency", "platform"],
)
def test_every_field_tells_a_duplicate_from_a_conflict(store, changed):
    store.put_messages([FIRST])
    assert store.put_messages([replace(FIRST, **changed)]).conflicts == (0,)
    assert list(store.messages("chat:k")) == [FIRST]


def test_a_message_of_an_hour_that_came_twice_is_known_again(store):
    zone = ZoneInfo("America/New_York")
    twice = [message(str(fold), at=datetime(2026, 11, 1, 1, 30, tzinfo=zone, fold=fold)) for fold in (1, 0)]
    assert len(store.put_messages(twice).new) == 2
    assert len(store.put_messages(twice).duplicates) == 2
    assert [one.id for one in store.messages("chat:k")] == ["0", "1"]


def test_the_same_id_in_another_conversation_is_another_message(store):
    assert len(store.put_messages([FIRST, replace(FIRST, conversation="other")]).new) == 2
    assert len(store.keys_in(State.TRANSCRIBED)) == 2


def test_messages_without_news_leave_a_conversation_alone(store):
    store.put_messages([FIRST, ANSWER])
    store.put_scans([Scan("chat:k")], "cn")
    store.mark(["chat:k"], State.INDEXED)
    store.put_messages([FIRST])
    assert store.state("chat:k") == (State.INDEXED, None)


def test_news_take_back_what_was_found_and_bring_the_conversation_back(store):
    store.put_messages([LAST])
    (found,) = store.contacts(["chat:k"])
    store.put_scans([Scan("chat:k", (finding(found, "打你"),))], "cn")
    store.mark(["chat:k"], State.INDEXED)
    store.put_messages([FIRST])
    assert store.findings(["chat:k"]) == {}
    assert store.incidents(Filter()) == []
    assert store.state("chat:k") == (State.TRANSCRIBED, None)
    store.put_scans([Scan("chat:k")], "cn")
    assert store.counts()["incidents"] == {}, "an incident that the longer conversation takes back is not counted"


def test_an_incident_moves_with_the_beginning_of_its_conversation(store):
    late = message("9", text="我去你家打你", conversation="early", minutes=-5)
    for conversation in ([LAST], [FIRST], [late]):
        store.put_messages(conversation)
        for key in store.keys_in(State.TRANSCRIBED):
            (found,) = store.contacts([key])
            turn = next(turn.index for turn in found.turns if "打你" in turn.text)
            store.put_scans([Scan(key, (finding(found, "打你", turn),))], "cn")
    assert [one.contact.key for one in store.incidents(Filter())] == ["chat:k", "chat:early"]
    store.put_messages([message("0", minutes=-10)])
    (found,) = store.contacts(["chat:k"])
    store.put_scans([Scan("chat:k", (finding(found, "打你", 2),))], "cn")
    assert [one.contact.key for one in store.incidents(Filter())] == ["chat:early", "chat:k"]


def test_a_failed_conversation_is_taken_up_again_and_a_rejected_one_stays(store):
    store.put_messages([FIRST])
    store.mark(["chat:k"], State.FAILED, "r")
    store.put_messages([ANSWER])
    assert store.state("chat:k") == (State.TRANSCRIBED, None)
    store.mark(["chat:k"], State.REJECTED, "r")
    store.put_messages([LAST])
    assert store.state("chat:k") == (State.REJECTED, "r")
    assert len(store.contacts(["chat:k"])[0].turns) == 3


def test_a_contact_that_never_had_messages_gets_none(store):
    store.put_contacts([Contact(id="k", channel=Channel.CHAT, at=NINE)])
    assert store.put_messages([FIRST, replace(FIRST, conversation="other")]).conflicts == (0,)
    assert store.contacts(["chat:k"])[0].turns == ()
    assert list(store.messages("chat:k")) == []


def test_a_conversation_is_never_given_whole(store):
    store.put_messages([FIRST])
    assert store.put_contacts(store.contacts(["chat:k"])).conflicts == (0,)


def test_half_a_character_is_refused_by_name_and_nothing_is_written(store):
    with pytest.raises(Refused) as caught:
        store.put_messages([FIRST, replace(ANSWER, text="半个字\ud83d"), replace(LAST, extra={"platform": "\udc00"})])
    assert [(problem.code, problem.where, problem.values["field"]) for problem in caught.value.problems] == [
        ("store.broken_text", "chat:k#2", "text"),
        ("store.broken_text", "chat:k#3", "platform"),
    ]
    assert store.keys_in(*State) == []


def test_more_messages_than_one_statement_takes(store):
    many = [message(str(number), minutes=number, conversation=str(number % 2100)) for number in range(4500)]
    assert len(store.put_messages(many).new) == 4500
    assert len(store.put_messages(many).duplicates) == 4500
    assert len(store.keys_in(State.TRANSCRIBED)) == 2100


ACCOUNT = Account("甲方消费金融", "d-c1")


def test_each_message_is_an_event_of_its_own(store):
    store.put_cases([case()])
    store.put_messages(
        [LAST, ANSWER, FIRST, message("4", Speaker.IVR, 3, "会话已结束"), message("5", Speaker.UNKNOWN, 4)]
    )
    store.put_scans([Scan("chat:k", signs=(Sign(Signal.STOP_REQUEST, 1),))], "cn")
    ledger = store.ledger(ACCOUNT)
    assert [(one.contact, one.part, one.at, one.direction, one.party) for one in ledger.events] == [
        ("chat:k", "1", FIRST.at, Direction.OUTBOUND, Party.DEBTOR),
        ("chat:k", "2", ANSWER.at, Direction.INBOUND, Party.DEBTOR),
        ("chat:k", "3", LAST.at, Direction.OUTBOUND, Party.DEBTOR),
    ]
    assert [one.agent_id for one in ledger.events] == ["A-1", None, "A-2"]
    assert {one.agency for one in ledger.events} == {"乙方"}
    assert [one.signs for one in ledger.events] == [frozenset(), {Signal.STOP_REQUEST}, frozenset()]


def test_news_of_a_conversation_are_due_for_the_old_case_and_the_new_one(store, pack):
    store.put_cases([case("c1"), case("c2")])
    store.put_messages([LAST, FIRST])
    judged(store, pack)
    store.put_messages([message("0", minutes=-1, case_id="c2")])
    assert [due.ledger.account.debtor_id for due in store.due_ledgers()] == ["d-c1", "d-c2"]
    assert [len(due.ledger.events) for due in store.due_ledgers()] == [0, 3]
    judged(store, pack)
    reasons = [item for _, item in store.not_assessed(Filter())]
    assert len(reasons) == len(set(reasons)), "the ledger that it left says nothing of it any more"


def test_what_was_found_names_the_messages_that_were_counted(store, pack):
    store.put_cases([case()])
    day = [message(str(number), minutes=number * 10, case_id="c1") for number in range(7)]
    store.put_messages([*day, message("x", Speaker.DEBTOR, 300, case_id="c1")])
    judged(store, pack)
    (found,) = [one for one in store.ledger_findings(ACCOUNT) if one.rule == "cn.frequency.messages-per-day"]
    assert (found.accused, found.count, found.at) == (("chat:k",), 2, day[-1].at)
    assert [(event.part, event.accused) for event in found.events] == [(str(n), n > 4) for n in range(7)]
    (incident,) = [one for one in store.incidents(Filter()) if one.ledger]
    assert incident.ledger == found


def judged(store, pack):
    while due := store.due_ledgers():
        store.put_ledgers([(one, judge_ledger(one.ledger, pack)) for one in due], "cn")
