"""The law's own edges, judged by the whole Chinese pack: each row a debtor's day with the rules that must hold, and why."""

from datetime import datetime, timedelta

import pytest

from audit.findings import Account
from audit.ledger.events import Event, Ledger, in_order
from audit.ledger.judge import judge_ledger
from audit.pack import compile_pack
from audit.records import Case, Channel, Consent, Direction, Disposition, Party
from audit.signs import Signal
from config.loader import load_pack
from tests.make import CHINA

ACCOUNT = Account("甲方消费金融", "d-1")
TOLD = datetime(2025, 12, 1, 9, tzinfo=CHINA)
CASE = Case("1", *ACCOUNT, product="消费贷", notified_at=TOLD, debtor_phones=("15400000001", "15400000002"))
OTHER_LOAN = Case("2", *ACCOUNT, product="消费贷", notified_at=TOLD, debtor_phones=("15400000001",))
NIGHT = Consent("off_hours", {"from": "22:00", "to": "23:00"}, TOLD)

HOURS, MESSAGES = "cn.hours.quiet-calls", "cn.hours.quiet-messages"
CONVERSATIONS, UNANSWERED = "cn.frequency.conversations-per-day", "cn.frequency.unanswered-per-number"
EARLY, REFUSED = "cn.third-party.contacted-too-early", "cn.third-party.after-refusal"


@pytest.fixture(scope="module")
def pack():
    return compile_pack(load_pack("cn").rules)


def at(clock, day=2):
    return datetime.fromisoformat(f"2026-03-{day:02d}T{clock}").replace(tzinfo=CHINA)


def call(clock, day=2, talk=60, **fields):
    moment = at(clock, day)
    values = {"party": Party.DEBTOR, "number": "15400000001", "case": CASE, "recording": "a.wav"}
    if fields.get("disposition", Disposition.CONNECTED) is Disposition.CONNECTED:
        values |= {"disposition": Disposition.CONNECTED, "answered_at": moment}
        values |= {"ended_at": moment + timedelta(seconds=talk)}
    return Event(**{"contact": f"call:{day}-{clock}", "channel": Channel.CALL, "at": moment, **values, **fields})


def missed(clock, day=2, outcome=Disposition.NO_ANSWER, **fields):
    return call(clock, day, disposition=outcome, **fields)


def sms(clock, day=2, **fields):
    values = {"party": Party.DEBTOR, "number": "15400000001", "case": CASE}
    moment = at(clock, day)
    return Event(**{"contact": f"sms:{day}-{clock}", "channel": Channel.SMS, "at": moment, **values, **fields})


def other(clock, day=2, **fields):
    return call(clock, day, **{"party": Party.CONTACT, "number": "15400000009", **fields})


AGREED = {"case": Case("1", *ACCOUNT, product="消费贷", notified_at=TOLD, consents=(NIGHT,))}
WITHDRAWN = {
    "case": Case(
        "1",
        *ACCOUNT,
        product="消费贷",
        notified_at=TOLD,
        consents=(Consent("off_hours", NIGHT.detail, TOLD, at("12:00:00", 1)),),
    )
}
THREE = [call("09:00:00", agency="甲"), call("11:00:00", agency="乙"), call("13:00:00", agency="甲")]
SIX = [missed(f"09:0{n}:00") for n in range(6)]
FAILED = [missed("09:00:00"), missed("10:00:00"), missed("11:00:00")]

ROWS = [
    ("a second before the quiet hours", [sms("21:59:59")], set()),
    ("the first second of the quiet hours", [sms("22:00:00")], {MESSAGES}),
    ("the last second of the quiet hours", [call("07:59:59")], {HOURS}),
    ("the first second after them", [call("08:00:00")], set()),
    ("the debtor agreed to such hours", [call("22:30:00", **AGREED)], set()),
    ("but not to later ones", [call("23:00:00", **AGREED)], {HOURS}),
    ("and took the consent back", [call("22:30:00", **WITHDRAWN)], {HOURS}),
    ("three conversations over two agencies", THREE, set()),
    ("the fourth, by whichever agency", [*THREE, call("15:00:00", agency="乙")], {CONVERSATIONS}),
    ("the fourth about another loan", [*THREE, call("15:00:00", case=OTHER_LOAN)], {CONVERSATIONS}),
    ("a voicemail is no conversation", [*THREE, missed("15:00:00", outcome=Disposition.VOICEMAIL)], set()),
    ("nor is a call that the debtor placed", [*THREE, call("15:00:00", direction=Direction.INBOUND)], set()),
    (
        "nor a wrong number",
        [*THREE, call("15:00:00", party=Party.THIRD_PARTY, number="15400000002")],
        set(),
    ),
    ("six attempts on one number", SIX, set()),
    ("the seventh", [*SIX, missed("10:00:00")], {UNANSWERED}),
    ("seven attempts on two numbers", [*SIX, missed("10:00:00", number="15400000002")], set()),
    ("a third party on the day of the third failed dial", [*FAILED, other("15:00:00")], {EARLY}),
    ("and on the next day", [*FAILED, other("09:00:00", 3)], set()),
    (
        "a refusal by SMS, then a call from another agency",
        [
            *FAILED,
            sms(
                "08:00:00",
                3,
                party=Party.CONTACT,
                number="15400000009",
                direction=Direction.INBOUND,
                signs=frozenset((Signal.STOP_REQUEST,)),
            ),
            other("09:00:00", 4, agency="乙", number="154 0000 0009"),
        ],
        {REFUSED},
    ),
    (
        "the debtor's clock counts, not the server's",
        [call("00:30:00", case=Case("1", *ACCOUNT, timezone="Asia/Urumqi", product="消费贷", notified_at=TOLD))],
        {HOURS},
    ),
]


