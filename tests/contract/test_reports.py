"""What every store must count for reports and keep of them, and that the questions in a report give its figures."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from audit.appeals import Outcome, Stage, Step
from audit.chain import Act as Logged
from audit.coverage import Pace
from audit.errors import Problem, Refused
from audit.findings import Account, Counted, LedgerFinding, LedgerScan, NotAssessed, Scan, ledger_id
from audit.quality import Grade, Quality
from audit.records import Channel, Contact, Disposition, Speaker, State, Transcript, Turn
from audit.redaction.model import Redaction
from audit.reports.facts import Counts, Facts, Found, Group, Heard, Unchecked
from audit.reports.record import Kind, Report
from audit.reports.release import Kept, take
from audit.reports.release import State as Stands
from audit.reports.release import Step as Taken
from audit.scope import EVERYTHING, Scope
from audit.triage import Act, ActKind, Level
from pipelines.adapters.memory import MemoryReportFacts, MemoryReports, MemoryStore
from pipelines.adapters.sql.report_facts import SqlReportFacts
from pipelines.adapters.sql.reports import SqlReports
from tests.contract.test_review import MINUTE, claim, contact, decide, fill
from tests.make import NINE, finding
from tests.postgres import PG_URL
from tests.reported import MARCH, report

DAY = timedelta(days=1)
SINCE, UNTIL = NINE, NINE + 9 * DAY
THIRD = Scope(agencies=frozenset({"丙方"}))
BASIS = "GB/T 45251-2025 业务管理 (GBT)"
ODD = "个人信息保护法 第10条_100% (LAW)"


@pytest.fixture
def asked(store, review, acts):
    return MemoryReportFacts(review, acts) if isinstance(store, MemoryStore) else SqlReportFacts(store.engine)


@pytest.fixture
def reports(store):
    return MemoryReports() if isinstance(store, MemoryStore) else SqlReports(store.engine)


@pytest.fixture
def filled(store, review, acts):
    """Four messages with an incident each: confirmed, rejected, in doubt, untouched; calls that failed, one heard, one not recorded."""
    store.clock = lambda: NINE
    incidents = fill(store, [contact(0), contact(1), contact(2, agency="丙方"), contact(3, agency="丙方")])
    spoilt = Contact("c", Channel.CALL, NINE + MINUTE, agency="乙方", recording="c.wav", case_id="c1")
    heard = replace(spoilt, id="h", audio="ab" * 32)
    answered = Contact(
        "a", Channel.CALL, NINE + MINUTE, agency="丙方", disposition=Disposition.CONNECTED, answered_at=NINE + MINUTE
    )
    timeless = contact(8, at=None)
    store.put_contacts([spoilt, heard, answered, timeless, contact(9, at=NINE - DAY)])
    store.mark(["call:c"], State.FAILED, "c.wav: 损坏")
    poor, void = Quality(Grade.POOR), Quality(Grade.VOID)
    turns = (Turn(0, Speaker.UNKNOWN, "您好", quality=poor), Turn(1, Speaker.AGENT, "谢谢观看", quality=void))
    store.put_transcript("call:h", Transcript(turns, "faster-whisper", "m@sha256:1", {}))
    held = (Problem("redaction.still_heard", "call:h"),)
    store.put_redaction(Redaction("call:h", "r1", "ab" * 32, "cd" * 32, (), {}, 1, held))
    store.mark(["call:a"], State.TRANSCRIBED)
    unjudged = (NotAssessed("cn.a", "too short"), NotAssessed("cn.b", "too short"))
    store.put_scans([Scan("call:h"), Scan("call:a", (), unjudged)], "p1")
    store.put_scans(
        [Scan("sms:1", (finding(contact(1), "别怪我", turn=1, category="T08", severity=3, basis=(ODD,)),))], "p1"
    )
    _judged(review, incidents)
    _counted(store)
    for verb, of in (
        ("unmask", incidents[0]),
        ("unmask", incidents[2]),
        ("export", "e1"),
        ("export", "e1"),
        ("play", "x"),
    ):
        acts.add(Logged(NINE, "甲", verb, of))
    return incidents


def _judged(review, incidents):
    for incident, decision in zip(incidents, ("true", "false", "unsure"), strict=False):
        review.act(claim(incident))
        review.act(decide(incident, decision))
    review.act(claim(incidents[3], "乙"))
    review.act(Act(incidents[3], ActKind.ESCALATE, "乙", NINE, level=Level.LEGAL, note="请看"))
    review.ask_twice(incidents[3], ("丁", "戊"), "己", NINE)
    appeal = review.file_appeal(incidents[0], "A-1", Step(Stage.FILED, "A-1", NINE, "不服"), 14)
    for stage, by, outcome in (
        (Stage.REBUTTED, "甲", None),
        (Stage.DECIDED, "丁", Outcome.UPHELD),
        (Stage.FINAL, "戊", Outcome.UPHELD),
    ):
        review.advance_appeal(appeal.id, Step(stage, by, NINE, "说明", outcome))


def _counted(store):
    account = Account("甲方消费金融", "d-c1")
    rule, day = "cn.frequency.messages-per-day", NINE.date()
    events = tuple(Counted(f"sms:{n}", NINE + n * MINUTE, "messages", accused=n == 3) for n in range(4))
    one = LedgerFinding(
        id=ledger_id(account, rule, day), account=account, rule=rule, version=1, category="T13", severity=2,
        confidence=0.98, case_id="c1", contact="sms:3", day=day, count=1, events=events, accused=("sms:3",),
        tested=(), readings={}, why="多", basis=(ODD,),
    )  # fmt: skip
    due = {each.ledger.account: each for each in store.due_ledgers()}
    store.put_ledgers([(due[account], LedgerScan(account, (one,)))], "p1")


def test_groups(asked, filled):
    assert len(filled) == 4
    assert list(asked.groups(SINCE, UNTIL)) == [
        Group("丙方", "call", "scanned", judged=True, worded=False, contacts=1, hit=0),
        Group("丙方", "sms", "scanned", judged=True, worded=True, contacts=2, hit=2),
        Group("乙方", "call", "failed", judged=False, worded=False, contacts=1, hit=0),
        Group("乙方", "call", "scanned", judged=True, worded=True, contacts=1, hit=0),
        Group("乙方", "sms", "scanned", judged=True, worded=True, contacts=2, hit=2),
    ]
    assert [one.contacts for one in asked.groups(SINCE, UNTIL, THIRD)] == [1, 2]
    assert list(asked.groups(UNTIL, UNTIL + DAY)) == []


def test_incidents(asked, filled):
    told = {one.id: one for one in asked.found(SINCE, UNTIL)}
    assert len(told) == 6
    first = told[filled[0]]
    assert first == Found(
        filled[0], "sms:0", "T01", 4, "sms", "乙方", judged=True, basis=frozenset({BASIS}), status="decided", level=0,
        decided_by="甲", confirmed=True,
    )  # fmt: skip
    assert (told[filled[1]].rejected, told[filled[2]].unsure, told[filled[2]].rejected) == (True, True, False)
    assert (told[filled[3]].status, told[filled[3]].level, told[filled[3]].decided_by) == ("escalated", 2, "")
    others = {one.category: one for one in told.values() if one.id not in filled}
    assert others["T08"].basis == others["T13"].basis == frozenset({ODD})
    assert others["T13"].contact == "sms:3"
    assert {one.id for one in asked.found(SINCE, UNTIL, THIRD)} == {filled[2], filled[3], others["T13"].id}


@pytest.mark.usefixtures("filled")
def test_what_was_not_checked(asked):
    spoilt = Unchecked("call:c", "call", "乙方", NINE + MINUTE, "failed", "c.wav: 损坏")
    assert list(asked.unchecked(SINCE, UNTIL)) == [spoilt]
    assert list(asked.unchecked(SINCE, UNTIL, limit=0)) == []
    assert list(asked.unchecked(SINCE, UNTIL, THIRD)) == []


@pytest.mark.usefixtures("filled")
def test_counts(asked):
    data = {"unmask": 2, "view": 0, "play": 0, "export": 1, "copies": 1, "held": 1}
    appeals = {"filed": 1, "final": 1, "overturned": 0, "upheld": 1}
    told = asked.counts(SINCE, UNTIL)
    assert told == Counts(1, 1, told.heard, {"cn": 4, "p1": 3}, {"m@sha256:1": 1}, appeals, 1, data)
    assert told.heard == Heard(1, 10, 1, 1, 1)
    part = asked.counts(SINCE, UNTIL, THIRD)
    assert (part.timeless, part.unrecorded, part.doubles, dict(part.appeals)["filed"]) == (0, 1, 1, 0)
    assert dict(part.data) == {"unmask": 1, "view": 0, "play": 0, "copies": 0, "held": 0}
    later = asked.counts(UNTIL, UNTIL + DAY)
    assert (later.heard, dict(later.packs), later.doubles, later.appeals["filed"]) == (Heard(), {}, 0, 0)


@pytest.mark.parametrize("store", ["sqlite", *(["postgresql"] if PG_URL else [])], indirect=True)
@pytest.mark.parametrize(
    "scope", [EVERYTHING, THIRD, Scope(institutions=frozenset({"甲方消费金融"}), agents=frozenset())]
)
@pytest.mark.usefixtures("filled")
def test_the_questions_in_a_report_give_its_figures(store, asked, review, dashboard, scope):
    within = (SINCE, UNTIL, scope)
    told = Facts(
        groups=asked.groups(*within), found=asked.found(*within), unchecked=asked.unchecked(*within),
        not_assessed=dashboard.coverage(*within).not_assessed, counts=asked.counts(*within), noise=review.noise(*within),
        samples=(), pairs=(), pace=Pace(0), complaints=(), actions=(), now=SINCE, waited=review.waited(SINCE, scope),
        trend=[("2026-03-01", "2026-03-09", asked.groups(*within))],
    )  # fmt: skip
    one = report(told, scope=scope, bounds=(SINCE, UNTIL))
    questions = [figure for figure in one.figures if figure.definition.startswith("SELECT")]
    with store.engine.connect() as connection:
        wrong = {
            figure.id: (figure.value, answer)
            for figure in questions
            if (answer := connection.execute(text(figure.definition.replace(":", r"\:"))).scalar()) != figure.value
        }
    assert wrong == {}
    assert len(questions) > 40


def bare(**fields):
    values = {"kind": Kind.MONTHLY, "period": MARCH, "scope": EVERYTHING, "by": "甲", "at": NINE + 40 * DAY}
    return Report(**{**values, **fields})


def step(state, by="乙"):
    return Taken(state, by, NINE + 41 * DAY, "因")


def test_a_report_is_kept_with_its_figures(reports):
    one = report()
    kept = reports.keep(one, Stands.DRAFT)
    assert reports.report(kept.id) == (kept, one)
    assert isinstance(kept, Kept)
    assert (kept.version, kept.digest, kept.state) == (1, one.digest, Stands.DRAFT)
    assert reports.report("none") is None
    assert list(reports.reports()) == [kept]


def test_one_version_waits_at_a_time_and_a_release_supersedes_the_one_before(reports):
    first = reports.keep(bare(), Stands.DRAFT)
    with pytest.raises(Refused, match=r"report\.open"):
        reports.keep(bare(by="丙"), Stands.PREPARED)
    other = reports.keep(bare(scope=THIRD), Stands.DRAFT)
    out = reports.settle(replace(take(first, step(Stands.RELEASED)), files={"a": "b"}, signature=("x", "y", "z")))
    second = reports.keep(bare(by="丙"), Stands.DRAFT)
    assert (second.version, other.version) == (2, 1)
    assert reports.report(first.id)[0] == out
    reports.settle(take(second, step(Stands.RELEASED)))
    before = reports.report(first.id)[0]
    assert (before.state, before.files, before.signature) == (Stands.SUPERSEDED, {"a": "b"}, ("x", "y", "z"))
    assert reports.report(other.id)[0].state is Stands.DRAFT


def test_a_withdrawn_version_makes_room_and_keeps_its_number(reports):
    first = reports.keep(bare(), Stands.PREPARED)
    reports.settle(take(first, step(Stands.WITHDRAWN)))
    assert reports.keep(bare(by="丙"), Stands.DRAFT).version == 2


def test_what_was_settled_meanwhile_is_not_settled_again(reports):
    first = reports.keep(bare(), Stands.DRAFT)
    reports.settle(take(first, step(Stands.WITHDRAWN)))
    with pytest.raises(Refused, match=r"report\.step"):
        reports.settle(take(first, step(Stands.RELEASED)))
    with pytest.raises(KeyError):
        reports.settle(replace(take(first, step(Stands.RELEASED)), id="none"))


def test_nobody_is_told_of_reports_that_reach_beyond(reports):
    whole, part = reports.keep(bare(), Stands.DRAFT), reports.keep(bare(scope=THIRD, by="丙"), Stands.DRAFT)
    assert list(reports.reports(THIRD)) == [part]
    assert reports.report(whole.id, THIRD) is None
    assert reports.report(part.id, THIRD) == (part, bare(scope=THIRD, by="丙"))
    assert list(reports.reports()) == [part, whole]
    assert list(reports.reports(limit=1)) == [part]
    assert list(reports.reports(after=part.id)) == [whole]
    assert list(reports.reports(states={Stands.RELEASED})) == []
