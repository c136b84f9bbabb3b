from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from audit.findings import NotAssessed
from audit.pack import compile_pack
from audit.records import Case, Channel, Contact, Direction, Disposition, LegalStage, Party, Speaker, Turn, Word
from audit.rules.facts import Fact, OneOf
from audit.rules.model import Absence, Phrase, Reach, Status, Unit, Who
from audit.scan import scan, scan_many
from tests.unit.audit.exemptions.marked import rule

AGENT = frozenset({Speaker.AGENT})
DAY = datetime(2026, 3, 1, 10, tzinfo=timezone(timedelta(hours=8)))
SAY = Phrase("废物", "废物")
NOT_SUED = (Fact("legal_stage", OneOf(frozenset({LegalStage.NONE}))),)


def contact(*texts, speaker=Speaker.AGENT, **fields):
    turns = tuple(Turn(number, speaker, text) for number, text in enumerate(texts))
    return Contact(**({"id": "1", "channel": Channel.SMS, "party": Party.DEBTOR, "at": DAY, "turns": turns} | fields))


def said(contact, **fields):
    return scan(contact, compile_pack([rule(**({"say": SAY} | fields))]))


def quotes(scanned):
    return [found.quote for found in scanned.findings]


def test_a_finding_tells_everything():
    (found,) = said(contact("你好", "你这 廢物"), title={"zh": "辱骂", "en": "insult"}).findings
    assert (found.turn, found.start, found.end, found.quote) == (1, 3, 5, "廢物")
    assert (found.contact, found.rule, found.version, found.speaker) == ("sms:1", "cn.test.rule", 1, "agent")
    assert (found.confidence, found.why, found.basis) == (0.98, "辱骂:废物", ("示例规定 第1条 (LAW)",))


def test_the_same_quote_twice_is_one_finding():
    assert [found.turn for found in said(contact("废物", "废 物", "废物")).findings] == [0]


def test_several_quotes_in_a_turn():
    assert quotes(said(contact("废物,垃圾,废人"), say=Phrase("废物|废人", ""))) == ["废物", "废人"]


def test_an_exempted_hit_hides_none_that_follows():
    scanned = said(contact("我不会打给你家人。明天打给你家人"), say=Phrase("打给你家人", ""), unless=("negation",))
    assert [found.start for found in scanned.findings] == [11]


GATES = [
    (True, {}, {}, "nothing asked"),
    (False, {"speaker": Speaker.DEBTOR}, {}, "another speaker"),
    (False, {"speaker": Speaker.IVR}, {}, "a machine"),
    (True, {"speaker": Speaker.DEBTOR}, {"who": Who()}, "any speaker"),
    (True, {}, {"who": Who(AGENT, channels=frozenset({Channel.SMS}))}, "channel"),
    (False, {}, {"who": Who(AGENT, channels=frozenset({Channel.CALL}))}, "another channel"),
    (
        False,
        {"direction": Direction.INBOUND},
        {"who": Who(AGENT, directions=frozenset({Direction.OUTBOUND}))},
        "direction",
    ),
    (True, {}, {"who": Who(AGENT, parties=frozenset({Party.DEBTOR}))}, "party"),
    (False, {}, {"who": Who(AGENT, parties=frozenset({Party.CONTACT}))}, "another party"),
    (True, {"party": Party.UNKNOWN}, {"who": Who(AGENT, parties=frozenset({Party.UNKNOWN}))}, "unknown is asked for"),
    (True, {}, {"valid_from": date(2026, 3, 1)}, "first day"),
    (False, {}, {"valid_from": date(2026, 3, 2)}, "not yet"),
    (True, {}, {"valid_to": date(2026, 3, 1)}, "last day"),
    (False, {}, {"valid_to": date(2026, 2, 28)}, "no longer"),
    (False, {"at": None}, {"valid_to": date(2099, 1, 1)}, "no day, and the rule ends"),
    (True, {"at": None}, {"valid_from": date(2099, 1, 1)}, "no day, and the rule does not end"),
    (
        True,
        {"case": Case("c", "b", "d", legal_stage=LegalStage.NONE)},
        {"facts": NOT_SUED},
        "stage",
    ),
    (
        False,
        {"case": Case("c", "b", "d", legal_stage=LegalStage.FILED)},
        {"facts": NOT_SUED},
        "past it",
    ),
    (False, {}, {"status": Status.SHADOW}, "not live"),
]


@pytest.mark.parametrize("holds, of_contact, of_rule, because", GATES)
def test_gate(holds, of_contact, of_rule, because):
    scanned = said(contact("废物", **of_contact), **of_rule)
    assert (bool(scanned.findings), scanned.not_assessed) == (holds, ()), because


def test_the_day_is_the_contacts_own():
    late = contact("废物", at=datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=8))))
    assert said(late, valid_from=date(2026, 3, 1)).findings
    assert not said(replace(late, at=late.at.astimezone(UTC)), valid_from=date(2026, 3, 1)).findings


MISSING = [
    ({"speaker": Speaker.UNKNOWN}, {}, "speaker unknown"),
    ({"party": Party.UNKNOWN}, {"who": Who(AGENT, parties=frozenset({Party.CONTACT}))}, "party unknown"),
    ({}, {"facts": NOT_SUED}, "case.legal_stage missing"),
    ({"case": Case("c", "b", "d")}, {"facts": NOT_SUED}, "case.legal_stage missing"),
]


