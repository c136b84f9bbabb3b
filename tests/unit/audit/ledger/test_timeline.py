"""A debtor's days, worked out by hand."""

from datetime import date, datetime, timedelta

import pytest

from audit.findings import Account
from audit.ledger.events import Event, Ledger, in_order
from audit.ledger.pressure import Weights, pressure
from audit.ledger.stages import Stage
from audit.ledger.timeline import timeline
from audit.records import Case, Channel, Direction, Disposition, LegalStage, Party
from tests.make import CHINA

WEIGHTS = Weights({"unanswered": 1, "conversations": 2, "messages": 1, "third_party": 4}, 2, 2, 7, 20)
CASE = Case("1", "甲", "d")
DAY = date(2026, 3, 2)


def call(hour, day=2, outcome=Disposition.CONNECTED, **fields):
    at = datetime(2026, 3, day, hour, tzinfo=CHINA)
    values = {"party": Party.DEBTOR, "case": CASE, "disposition": outcome}
    if outcome is Disposition.CONNECTED:
        values |= {"answered_at": at, "ended_at": at + timedelta(minutes=1)}
    return Event(**{"contact": f"call:{day}-{hour}", "channel": Channel.CALL, "at": at, **values, **fields})


def test_the_formula_by_hand():
    """One conversation today: 10 * 2 / 22. A day ago it counts six sevenths."""
    assert pressure({DAY: 2.0}, DAY, WEIGHTS) == round(20 / 22, 1) == 0.9
    load = 7 * 6 / 7
    assert pressure({DAY - timedelta(days=1): 7.0}, DAY, WEIGHTS) == round(10 * load / (load + 20), 1)
    assert pressure({DAY - timedelta(days=7): 99.0}, DAY, WEIGHTS) == 0.0
    assert pressure({DAY: 20.0}, DAY, WEIGHTS) == 5.0


def test_a_day_counts_each_event_for_what_it_is():
    events = [
        call(9),
        call(10, outcome=Disposition.NO_ANSWER),
        call(11, direction=Direction.INBOUND),
        call(12, party=Party.CONTACT, outcome=Disposition.NO_ANSWER),
        call(23, outcome=Disposition.NO_ANSWER),
    ]
    shown = timeline(Ledger(Account("甲", "d"), (CASE,), in_order(iter(events))), [(DAY, 3)], WEIGHTS, "Asia/Shanghai")
    (day,) = shown.days
    assert {name: count for name, count in day.counts.items() if count} == {
        "attempts": 4, "unanswered": 3, "conversations": 1, "third_party": 1, "inbound": 1,
    }  # fmt: skip
    assert (day.quiet, day.severities) == (1, (3,))
    load = 2 + 1 + (1 + 4) + 2 * 1 + 2 * 3
    assert day.pressure == round(10 * load / (load + 20), 1)
    assert [hour for hour, count in enumerate(shown.hours) if count] == [9, 10, 12, 23]


@pytest.mark.parametrize(
    ("events", "stages", "why"),
    [
        ([call(9, outcome=Disposition.NO_ANSWER)], [Stage.OVERDUE], "nobody was reached"),
        ([call(9), call(10)], [Stage.FIRST_CONTACT, Stage.NEGOTIATION], "the second talk is negotiation"),
        (
            [call(9, party=Party.CONTACT), call(10)],
            [Stage.OVERDUE, Stage.FIRST_CONTACT],
            "a relative is no first contact",
        ),
        (
            [call(9), call(10, case=Case("2", "甲", "d"))],
            [Stage.FIRST_CONTACT, Stage.FIRST_CONTACT],
            "each case has its own",
        ),
        ([call(9, case=Case("1", "甲", "d", legal_stage=LegalStage.FILED))], [Stage.LEGAL], "a suit is on record"),
    ],
)
def test_stages(events, stages, why):
    shown = timeline(Ledger(Account("甲", "d"), (CASE,), in_order(iter(events))), [], WEIGHTS, "Asia/Shanghai")
    assert [stage for _, stage in shown.events] == stages, why
