"""Which alerts go out when, and with which: tables over rule, alerts and time."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from audit.alerts.model import Reason, State
from audit.alerts.notices import Notice, NoticeKind, told
from audit.alerts.plan import MOST, Board, plan
from audit.alerts.rules import AlertBook, Quiet, Step, Throttle
from tests.alerting import RULE, after, alert, ruled
from tests.make import NINE

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = Quiet(time(22), time(8), unless=4)


def planned(rule, board, now, **options):
    return plan(AlertBook({"managers": "zh"}, (rule,)), board, now, ZONE, **options)


def sent(at, group="宜诚", kind=NoticeKind.NEW, **fields):
    return Notice("zero", group, kind, at, ("managers",), **fields)


@pytest.mark.parametrize(
    ("alerts", "notices", "now", "flush", "expected", "why"),
    [
        ([alert()], [], after(seconds=9), False, [], "more may come within ten seconds"),
        ([alert()], [], after(seconds=10), False, [["1"]], "and then it goes"),
        ([alert()], [], after(seconds=0), True, [["1"]], "unless nothing more is to come"),
        ([alert(), alert("2", after(seconds=9))], [], after(seconds=10), False, [["1", "2"]], "the oldest counts"),
        ([alert(), alert("2", group="众安")], [], after(seconds=10), False, [["1"], ["2"]], "each agency by itself"),
        ([alert(), alert("2", after(seconds=5), group="众安")], [], after(seconds=10), False, [["1"]], "in its own time"),
        ([alert(at=after(minutes=4))], [sent(NINE)], after(minutes=4, seconds=50), False, [], "the group rests"),
        ([alert(at=after(minutes=4))], [sent(NINE)], after(minutes=5), False, [["1"]], "for five minutes"),
        ([alert(at=after(minutes=4))], [sent(NINE)], after(minutes=4), True, [], "also where nothing more is to come"),
        ([alert(at=after(minutes=1))], [sent(NINE, "众安")], after(minutes=2), False, [["1"]], "others rest alone"),
        ([alert(severity=3), alert("2", after(seconds=3))], [], after(seconds=10), False, [["2", "1"]], "gravest first"),
        ([alert(rule="gone")], [], after(days=1), False, [], "no rule, no notice"),
    ],
)  # fmt: skip
def test_groups(alerts, notices, now, flush, expected, why):  # noqa: PLR0917 - the columns of the table
    made = planned(RULE, Board(waiting=alerts, notices=notices), now, flush=flush)
    subject = {one.id: one.subject for one in alerts}
    assert [[subject[one] for one in notice.alerts] for notice in made.notices] == expected, why


CLOCK = [
    ("21:59", 3, True, "before the quiet hours"),
    ("22:00", 3, False, "they begin"),
    ("23:59", 3, False, "over midnight"),
    ("07:59", 3, False, "until the morning"),
    ("08:00", 3, True, "they are over"),
    ("03:00", 4, True, "zero tolerance wakes people up"),
]


@pytest.mark.parametrize(("at", "severity", "goes", "why"), CLOCK)
def test_quiet_hours(at, severity, goes, why):
    moment = datetime.combine(NINE.date(), time.fromisoformat(at), ZONE)
    board = Board(waiting=[alert(at=moment - timedelta(minutes=1), severity=severity)])
    assert bool(planned(ruled(quiet=NIGHT), board, moment).notices) is goes, why


@pytest.mark.parametrize(
    ("since", "until", "at", "ends"),
    [
        ("22:00", "08:00", "23:00", "2026-03-02T08:00"),
        ("22:00", "08:00", "02:00", "2026-03-01T08:00"),
        ("12:00", "13:30", "12:30", "2026-03-01T13:30"),
        ("12:00", "13:30", "13:30", None),
        ("22:00", "08:00", "12:00", None),
    ],
)
def test_when_quiet_hours_end(since, until, at, ends):
    quiet = Quiet(time.fromisoformat(since), time.fromisoformat(until))
    now = datetime.combine(NINE.date(), time.fromisoformat(at), ZONE)
    assert quiet.ends(now, ZONE) == (datetime.fromisoformat(ends).replace(tzinfo=ZONE) if ends else None)


def test_what_waited_over_night_goes_out_together_in_the_morning():
    night = datetime.combine(NINE.date(), time(23), ZONE)
    waited = [alert(str(n), night + timedelta(hours=n), severity=3) for n in range(5)]
    rule = ruled(quiet=NIGHT)
    assert planned(rule, Board(waiting=waited), night + timedelta(hours=8, minutes=59)).empty
    (made,) = planned(rule, Board(waiting=waited), night + timedelta(hours=9)).notices
    assert len(made.alerts) == 5


@pytest.mark.parametrize(
    ("raised", "now", "goes", "why"),
    [
        ("2026-03-01T08:59", "2026-03-01T08:59", False, "the minute before"),
        ("2026-03-01T08:59", "2026-03-01T09:00", True, "at nine"),
        ("2026-03-01T09:00", "2026-03-01T23:00", False, "what came at nine or later waits"),
        ("2026-03-01T09:00", "2026-03-02T09:00", True, "for the next day"),
        ("2026-02-27T10:00", "2026-03-01T10:00", True, "a digest that was missed is made up for"),
    ],
)
def test_digests(raised, now, goes, why):
    at, moment = (datetime.fromisoformat(one).replace(tzinfo=ZONE) for one in (raised, now))
    made = planned(ruled(digest=time(9)), Board(waiting=[alert(at=at)]), moment, flush=True)
    assert [one.kind for one in made.notices] == ([NoticeKind.DIGEST] if goes else []), why


def test_a_notice_tells_of_no_more_than_anybody_reads_and_counts_the_others():
    many = [alert(str(n), severity=4 if n == MOST else 3) for n in range(MOST + 5)]
    made = planned(RULE, Board(waiting=many), after(seconds=10))
    (notice,) = made.notices
    assert len(notice.alerts) == MOST
    assert notice.alerts[0] == many[MOST].id, "the gravest is among those told of"
    assert set(notice.suppressed) == set(made.suppressed) == {one.id for one in many} - set(notice.alerts)
    assert set(made.suppressed.values()) == {Reason.FULL}


def test_what_is_too_often_is_suppressed_and_counted_as_soon_as_there_is_room():
    notices = [sent(after(minutes=n), f"g{n}") for n in range(3)]
    board = Board(waiting=[alert(at=after(minutes=3))], notices=notices)
    made = planned(RULE, board, after(minutes=4))
    assert made.notices == ()
    assert list(made.suppressed.values()) == [Reason.THROTTLED]
    held = replace(alert(at=after(minutes=3)), state=State.SUPPRESSED, reason="throttled")
    board = Board(uncounted=[held], notices=notices)
    assert planned(RULE, board, after(minutes=59)).empty, "three in this hour"
    (summary,) = planned(RULE, board, after(minutes=60)).notices
    assert (summary.kind, summary.alerts, summary.suppressed) == (NoticeKind.SUMMARY, (), (held.id,))


def test_the_next_notice_counts_what_was_suppressed_before():
    held = replace(alert("held"), state=State.SUPPRESSED)
    made = planned(RULE, Board(waiting=[alert()], uncounted=[held]), after(seconds=10))
    (notice,) = made.notices
    assert (notice.kind, notice.suppressed) == (NoticeKind.NEW, (held.id,))


def test_the_gravest_group_comes_first_where_there_is_no_room_for_all():
    rule = ruled(throttle=Throttle(1, timedelta(hours=1)))
    light, grave = alert("1", severity=3, group="a"), alert("2", after(seconds=1), group="b")
    made = planned(rule, Board(waiting=[light, grave]), after(seconds=20))
    assert [one.alerts for one in made.notices] == [(grave.id,)]
    assert made.suppressed == {light.id: Reason.THROTTLED}


CHAIN = (Step(timedelta(minutes=30), ("heads",)), Step(timedelta(hours=2), ("legal", "managers")))


@pytest.mark.parametrize(
    ("level", "pushed", "passed", "expected", "why"),
    [
        (0, False, {"minutes": 29}, None, "there is still time"),
        (0, False, {"minutes": 30}, (1, ("heads",)), "nobody answered for half an hour"),
        (0, True, {"minutes": 1}, (1, ("heads",)), "somebody asked for it"),
        (1, False, {"minutes": 90}, None, "the second step is two hours after the first notice"),
        (1, False, {"hours": 2}, (2, ("legal", "managers")), "and is taken then"),
        (0, False, {"hours": 5}, (1, ("heads",)), "steps that were missed come one after the other"),
        (2, False, {"days": 9}, None, "the chain has an end"),
    ],
)
def test_escalation(level, pushed, passed, expected, why):
    first = sent(NINE, alerts=(alert().id,))
    one = replace(told(alert(), first), level=level, pushed=pushed)
    made = planned(ruled(chain=CHAIN), Board(unanswered=[one], notices=[first]), after(**passed)).notices
    assert [(notice.level, notice.to) for notice in made] == ([expected] if expected else []), why
    if made:
        assert replace(one, level=expected[0], pushed=False) == told(one, made[0])


def test_escalations_that_would_be_too_many_wait_and_are_not_dropped():
    rule = ruled(chain=CHAIN, throttle=Throttle(1, timedelta(hours=1)))
    groups = [told(alert(str(n), group=f"g{n}"), sent(NINE, f"g{n}")) for n in range(2)]
    first = planned(rule, Board(unanswered=groups), after(hours=1))
    assert [one.group for one in first.notices] == ["g0"]
    assert not first.suppressed
    rest = Board(unanswered=groups[1:], notices=first.notices)
    assert planned(rule, rest, after(hours=1, minutes=59)).empty
    assert [one.group for one in planned(rule, rest, after(hours=2)).notices] == ["g1"]


def test_quiet_hours_hold_escalations_back_as_well():
    at = datetime.combine(NINE.date(), time(21, 50), ZONE)
    one = told(alert(severity=3, at=at), sent(at))
    rule = ruled(chain=CHAIN, quiet=NIGHT)
    assert planned(rule, Board(unanswered=[one]), at + timedelta(hours=1)).empty
    assert planned(rule, Board(unanswered=[one]), at + timedelta(hours=11)).notices


def test_alerts_of_a_rule_that_is_gone_are_put_aside_where_they_can_be_seen():
    lost = alert(rule="gone")
    assert planned(RULE, Board(waiting=[lost]), NINE).suppressed == {lost.id: Reason.RULE_GONE}
