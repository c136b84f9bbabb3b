"""Edges of the United States' ledger rules that no row of a rule can show, and whole calls judged by the whole pack."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from audit.findings import Account
from audit.ledger.events import Event, Ledger, in_order
from audit.ledger.judge import judge_ledger
from audit.pack import compile_pack
from audit.records import Case, Channel, Contact, Direction, Disposition, Party, Speaker, Turn
from audit.scan import scan
from audit.signs import Signal
from config.loader import load_pack
from tests.make import NINE, case

ACCOUNT = Account("First Example Bank", "d-1")
CARD = Case("1", *ACCOUNT, product="card", timezone="America/Chicago", debtor_phones=("3125550100",))
LOAN = Case("2", *ACCOUNT, product="loan", timezone="America/Chicago")
SEVEN, COOLING, QUIET = "us.frequency.seven-in-seven", "us.frequency.cooling-off", "us.hours.quiet-calls"


@pytest.fixture(scope="module")
def pack():
    return compile_pack(load_pack("us").rules)


def call(day, clock="10:00", answered=False, **fields):
    """A call in March 2026, whose second day is a Monday."""
    at = datetime.fromisoformat(f"2026-03-{day:02d}T{clock}").replace(tzinfo=ZoneInfo("America/Chicago"))
    values = {"party": Party.DEBTOR, "case": CARD, "disposition": Disposition.NO_ANSWER}
    if answered:
        values |= {
            "disposition": Disposition.CONNECTED,
            "answered_at": at,
            "ended_at": at + timedelta(minutes=3),
        }
    return Event(**{"contact": f"call:{day}-{clock}", "channel": Channel.CALL, "at": at, **values, **fields})


def judged(pack, *events):
    return judge_ledger(Ledger(ACCOUNT, (CARD, LOAN), in_order(iter(events))), pack)


def accused(pack, *events):
    return {(found.rule, key) for found in judged(pack, *events).findings for key in found.accused}


DAILY = [call(day) for day in range(2, 9)]


def test_the_eighth_call_in_seven_days(pack):
    assert SEVEN not in {rule for rule, _ in accused(pack, *DAILY)}
    assert (SEVEN, "call:8-16:00") in accused(pack, *DAILY, call(8, "16:00"))
    assert SEVEN not in {rule for rule, _ in accused(pack, *DAILY, call(9))}
    assert SEVEN not in {rule for rule, _ in accused(pack, *DAILY, call(8, "16:00", case=LOAN))}
    assert SEVEN not in {rule for rule, _ in accused(pack, *DAILY, call(8, "16:00", disposition=Disposition.INVALID))}


@pytest.mark.parametrize("direction", list(Direction))
def test_after_a_talk_on_monday_the_next_call_comes_on_monday(direction, pack):
    talk = call(2, "18:00", answered=True, direction=direction)
    assert (COOLING, "call:8-20:00") in accused(pack, talk, call(8, "20:00"))
    assert COOLING not in {rule for rule, _ in accused(pack, talk, call(9, "08:00"))}


def test_a_talk_with_somebody_else_starts_no_rest(pack):
    other = call(2, answered=True, party=Party.THIRD_PARTY)
    assert COOLING not in {rule for rule, _ in accused(pack, other, call(4))}


def test_a_talk_with_nobody_knows_whom_is_a_doubt(pack):
    scan_ = judged(pack, call(2, answered=True, party=Party.UNKNOWN), call(4))
    assert COOLING not in {found.rule for found in scan_.findings}
    assert (COOLING, "party unknown") in {(skipped.rule, skipped.reason) for skipped in scan_.not_assessed}


def test_the_consumer_s_clock_counts_also_where_clocks_change(pack):
    """On 8 March 2026 the clocks of Chicago go forward."""
    assert (QUIET, "call:8-07:59") in accused(pack, call(8, "07:59"))
    assert QUIET not in {rule for rule, _ in accused(pack, call(8, "08:00"))}
    assert (QUIET, "call:7-21:00") in accused(pack, call(7, "21:00"))


def test_a_case_without_a_zone_is_not_assessed(pack):
    nowhere = Case("3", *ACCOUNT, product="card")
    scan_ = judged(pack, call(2, "23:00", case=nowhere))
    assert scan_.findings == ()
    assert (QUIET, "case.timezone missing") in {(skipped.rule, skipped.reason) for skipped in scan_.not_assessed}


def test_a_request_to_stop_is_read_from_the_talk_and_remembered(pack):
    words = (
        Turn(0, Speaker.AGENT, "Hi, this is Jo with ABC."),
        Turn(1, Speaker.DEBTOR, "Don't call me again, write me a letter."),
        Turn(2, Speaker.AGENT, "I understand, I'll note that."),
    )
    heard = scan(Contact("1", Channel.CALL, at=NINE, party=Party.DEBTOR, turns=words, case=case()), pack)
    assert [sign.signal for sign in heard.signs] == [Signal.STOP_REQUEST]
    events = (call(2, answered=True, signs=frozenset((Signal.STOP_REQUEST,))), call(16))
    assert ("us.cease.contacted-again", "call:16-10:00") in accused(pack, *events)


LAWFUL_CALL = """\
A: Hi, this is Jo Smith calling on a recorded line. May I speak with Dana Reed?
D: Speaking.
A: Could you confirm your street and zip code for me?
D: Five Elm Street, 60601.
A: Thank you. I'm with ABC Services. This is an attempt to collect a debt by a debt collector, and any information obtained will be used for that purpose.
D: Okay, what is it about?
A: Your card with First Example Bank, the balance is 412 dollars and 18 cents.
D: I was in the hospital in May, I couldn't pay.
A: I'm sorry to hear that. There is no pressure to decide today, and we can put the account on hold for a month.
D: Will you garnish my wages?
A: No, there is no judgment, and we do not garnish anybody's wages.
D: My sister said you might call her.
A: We won't call your family. What time of day is best for you?
D: After six.
A: I'll note that. You have thirty days to dispute the debt in writing. Have a good evening.
"""
UNLAWFUL_CALL = """\
A: Dana? Pick up when I call.
D: Who is this?
A: You owe four hundred dollars and I want it today.
D: I'm on chemo, I can't.
A: Cancer doesn't pay your bills. If it's not here by five the sheriff is coming to pick you up.
D: Talk to my lawyer.
A: I don't care about your lawyer. Give me a card number or I call your boss next.
D: Please stop calling.
A: We won't stop calling until you pay.
"""


def spoken(text):
    lines = [line.split(": ", 1) for line in text.splitlines()]
    turns = tuple(Turn(n, Speaker.AGENT if who == "A" else Speaker.DEBTOR, said) for n, (who, said) in enumerate(lines))
    return Contact("1", Channel.CALL, at=NINE, party=Party.DEBTOR, turns=turns, case=case(legal_stage="none"))


def test_a_whole_lawful_call_raises_nothing(pack):
    assert [(found.rule, found.quote) for found in scan(spoken(LAWFUL_CALL), pack).findings] == []


def test_a_whole_unlawful_call_raises_every_kind(pack):
    found = scan(spoken(UNLAWFUL_CALL), pack).findings
    assert {"T05", "T08", "T15", "T20", "T23", "T24", "T25"} <= {one.category for one in found}
    assert any("illness" in one.lifted for one in found)
