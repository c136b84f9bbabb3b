"""What every system of record must do: SQLite, PostgreSQL (where FAIRDIAL_TEST_PG_URL names one) and the fake."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from audit.errors import Refused
from audit.findings import NotAssessed, PiiSpan, Scan
from audit.ports import Filter, Totals
from audit.quality import Flaw, Grade, Quality, Sound
from audit.records import (
    Channel,
    Consent,
    Contact,
    Direction,
    Disposition,
    LegalStage,
    Party,
    RegisteredContact,
    Speaker,
    State,
    Transcript,
    Turn,
    Word,
)
from audit.review import Decision, Verdict, standing
from audit.subjects import Correction, Field
from tests.make import NINE, case, finding, sms

FULL_CASE = case(
    due_amount=1234.5,
    overdue_days=61,
    agency="乙方",
    debtor_name="某某",
    debtor_phones=("10012345678", "000-1"),
    product="分期",
    principal=1000.0,
    legal_stage=LegalStage.FILED,
    registered_contacts=(RegisteredContact("甲某", "同事", "10087654321"),),
    consents=(Consent("off_hours", {"from": "22:00", "to": "23:00"}, NINE, NINE + timedelta(days=3)),),
    timezone="Asia/Urumqi",
    assigned_at=NINE,
    notified_at=NINE.astimezone(UTC),
    opened_at=NINE,
)
FULL_CALL = Contact(
    id="7",
    channel=Channel.CALL,
    at=NINE + timedelta(microseconds=1),
    direction=Direction.INBOUND,
    party=Party.GUARANTOR,
    turns=(
        Turn(0, Speaker.AGENT, "喂", 0.1, 0.5, (Word("喂", 0.1, 0.5, 0.9),), -0.25, 0.01),
        Turn(1, Speaker.DEBTOR, "谁 “呀”\n😀", 0.7, 1.2),
        Turn(
            2,
            Speaker.AGENT,
            "三千",
            1.3,
            2.0,
            (Word("三千", 1.3, 2.0, 0.8, interpolated=True),),
            -0.9,
            0.7,
            Quality(Grade.POOR, (Flaw.NO_SPEECH, Flaw.NOISY), Sound(1, -31.5, 7.5, 0.02, 118.5), 0.93),
        ),
        Turn(3, Speaker.IVR, "♪", 2.0, 9.0, quality=Quality(Grade.VOID, (Flaw.MUSIC,), Sound(0))),
        Turn(4, Speaker.DEBTOR, "好", 9.0, 9.5, quality=Quality(Grade.CLEAR)),
    ),
    case_id="c1",
    number="10012345678",
    agent_id="A-1",
    agency="乙方",
    answered_at=NINE.astimezone(timezone(timedelta(hours=-3, minutes=-30))),
    ended_at=datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    disposition=Disposition.CONNECTED,
    recording="a/7.wav",
    audio="ab" * 32,
    extra={"status": "送达", "platform": "x"},
)


@pytest.mark.parametrize(
    "contact",
    [FULL_CALL, sms(), sms(at=None, turns=()), sms(extra={})],
    ids=["every field", "text", "nothing but an id", "no extras"],
)
def test_a_contact_comes_back_as_it_went_in(store, contact):
    store.put_contacts([contact])
    (back,) = store.contacts([contact.key])
    assert back == contact
    for name in ("at", "answered_at", "ended_at"):
        given = getattr(contact, name)
        assert given is None or getattr(back, name).utcoffset() == given.utcoffset()


def test_a_case_comes_back_as_it_went_in_and_hangs_on_its_contacts(store):
    store.put_contacts([FULL_CALL])
    assert store.put_cases([FULL_CASE]).new == ("c1",)
    assert store.cases(["c1", "unknown"]) == {"c1": FULL_CASE}
    (back,) = store.contacts([FULL_CALL.key])
    assert back.case == FULL_CASE
    assert back.institution == "甲方消费金融"


def test_a_case_is_replaced_when_it_changed(store):
    store.put_cases([case("c1"), case("c2")])
    stored = store.put_cases([case("c1"), case("c2", overdue_days=9), case("c3")])
    assert (stored.new, stored.duplicates, stored.replaced) == (("c3",), ("c1",), ("c2",))
    assert store.cases(["c2"])["c2"].overdue_days == 9


def test_a_case_that_came_with_a_contact_is_kept_but_replaces_nothing(store):
    store.put_cases([case("c1", overdue_days=9)])
    store.put_contacts([sms("1", case=case("c1")), sms("2", case=case("c2"))])
    first, second = store.contacts(["sms:1", "sms:2"])
    assert first.case.overdue_days == 9
    assert second.case == case("c2")
    assert second.case_id == "c2"


def test_a_transcript_tells_what_made_it(store):
    call = replace(FULL_CALL, turns=())
    store.put_contacts([call, sms("1")])
    made = Transcript((Turn(0, Speaker.AGENT, "您好", 0.5, 1.0),), "vendor:srt", "", {"file": "a.srt"}, 12.5)
    assert store.transcript(call.key) is None
    store.put_transcript(call.key, made)
    assert store.transcript(call.key) == made
    assert store.transcript("sms:1") is None


def test_a_recording_that_comes_late_is_taken_up(store):
    call = replace(FULL_CALL, audio=None, turns=())
    store.put_contacts([call])
    store.mark([call.key], State.FAILED, "no recording")
    late = replace(call, audio="a" * 64)
    assert store.put_contacts([late]).duplicates == (call.key,)
    store.put_audio(call.key, "a" * 64)
    assert store.state(call.key) == (State.RECEIVED, None)
    assert store.contacts([call.key])[0].audio == "a" * 64


def test_who_waits_to_be_heard_is_told_from_attempts_that_nobody_recorded(store):
    dialled = Contact("1", Channel.CALL, at=NINE)
    store.put_contacts([replace(dialled, id="9", recording="9.wav"), dialled, replace(dialled, id="2"), sms("3")])
    store.put_audio("call:2", "ab" * 32)
    assert store.recorded(["call:1", "call:2", "sms:3", "call:9"]) == ["call:9", "call:2"]
    assert store.recorded(["call:1"]) == store.recorded([]) == []


def test_the_same_contact_twice_changes_nothing(store):
    assert store.put_contacts([sms("1"), sms("2")]).new == ("sms:1", "sms:2")
    again = store.put_contacts([sms("2"), sms("3"), sms("1", "别的话"), sms("3")])
    assert again.new == ("sms:3",)
    assert again.duplicates == ("sms:2", "sms:3")
    assert again.conflicts == (2,)
    assert store.contacts(["sms:1"]) == [sms("1")]
    assert store.keys_in(State.TRANSCRIBED) == ["sms:1", "sms:2", "sms:3"]


@pytest.mark.parametrize(
    "broken",
    [{"text": "半个字\ud83d"}, {"identity": "\udc00"}, {"extra": {"status": "\ud800"}}, {"agency": "\udfff"}],
    ids=["text", "id", "extra", "agency"],
)
def test_half_a_character_is_refused_by_name_and_nothing_is_written(store, broken):
    with pytest.raises(Refused) as caught:
        store.put_contacts([sms("7"), sms(**{"identity": "8", **broken})])
    assert [problem.code for problem in caught.value.problems] == ["store.broken_text"]
    assert store.keys_in(*State) == []


def test_channels_number_their_contacts_apart(store):
    call = Contact(id="1", channel=Channel.CALL, at=NINE, recording="1.wav")
    assert store.put_contacts([sms("1"), call]).new == ("sms:1", "call:1")
    assert store.keys_in(State.RECEIVED) == ["call:1"]


def test_contacts_come_in_the_order_asked_and_unknown_ones_raise(store):
    store.put_contacts([sms(str(number), f"第{number}条") for number in range(5)])
    asked = ["sms:3", "sms:0", "sms:4", "sms:3"]
    assert [contact.key for contact in store.contacts(asked)] == asked
    with pytest.raises(KeyError):
        store.contacts(["sms:0", "sms:99"])
    with pytest.raises(KeyError):
        store.state("sms:99")
    with pytest.raises(KeyError):
        store.mark(["sms:99"], State.FAILED, "x")


def test_lists_get_the_same_words_at_the_same_places(store):
    store.put_contacts([FULL_CALL])
    whole, listed = store.contacts([FULL_CALL.key]), store.contacts([FULL_CALL.key], turns=range(len(FULL_CALL.turns)))
    bare = [(turn.index, turn.speaker, turn.text, turn.start, turn.end) for turn in FULL_CALL.turns]
    for (contact,) in (whole, listed):
        assert [(turn.index, turn.speaker, turn.text, turn.start, turn.end) for turn in contact.turns] == bare
    assert replace(listed[0], turns=()) == replace(whole[0], turns=())


def test_more_contacts_than_one_statement_takes(store):
    many = [sms(str(number)) for number in range(4500)]
    assert len(store.put_contacts(many).new) == 4500
    assert len(store.put_contacts(many).duplicates) == 4500
    keys = [contact.key for contact in many]
    store.put_scans([Scan(key) for key in keys], "cn")
    assert store.keys_in(State.SCANNED, among=keys[::-1]) == keys
    assert store.keys_in(State.SCANNED, among=keys[:2]) == keys[:2]
    assert store.keys_in(State.SCANNED, among=[]) == []


def test_of_many_at_once_the_first_of_a_key_goes_in_and_others_are_told_apart(store):
    store.put_contacts([sms("3"), sms("5", "别的话")])
    many = [sms(str(number)) for number in range(200)]
    stored = store.put_contacts([*many, sms("7"), sms("9", "另一句话")])
    assert len(stored.new) == 198
    assert stored.duplicates == ("sms:3", "sms:7")
    assert stored.conflicts == (5, 201), "known with other words before, and within what was given"
    assert [store.contacts([key])[0].turns[0].text for key in ("sms:5", "sms:9")] == ["别的话", "您好,请还款"]


def refusals(store, contacts):
    try:
        store.put_contacts(contacts)
    except Refused as refused:
        return [(problem.code, problem.where) for problem in refused.problems]
    return []


def test_half_a_character_among_many_is_named_and_nothing_is_written(store):
    many = [sms(str(number)) for number in range(200)]
    assert refusals(store, [*many, sms("x", "\ud83d")]) == [("store.broken_text", "sms:x")]
    assert store.keys_in(*State) == []


def test_a_nul_among_many_is_kept_or_named_and_nothing_is_written(store):
    """PostgreSQL holds none."""
    many = [sms(str(number)) for number in range(200)]
    refused = refusals(store, [*many, sms("x", "零\0")])
    assert refused in ([], [("store.broken_text", "sms:x")])
    assert len(store.keys_in(*State)) == (0 if refused else 201)


def test_a_transcript_gives_turns(store):
    store.put_contacts([replace(FULL_CALL, turns=())])
    assert store.state("call:7") == (State.RECEIVED, None)
    store.put_transcript("call:7", Transcript(FULL_CALL.turns, "faster-whisper", "m", {"beam": 5}, 1.2))
    assert store.state("call:7") == (State.TRANSCRIBED, None)
    assert store.contacts(["call:7"]) == [FULL_CALL]
    assert store.put_contacts([replace(FULL_CALL, turns=())]).duplicates == ("call:7",), "the log is the same as before"


def test_a_new_transcript_takes_back_what_was_found_in_the_old_one(store):
    contact = sms(text="再不还款就上门")
    store.put_contacts([contact])
    store.put_scans([Scan(contact.key, (finding(contact, "就上门"),))], "cn")
    store.put_transcript(contact.key, Transcript((Turn(0, Speaker.AGENT, "别的话"),), "vendor:json", "", {}))
    assert store.findings([contact.key]) == {}
    assert store.incidents(Filter()) == []
    assert store.state(contact.key) == (State.TRANSCRIBED, None)


THREAT = sms("1", ("再不还款就上门", "别怪我没提醒"), agent_id="A-1", agency="乙方", case_id="c1")
FOUND = (
    finding(THREAT, "就上门", category="T02", severity=3, rule="cn.visit", confidence=0.5),
    finding(
        THREAT,
        "别怪我没提醒",
        1,
        category="T01",
        severity=4,
        rule="cn.threat",
        at=1.5,
        until=2.0,
        lifted=("minor", "repeated"),
    ),
    finding(THREAT, "再不还款", category="T01", severity=2, rule="cn.mild", basis=()),
)


def test_findings_come_back_as_they_went_in(store):
    store.put_contacts([THREAT, sms("2")])
    scan = Scan(THREAT.key, FOUND, (NotAssessed("cn.x", "case.legal_stage missing"),), (PiiSpan("cn_id", 0, 2, 1),))
    store.put_scans([scan, Scan("sms:2")], "cn")
    assert store.findings([THREAT.key, "sms:2"]) == {THREAT.key: FOUND}
    assert store.state(THREAT.key) == (State.SCANNED, None)
    assert store.not_assessed(Filter()) == [(THREAT, NotAssessed("cn.x", "case.legal_stage missing"))]
    assert store.not_assessed(Filter(rule=frozenset({"cn.y"}))) == []


def test_scanning_again_adds_nothing_and_another_pack_adds_its_own(store):
    store.put_contacts([THREAT])
    for _ in range(2):
        store.put_scans([Scan(THREAT.key, FOUND, (NotAssessed("cn.x", "r"),))], "cn")
    before = store.incidents(Filter())
    store.put_scans([Scan(THREAT.key, FOUND[:1])], "us")
    assert store.findings([THREAT.key])[THREAT.key] == (*FOUND, FOUND[0])
    store.put_scans([Scan(THREAT.key)], "us")
    assert store.incidents(Filter()) == before
    store.put_scans([Scan(THREAT.key, FOUND[:1])], "cn")
    assert [incident.category for incident in store.incidents(Filter())] == ["T02"]
    assert store.not_assessed(Filter()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "就上们"},
        {"start": 3, "end": 6},
        {"turn": 1},
        {"turn": 9},
        {"speaker": "debtor"},
        {"end": 99},
    ],
    ids=["other words", "other place", "other turn", "no such turn", "other speaker", "beyond the end"],
)
def test_what_the_turns_do_not_show_is_refused_and_nothing_is_written(store, change):
    store.put_contacts([THREAT, sms("2")])
    false = replace(FOUND[0], **change)
    with pytest.raises(Refused) as caught:
        store.put_scans([Scan("sms:2"), Scan(THREAT.key, (FOUND[1], false))], "cn")
    assert [problem.code.split(".")[0] for problem in caught.value.problems] == ["evidence"]
    assert store.findings([THREAT.key]) == {}
    assert store.keys_in(State.TRANSCRIBED) == [THREAT.key, "sms:2"]


def test_incidents_are_findings_of_one_contact_and_category(store):
    store.put_cases([FULL_CASE])
    store.put_contacts([THREAT])
    store.put_scans([Scan(THREAT.key, FOUND)], "cn")
    grave, less = store.incidents(Filter())
    assert (grave.category, grave.rule, grave.severity, grave.status) == ("T01", "cn.threat", 4, "open")
    assert {item.rule for item in grave.findings} == {"cn.threat", "cn.mild"}
    assert grave.contact == replace(THREAT, case=FULL_CASE)
    assert less.category == "T02"
    assert store.incident(less.id) == less
    assert store.incident("unknown") is None


@pytest.mark.parametrize(
    ("wanted", "categories"),
    [
        (Filter(), ["T01", "T02"]),
        (Filter(category=frozenset({"T02"})), ["T02"]),
        (Filter(rule=frozenset({"cn.mild"})), ["T01"]),
        (Filter(severity_min=4), ["T01"]),
        (Filter(severity_max=3), ["T02"]),
        (Filter(channel=frozenset({"call"})), []),
        (Filter(channel=frozenset({"call", "sms"})), ["T01", "T02"]),
        (Filter(agency=frozenset({"乙方"}), agent=frozenset({"A-1"}), case=frozenset({"c1"})), ["T01", "T02"]),
        (Filter(agent=frozenset({"A-2"})), []),
        (Filter(institution=frozenset({"甲方消费金融"})), ["T01", "T02"]),
        (Filter(institution=frozenset({"别家"})), []),
        (Filter(since=NINE, until=NINE + timedelta(microseconds=1)), ["T01", "T02"]),
        (Filter(since=NINE + timedelta(microseconds=1)), []),
        (Filter(until=NINE), []),
    ],
)
def test_filters_of_incidents(store, wanted, categories):
    store.put_cases([FULL_CASE])
    store.put_contacts([THREAT])
    store.put_scans([Scan(THREAT.key, FOUND)], "cn")
    assert [incident.category for incident in store.incidents(wanted)] == categories


def test_pages_of_incidents_hold_everything_once_gravest_and_newest_first(store):
    contacts = []
    for number in range(12):
        at = NINE + timedelta(minutes=number // 3) if number else None
        contacts.append(sms(str(number), "再不还款就上门", at=at))
    store.put_contacts(contacts)
    store.put_scans(
        [Scan(contact.key, (finding(contact, "就上门", severity=3 + int(contact.id) % 2),)) for contact in contacts],
        "cn",
    )
    whole = store.incidents(Filter(), limit=None)
    order = [(-one.severity, -one.contact.at.timestamp() if one.contact.at else 0, one.id) for one in whole]
    assert order == sorted(order)
    pages, after = [], None
    while page := store.incidents(Filter(), limit=5, after=after):
        pages += page
        after = page[-1].id
    assert pages == whole
    assert len(whole) == 12
    with pytest.raises(Refused, match=r"store\.page_gone"):
        store.incidents(Filter(), after="unknown")


def test_not_assessed_is_listed_newest_contact_first(store):
    contacts = [sms(str(number), at=NINE + timedelta(days=number)) for number in range(3)] + [sms("9", at=None)]
    store.put_contacts(contacts)
    store.put_scans([Scan(contact.key, (), (NotAssessed("cn.x", contact.id),)) for contact in contacts], "cn")
    assert [item.reason for _, item in store.not_assessed(Filter())] == ["2", "1", "0", "9"]
    assert [item.reason for _, item in store.not_assessed(Filter(since=NINE + timedelta(days=1)), limit=1)] == ["2"]


def test_steps_are_taken_by_all_or_none_and_failures_say_why(store):
    store.put_contacts([sms("1"), replace(FULL_CALL, turns=())])
    with pytest.raises(Refused, match=r"store\.illegal_step"):
        store.mark(["sms:1", "call:7"], State.SCANNED)
    assert store.state("sms:1") == (State.TRANSCRIBED, None)
    with pytest.raises(Refused, match=r"store\.reason_missing"):
        store.mark(["call:7"], State.FAILED)
    store.mark(["call:7"], State.FAILED, "录音损坏")
    assert store.state("call:7") == (State.FAILED, "录音损坏")
    with pytest.raises(Refused, match=r"store\.illegal_step"):
        store.put_scans([Scan("call:7")], "cn")
    store.mark(["call:7"], State.RECEIVED)
    assert store.state("call:7") == (State.RECEIVED, None)


def test_totals(store):
    store.put_contacts([THREAT, sms("2"), replace(FULL_CALL, turns=())])
    store.put_scans([Scan(THREAT.key, FOUND, (NotAssessed("cn.x", "r"),))], "cn")
    store.mark(["call:7"], State.FAILED, "录音损坏")
    assert store.counts() == {
        "contacts": {"call": {"failed": 1}, "sms": {"scanned": 1, "transcribed": 1}},
        "reasons": {"failed": {"录音损坏": 1}},
        "incidents": {"T01": {4: 1}, "T02": {3: 1}},
        "not_assessed": {"cn.x": {"r": 1}},
    }
    states = {State.FAILED: 1, State.SCANNED: 1, State.TRANSCRIBED: 1}
    before = store.totals()
    assert before == Totals(states, {4: 1, 3: 1}, before.due)
    store.put_cases([case("new")])
    store.put_contacts([sms("3", case_id="new"), sms("4", case_id="new")])
    assert store.totals().due == before.due + 1
    store.check()


def verdict(found, decision=Decision.TRUE, **fields):
    values = {"reason": "confirmed", "by": "审核员甲", "at": NINE, "note": "听过录音"}
    return Verdict(found.id, found.contact, decision, **{**values, **fields})


def test_verdicts_are_kept_in_the_order_given(store):
    one, other = sms("1", "我去你家"), sms("2", "我去你家")
    store.put_contacts([one, other])
    first = verdict(finding(one, "我去你家"))
    second = verdict(finding(one, "我去你家"), Decision.FALSE, reason="quoted", at=NINE.astimezone(UTC), note="")
    third = verdict(finding(other, "我去你家"), Decision.UNSURE, reason="other")
    store.put_verdicts([first, second])
    store.put_verdicts([third])
    assert list(store.verdicts()) == [first, second, third]
    assert list(store.verdicts([one.key])) == [first, second]
    assert standing(store.verdicts()) == {first.finding: second, third.finding: third}


def test_a_verdict_outlives_its_finding(store):
    contact = sms("1", "我去你家")
    store.put_contacts([contact])
    found = finding(contact, "我去你家")
    store.put_scans([Scan(contact.key, (found,))], "p1")
    store.put_verdicts([verdict(found)])
    store.put_scans([Scan(contact.key)], "p1")
    assert [one.finding for one in store.verdicts([contact.key])] == [found.id]


def test_a_verdict_on_an_unknown_contact_is_refused(store):
    with pytest.raises(KeyError):
        store.put_verdicts([verdict(finding(sms("1", "我去你家"), "我去你家"))])
    assert list(store.verdicts()) == []


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(("一", "二\n三", "四,五"), id="line breaks and commas belong to texts"),
        pytest.param(("一", "二\x1e三", "四"), id="the sign that parts texts may stand in one"),
        pytest.param(("", "二", ""), id="empty texts count"),
    ],
)
def test_everything_said_can_be_read_from_end_to_end(store, texts):
    assert store.last() == 0
    assert list(store.said(1, 100).texts) == []
    store.put_contacts([sms("9", texts), sms("2", "五")])
    said = store.said(1, store.last() + 1)
    assert (list(said.texts), list(said.contacts)) == ([*texts, "五"], [1] * len(texts) + [2])
    assert list(store.said(2, 3).texts) == ["五"]
    assert list(store.said(1, 3, frozenset({"debtor"})).texts) == []
    assert [contact.id for contact in store.numbered([2, 1])] == ["2", "9"]
    with pytest.raises(KeyError):
        store.numbered([3])


def test_what_was_corrected_stays_right_when_the_mistake_is_sent_again(store):
    kin = RegisteredContact("王误", "friend", "10013570001")
    wrong = case("c1", debtor_name="钱误", debtor_phones=("10013570002", "10013570003"), registered_contacts=(kin,))
    store.put_cases([wrong, case("c2", debtor_name="钱误")])
    given = [
        Correction("c1", Field.NAME, "钱误", "钱正", "身份证", "甲", NINE),
        Correction("c1", Field.PHONE, "10013570003", "", "号码是别人的", "甲", NINE),
        Correction("c1", Field.CONTACT_PHONE, "10013570001", "10013570009", "来函", "甲", NINE),
    ]
    for one in given:
        right = store.correct_case(one)
    assert (right.debtor_name, right.debtor_phones) == ("钱正", ("10013570002",))
    assert right.registered_contacts == (RegisteredContact("王误", "friend", "10013570009"),)
    assert store.put_cases([wrong]).duplicates == ("c1",)
    assert store.put_cases([replace(wrong, due_amount=9.0)]).replaced == ("c1",)
    assert store.cases(["c1"])["c1"] == replace(right, due_amount=9.0)
    assert store.cases(["c2"])["c2"].debtor_name == "钱误", "another case is another matter"
    assert store.corrections(["c1"]) == given
    with pytest.raises(Refused, match=r"subject\.not_there"):
        store.correct_case(replace(given[0], before="孙误"))
    with pytest.raises(KeyError):
        store.correct_case(replace(given[0], case_id="c9"))
    store.put_contacts([sms("1", case_id="c1"), sms("2", case_id="c2"), sms("3", case_id="c1")])
    assert store.keys_of_cases({"c1"}) == ["sms:1", "sms:3"]