@pytest.mark.parametrize(("why", "events", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_edges(why, events, expected, pack):
    ledger = Ledger(ACCOUNT, (CASE, OTHER_LOAN), in_order(iter(events)))
    assert {found.rule for found in judge_ledger(ledger, pack).findings} == expected, why


def test_a_finding_lists_exactly_what_was_counted_under_every_reading(pack):
    events = [*THREE, call("15:00:00", agency="乙", talk=10), call("16:00:00", agency="乙")]
    ledger = Ledger(ACCOUNT, (CASE,), in_order(iter(events)))
    (found,) = judge_ledger(ledger, pack).findings
    assert [event.contact for event in found.events] == [event.contact for event in (*THREE, events[-1])]
    assert found.accused == (events[-1].contact,)
    assert found.readings == {"conversations": 4, "connected": 5, "attempts": 5}
    assert found.day.isoformat() == "2026-03-02"


MISSING = [
    ("when it was answered", [*THREE, call("15:00:00", answered_at=None)], CONVERSATIONS, "answered_at missing"),
    ("who was reached", [*THREE, call("15:00:00", party=Party.UNKNOWN, number="1")], CONVERSATIONS, "party unknown"),
    ("what came of the call", [*SIX, call("15:00:00", disposition=None)], UNANSWERED, "disposition missing"),
    (
        "when the debtor was told of the agency",
        [call("15:00:00", agency="甲", case=Case("1", *ACCOUNT, product="消费贷"))],
        "cn.process.before-notice",
        "case.notified_at missing",
    ),
    ("how many visited", [sms("15:00:00", channel=Channel.VISIT)], "cn.visit.alone", "visitors missing"),
]


@pytest.mark.parametrize(("what", "events", "rule", "reason"), MISSING, ids=[row[0] for row in MISSING])
def test_what_the_log_does_not_tell_is_not_assessed(what, events, rule, reason, pack):
    scan = judge_ledger(Ledger(ACCOUNT, (CASE,), in_order(iter(events))), pack)
    assert (rule, reason) in {(skipped.rule, skipped.reason) for skipped in scan.not_assessed}, what
    assert rule not in {found.rule for found in scan.findings}


def test_what_is_missing_matters_only_where_it_could_change_the_answer(pack):
    events = [call("09:00:00", answered_at=None), call("10:00:00", answered_at=None)]
    scan = judge_ledger(Ledger(ACCOUNT, (CASE,), in_order(iter(events))), pack)
    assert scan.not_assessed == ()


def test_a_day_of_the_clock_change_is_one_day():
    """Days are calendar days of the debtor: 23 or 25 hours long where clocks change."""
    rules = [rule for rule in load_pack("cn").rules if rule.id == UNANSWERED]
    berlin = Case("1", *ACCOUNT, timezone="Europe/Berlin")
    first = datetime.fromisoformat("2026-03-29T00:10:00+01:00")
    spread = [first + timedelta(hours=22.5 / 6 * n) for n in range(7)]
    events = [missed("09:00:00", at=moment, contact=f"call:{n}", case=berlin) for n, moment in enumerate(spread)]
    (found,) = judge_ledger(Ledger(ACCOUNT, (berlin,), in_order(iter(events))), compile_pack(rules)).findings
    assert (found.day.isoformat(), found.count) == ("2026-03-29", 1)
    late = [*events[:-1], missed("09:00:00", at=spread[-1] + timedelta(minutes=30), contact="call:6", case=berlin)]
    assert judge_ledger(Ledger(ACCOUNT, (berlin,), in_order(iter(late))), compile_pack(rules)).findings == ()