@pytest.mark.parametrize("of_contact, of_rule, reason", MISSING)
def test_what_is_missing_is_said_once_and_only_where_it_matters(of_contact, of_rule, reason):
    assert said(contact("废物", "废物啊", **of_contact), **of_rule).not_assessed == (
        NotAssessed("cn.test.rule", reason),
    )
    assert said(contact("您好", **of_contact), **of_rule).not_assessed == ()


def test_over_budget_is_not_silence(monkeypatch):
    monkeypatch.setattr("audit.detectors.phrase.BUDGET", 0.01)
    slow = {"say": Phrase("(?:a|a|a){1,60}b", "")}
    assert said(contact("a" * 60 + "cb"), **slow).not_assessed == (
        NotAssessed("cn.test.rule", "pattern exceeded its time budget"),
    )
    slow = {"say": None, "absence": Absence(slow["say"], Reach(1, Unit.TURNS), 1)}
    assert said(contact("a" * 60 + "cb"), **slow).not_assessed == (
        NotAssessed("cn.test.rule", "pattern exceeded its time budget"),
    )


ABSENT = Absence(Phrase("工号|专员", ""), Reach(2, Unit.TURNS), at_least=1)
ABSENCES = [
    (("您好", "还款吧"), Speaker.AGENT, ["您好"], [], "never said"),
    (("您好", "我是专员小李"), Speaker.AGENT, [], [], "said"),
    (("您好", "还款吧", "我是专员"), Speaker.AGENT, ["您好"], [], "said too late"),
    (("", "还款吧"), Speaker.AGENT, ["还款吧"], [], "quotes the first words"),
    (("您好",), Speaker.UNKNOWN, [], ["speaker unknown"], "nobody knows who spoke"),
    (("您好",), Speaker.DEBTOR, [], ["too short to judge"], "the agent said nothing"),
    ((), Speaker.AGENT, [], ["too short to judge"], "no turns"),
]


@pytest.mark.parametrize("texts, speaker, expected, reasons, because", ABSENCES)
def test_absence(texts, speaker, expected, reasons, because):
    scanned = said(contact(*texts, speaker=speaker), say=None, absence=ABSENT)
    assert (quotes(scanned), [doubt.reason for doubt in scanned.not_assessed]) == (expected, reasons), because


@pytest.mark.parametrize("disposition", [outcome for outcome in Disposition if outcome is not Disposition.CONNECTED])
def test_nothing_is_missing_from_a_call_that_nobody_took(disposition):
    scanned = said(contact(channel=Channel.CALL, disposition=disposition), say=None, absence=ABSENT)
    assert (scanned.findings, scanned.not_assessed) == ((), ())


def test_absence_asks_for_what_the_rule_must_know():
    scanned = said(contact("您好"), say=None, absence=ABSENT, facts=NOT_SUED)
    assert [doubt.reason for doubt in scanned.not_assessed] == ["case.legal_stage missing"]


def heard(turn):
    return said(contact(channel=Channel.CALL, turns=(turn,))).findings[0]


def test_moments_of_words():
    words = (Word("你这", 1.0, 1.4, 0.9), Word("废", 1.5, 1.7, 0.9), Word("物", 1.7, 2.0, 0.9))
    found = heard(Turn(0, Speaker.AGENT, "你这废物", 1.0, 2.0, words, avg_logprob=-0.5))
    assert (found.at, found.until, found.confidence) == (1.5, 2.0, 0.59)


def test_moments_without_words():
    found = heard(Turn(0, Speaker.AGENT, "你这废物", 10.0, 12.0))
    assert (found.at, found.until, found.confidence) == (11.0, 12.0, 0.98)


def test_a_bad_recognition_still_counts_for_something():
    assert heard(Turn(0, Speaker.AGENT, "废物", avg_logprob=-9.0)).confidence == 0.29


def test_personal_data_and_without():
    pack = compile_pack([])
    (span,) = scan(contact("写信给a@example.com"), pack).pii
    assert (span.kind, span.start, span.end, span.turn) == ("email", 3, 16, 0)
    assert next(scan_many([contact("写信给a@example.com")], pack, pii=False)).pii == ()


def test_more_than_one_chunk_keeps_the_order():
    many = [contact("废物" if number % 3 == 0 else "您好", id=str(number)) for number in range(9000)]
    scans = list(scan_many(many, compile_pack([rule(say=SAY)])))
    assert [scanned.contact for scanned in scans] == [one.key for one in many]
    assert sum(bool(scanned.findings) for scanned in scans) == 3000


def test_dials_of_a_kind_are_judged_as_one_and_kept_apart():
    pack = compile_pack([rule(say=None, absence=ABSENT, facts=NOT_SUED)])
    many = [
        contact(channel=Channel.CALL, disposition=outcome, id=f"{outcome}-{number}")
        for outcome in (Disposition.CONNECTED, Disposition.NO_ANSWER)
        for number in range(3)
    ]
    scans = list(scan_many(many, pack))
    assert scans == [scan(one, pack) for one in many]
    assert [len(scanned.not_assessed) for scanned in scans] == [1, 1, 1, 0, 0, 0]


def test_the_packs_id_depends_on_its_rules_alone():
    one, two = rule(id="cn.a.a"), rule(id="cn.a.b")
    assert compile_pack([one, two]).id == compile_pack([two, one]).id
    assert (
        compile_pack([one]).id
        != compile_pack([replace(one, version=2)]).id
        != compile_pack([replace(one, digest="x")]).id
    )
