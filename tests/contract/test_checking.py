"""What every review store must do to check rules and reviewers: samples, double reviews, appeals, test rows, rates."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.agreement import Pair
from audit.appeals import Confirmed, Outcome, Step
from audit.appeals import Stage as AppealStage
from audit.double import Answer, Stage
from audit.errors import Refused
from audit.findings import Scan
from audit.looks import Item, Look, Mark, Progress
from audit.looks import Outcome as Seen
from audit.missed import Missed
from audit.offers import Kind, Status
from audit.ports import Filter
from audit.rates import By, Change, Counted
from audit.recall import Hits
from audit.records import Channel, Contact, Speaker, Transcript, Turn
from audit.review import Decision, standing
from audit.sampling import FrameQuery, Member, Method, Plan, draw, freeze, verify
from audit.saved import Kind as SavedKind
from audit.saved import Saved
from audit.scope import Scope
from audit.triage import Act, ActKind
from audit.triage import Status as IncidentStatus
from tests.contract.test_review import MINUTE, claim, contact, decide, fill
from tests.make import NINE, case, finding, sms

DAY = timedelta(days=1)


def plan(**fields):
    values = {
        "name": "三月抽检",
        "method": Method.RANDOM,
        "seed": "2026-03",
        "query": FrameQuery(99),
        "size": 2,
        "by": "组长",
        "at": NINE,
    }
    return Plan(**{**values, **fields})


def test_a_frame_is_what_was_scanned_up_to_a_contact(store, review):
    fill(store, [contact(0), contact(1, agent_id=None, case_id=None)], severity=3)
    store.put_contacts([sms("7"), sms("8"), sms("9")])
    store.put_scans([Scan("sms:7"), Scan("sms:9")], "cn")
    known = Member("sms:0", "乙方", "A-1", "sms", "甲方消费金融", 3)
    assert review.frame(FrameQuery(3)) == [
        known,
        Member("sms:1", "乙方", "", "sms", "", 3),
        Member("sms:7", channel="sms"),
    ]
    assert [one.key for one in review.frame(FrameQuery(99, unhit=True))] == ["sms:7", "sms:9"]
    assert [one.key for one in review.frame(FrameQuery(99, Filter(agent=frozenset({"A-1"}))))] == ["sms:0"]


def test_a_plan_is_kept_and_can_be_drawn_again(store, review):
    fill(store, [contact(number) for number in range(6)])
    wanted = Filter(agency=frozenset({"乙方"}), since=NINE, severity_min=1)
    query = FrameQuery(99, wanted, scope=Scope(agents=frozenset({"A-1"})))
    frame = review.frame(query)
    made = freeze(plan(query=query, blind=True), frame)
    drawn = draw(made, frame)
    review.put_plan(made, drawn)
    review.put_plan(made, drawn[:1])
    (back,) = review.plans()
    assert back == made
    assert list(review.drawn(made.id)) == list(drawn)
    assert verify(back, tuple(review.drawn(back.id)), review.frame(back.query)) == ()
    assert review.plan(made.id) == made
    assert review.plan("none") is None
    look = Look(Seen.WRONG, "甲", NINE, (Mark("T01", "cn.test.rule", 0), Mark("T02")))
    review.mark_drawn(made.id, drawn[1], Look(Seen.CLEAN, "甲", NINE))
    review.mark_drawn(made.id, drawn[1], look)
    assert list(review.items(made.id)) == [Item(0, drawn[0]), Item(1, drawn[1], look)]
    assert list(review.items(made.id, waits_for="甲")) == [Item(0, drawn[0])]
    assert [one.place for one in review.items(made.id, first=1, limit=1)] == [1]
    assert list(review.items("none")) == []
    assert review.progress([made.id, "none"]) == {made.id: Progress(2, wrong=1)}
    other = freeze(plan(name="另一次"), frame)
    review.put_plan(other, ())
    assert [one.name for one in review.plans()] == ["另一次", "三月抽检"]
    for faulty in (
        lambda: review.drawn("none"),
        lambda: review.mark_drawn(made.id, "sms:99", look),
        lambda: review.mark_drawn("none", drawn[0], look),
        lambda: review.put_plan(plan(name="第三次"), ["sms:99"]),
    ):
        with pytest.raises(KeyError):
            faulty()


def test_a_frame_asks_one_and_the_same_finding_and_stays_within_the_scope(store, review):
    fill(store, [contact(0), contact(1, agency="丙方")], severity=3)
    two = contact(2)
    store.put_contacts([two])
    store.put_scans(
        [Scan(two.key, (finding(two, "就上门"), finding(two, "别怪我", 1, category="T02", severity=1)))], "cn"
    )
    for wanted, keys in (
        (Filter(severity_min=4), ["sms:2"]),
        (Filter(category=frozenset({"T02"}), severity_min=4), []),
        (Filter(category=frozenset({"T02"}), severity_max=2), ["sms:2"]),
        (Filter(rule=frozenset({"cn.test.rule"}), severity_max=3), ["sms:0", "sms:1", "sms:2"]),
    ):
        assert [one.key for one in review.frame(FrameQuery(99, wanted))] == keys
    own = FrameQuery(99, scope=Scope(agencies=frozenset({"丙方"})))
    assert [one.key for one in review.frame(own)] == ["sms:1"]


def test_plans_items_and_progress_stay_within_the_scope(store, review):
    fill(store, [contact(number, agency="丙方" if number == 3 else "乙方") for number in range(4)])
    own, none = Scope(agencies=frozenset({"丙方"})), Scope(agencies=frozenset())
    keys = [f"sms:{number}" for number in range(4)]
    plans = [plan(name=str(number)) for number in range(3)]
    for one, drawn in zip(plans, (keys, keys[:2], keys[3:]), strict=True):
        review.put_plan(one, drawn)
    ids = [one.id for one in plans]
    assert [one.id for one in review.plans(limit=2)] == [ids[2], ids[1]]
    assert [one.id for one in review.plans(limit=2, after=ids[1])] == [ids[0]]
    assert [one.id for one in review.plans(own)] == [ids[2], ids[0]]
    assert review.plan(ids[1], own) is None
    assert review.plan(ids[0], own) == plans[0]
    assert list(review.items(ids[0], own)) == [Item(3, "sms:3")]
    assert review.progress(ids, own) == {ids[0]: Progress(1), ids[2]: Progress(1)}
    assert (list(review.plans(none)), list(review.items(ids[0], none)), review.progress(ids, none)) == ([], [], {})


def test_what_was_found_in_a_frame_and_decided_is_counted_by_contact(store, review):
    first, second, *_ = fill(store, [contact(number) for number in range(3)])
    store.put_contacts([sms("9")])
    store.put_scans([Scan("sms:9")], "cn")
    for incident, decision in ((first, "true"), (second, "false")):
        review.act(claim(incident))
        review.act(decide(incident, decision))
    assert review.hits(FrameQuery(99, unhit=True)) == Hits(3, 1, 1)
    assert review.hits(FrameQuery(1)) == Hits(1, 1, 0)


def said(incident, decision):
    return [Answer(one, decision, "quoted", "说明") for one in incident.finding_ids]


def test_two_who_agree_decide(store, review):
    (key,) = fill(store, [contact(0)])
    incident = store.incident(key)
    double = review.ask_twice(key, ("甲", "乙"), "组长", NINE)
    assert review.answer_double(double, "甲", said(incident, "true"), NINE).stage is Stage.ASKED
    (blind,) = review.doubles("乙")
    assert (blind.said, blind.stage) == ({}, Stage.ASKED), "nobody sees what the other one says"
    assert review.doubles("丙") == []
    assert list(review.pairs()) == []
    assert all(act.decision == "" for act in review.history(key)), "history does not tell either"
    assert review.answer_double(double, "乙", said(incident, "true"), NINE + MINUTE).stage is Stage.AGREED
    assert store.incident(key).status == "decided"
    assert {one.decision for one in standing(store.verdicts()).values()} == {Decision.TRUE}
    assert list(review.pairs()) == [Pair("cn.test.rule", "甲", "乙", "true", "true")]
    assert list(review.doubles("乙", unanswered=True)) == []
    kinds = [act.kind for act in review.history(key)]
    assert kinds == [ActKind.DOUBLE, ActKind.DOUBLE, ActKind.DOUBLE, ActKind.CLAIM, ActKind.DECIDE]


def test_a_lead_settles_what_two_disagree_on(store, review):
    (key,) = fill(store, [contact(0)])
    incident = store.incident(key)
    double = review.ask_twice(key, ("甲", "乙"), "组长", NINE)
    with pytest.raises(Refused, match=r"double\.nothing_to_settle"):
        review.answer_double(double, "组长", said(incident, "true"), NINE)
    review.answer_double(double, "甲", said(incident, "true"), NINE)
    with pytest.raises(Refused, match=r"double\.answered"):
        review.answer_double(double, "甲", said(incident, "false"), NINE)
    review.answer_double(double, "乙", said(incident, "false"), NINE)
    assert list(store.verdicts()) == []
    (open_one,) = review.doubles()
    assert (open_one.stage, open_one.disputed) == (Stage.DISPUTED, incident.finding_ids)
    assert review.answer_double(double, "组长", said(incident, "false"), NINE).stage is Stage.SETTLED
    (verdict,) = store.verdicts()
    assert (verdict.decision, verdict.by) == (Decision.FALSE, "组长")
    assert list(review.pairs()) == [Pair("cn.test.rule", "甲", "乙", "true", "false")]


def test_a_double_review_of_what_was_decided_adds_verdicts_only(store, review):
    (key,) = fill(store, [contact(0)])
    review.act(claim(key))
    review.act(decide(key, "true"))
    with pytest.raises(Refused, match=r"double\.involved"):
        review.ask_twice(key, ("甲", "乙"), "组长", NINE)
    with pytest.raises(Refused, match=r"incident\.unknown"):
        review.ask_twice("unknown", ("乙", "丙"), "组长", NINE)
    double = review.ask_twice(key, ("乙", "丙"), "组长", NINE)
    for who in ("乙", "丙"):
        review.answer_double(double, who, said(store.incident(key), "false"), NINE)
    assert [one.by for one in store.verdicts()] == ["甲", "丙"]
    assert review.work(key).assignee == "甲"
    with pytest.raises(KeyError):
        review.answer_double("unknown", "乙", (), NINE)


def test_double_reviews_of_a_sample_within_a_scope(store, review):
    keys = fill(store, [contact(0), contact(1, agency="丙方"), contact(2)])
    asked = [review.ask_twice(key, ("甲", "乙"), "组长", NINE, plan="p") for key in keys[:2]]
    alone = review.ask_twice(keys[2], ("甲", "丁"), "组长", NINE)
    assert [one.id for one in review.doubles(plan="p")] == asked
    assert [one.plan for one in review.doubles()] == ["p", "p", ""]
    own = Scope(agencies=frozenset({"丙方"}))
    assert [one.id for one in review.doubles(plan="p", scope=own)] == asked[1:]
    review.answer_double(asked[0], "甲", said(store.incident(keys[0]), "true"), NINE)
    assert [one.id for one in review.doubles("甲", unanswered=True)] == [asked[1], alone]
    assert [one.id for one in review.doubles("甲", unanswered=True, limit=1)] == [asked[1]]


def step(stage, by, outcome=None, at=NINE + DAY):
    return Step(AppealStage(stage), by, at, "理由", outcome)


def test_an_appeal_goes_its_way_and_its_outcome_counts(store, review):
    first, second = fill(store, [contact(0), contact(1, agency="丙方")])
    for key in (first, second):
        review.act(claim(key))
        review.act(decide(key, "true"))
    with pytest.raises(Refused, match=r"appeal\.not_concerned"):
        review.file_appeal(first, "A-2", step("filed", "A-2"), 14)
    appeal = review.file_appeal(first, "A-1", step("filed", "A-1"), 14)
    with pytest.raises(Refused, match=r"appeal\.twice"):
        review.file_appeal(first, "A-1", step("filed", "A-1"), 14)
    other = review.file_appeal(second, "A-1", step("filed", "A-1"), 14)
    with pytest.raises(Refused, match=r"appeal\.illegal_step"):
        review.advance_appeal(appeal.id, step("final", "总监", Outcome.OVERTURNED))
    review.advance_appeal(appeal.id, step("rebutted", "甲"))
    review.advance_appeal(appeal.id, step("replied", "A-1"))
    review.advance_appeal(appeal.id, step("decided", "组长", Outcome.OVERTURNED))
    assert review.rule_verdicts()[0].true == 2, "nothing counts before it is final"
    final = review.advance_appeal(appeal.id, step("final", "总监", Outcome.OVERTURNED))
    assert (final.stage, final.outcome, final.due) == (AppealStage.FINAL, Outcome.OVERTURNED, NINE + 15 * DAY)
    (rule,) = review.rule_verdicts()
    assert (rule.true, rule.false) == (1, 1)
    assert [row.kind for row in review.offers()] == [Kind.MUST_NOT], "a rejection is one, whoever makes it"
    assert list(review.appeals()) == [final, other]
    assert list(review.appeals([AppealStage.FILED])) == [other]
    assert list(review.appeals(agent="A-2")) == []
    own = Scope(agencies=frozenset({"丙方"}))
    assert list(review.appeals(scope=own)) == [other]
    assert list(review.appeals(newest=True)) == [other, final]
    assert list(review.appeals(limit=1)) == [final]
    assert list(review.appeals(after=final.id)) == [other]
    assert list(review.appeals(newest=True, after=other.id, limit=1)) == [final]
    assert review.appeal(other.id, own) == other
    assert (review.appeal(final.id, own), review.appeal("unknown")) == (None, None)
    late = other.due + MINUTE
    assert review.appeal_counts(late) == ({AppealStage.FINAL: 1, AppealStage.FILED: 1}, 1)
    assert review.appeal_counts(other.due, own) == ({AppealStage.FILED: 1}, 0)
    stages = [act.reason for act in review.history(first) if act.kind is ActKind.APPEAL]
    assert stages == ["filed", "rebutted", "replied", "decided", "final"]
    assert store.incident(first).status == IncidentStatus.DECIDED
    with pytest.raises(KeyError):
        review.advance_appeal("unknown", step("rebutted", "甲"))


def test_what_was_confirmed_is_listed_newest_first_within_the_scope(store, review):
    keys = fill(store, [contact(0), contact(1), contact(2), contact(3, agency="丙方")])
    for key, decision in zip(keys, ("true", "true", "false", "true"), strict=True):
        review.act(claim(key))
        review.act(decide(key, decision))
    found = review.confirmed(Scope())
    assert [one.incident.id for one in found] == [keys[3], keys[1], keys[0]]
    assert found[0] == Confirmed(store.incident(keys[3]), NINE)
    assert [one.incident.id for one in review.confirmed(Scope(), limit=1, after=keys[3])] == [keys[1]]
    own = Scope(agencies=frozenset({"丙方"}))
    assert [one.incident.id for one in review.confirmed(own)] == [keys[3]]
    assert list(review.confirmed(own, incident=keys[0])) == []
    review.file_appeal(keys[3], "A-1", step("filed", "A-1"), 14)
    assert [one.appealed for one in review.confirmed(Scope())] == [True, False, False]
    assert [one.incident.id for one in review.confirmed(Scope(), incident=keys[0])] == [keys[0]]
    review.act(Act(keys[0], ActKind.UNDO, "甲", NINE + MINUTE, until=NINE + DAY))
    assert keys[0] not in [one.incident.id for one in review.confirmed(Scope())]


def test_rejections_and_misses_become_test_rows_and_go_with_their_verdicts(store, review):
    one = sms("1", ("张三的电话13800000000,再不还就上门", "别怪我没提醒"), at=NINE, agent_id="A-1")
    (key,) = fill(store, [one])
    review.act(claim(key))
    review.act(decide(key, "false"))
    review.put_missed(Missed(one.key, 1, 0, 3, "别怪我", "agent", "T01", "甲", NINE, rule="cn.threat"))
    review.put_missed(Missed(one.key, 1, 3, 6, "没提醒", "agent", "T01", "甲", NINE))
    homeless, rejected, miss = review.offers()
    assert (rejected.kind, rejected.rule, rejected.because, rejected.category) == (
        Kind.MUST_NOT,
        "cn.test.rule",
        "quoted",
        "T01",
    )
    assert "13800000000" not in rejected.text
    assert len(rejected.text) == len(one.turns[0].text)
    assert (miss.kind, miss.rule, miss.quote, miss.at) == (Kind.MUST, "cn.threat", "别怪我", NINE)
    assert list(review.offers("")) == [homeless]
    review.act(Act(key, ActKind.UNDO, "甲", NINE + MINUTE, until=NINE + DAY))
    assert [row.status for row in review.offers("cn.test.rule", None)] == [Status.WITHDRAWN]
    review.settle_offers([rejected.id], Status.TAKEN, "作者", NINE)
    assert list(review.offers("cn.test.rule")) == [], "what was withdrawn stays so"
    review.act(decide(key, "false"))
    assert [row.status for row in review.offers("cn.test.rule")] == [Status.OFFERED]
    review.settle_offers([rejected.id], Status.TAKEN, "作者", NINE)
    review.settle_offers([miss.id], Status.DECLINED, "作者", NINE)
    assert list(review.offers()) == [homeless]
    assert [row.id for row in review.offers(status=Status.DECLINED)] == [miss.id]
    review.act(Act(key, ActKind.UNDO, "甲", NINE + MINUTE, until=NINE + DAY))
    assert [row.status for row in review.offers("cn.test.rule", None)] == [Status.TAKEN], "the author has it"
    with pytest.raises(KeyError):
        review.settle_offers(["unknown"], Status.TAKEN, "作者", NINE)


def test_people_keep_filters_and_share_them(review):
    own = Saved("甲", "我的短信", SavedKind.QUEUE, "channel=sms", NINE)
    shared = Saved("乙", "重案", SavedKind.QUEUE, "severity=4", NINE, shared=True)
    search = Saved("甲", "找威胁", SavedKind.SEARCH, "q=上门", NINE)
    for one in (shared, search, own, replace(own, query="channel=call")):
        review.save(one)
    review.save(Saved("乙", "乙的", SavedKind.QUEUE, "x", NINE))
    assert list(review.saved("甲")) == [replace(own, query="channel=call"), search, shared]
    assert list(review.saved("甲", SavedKind.SEARCH)) == [search]
    with pytest.raises(KeyError):
        review.forget_saved(shared.id, "甲")
    with pytest.raises(KeyError):
        review.forget_saved("unknown", "甲")
    review.forget_saved(search.id, "甲")
    assert search not in review.saved("甲")


def test_counts_by_agency_team_agent_rule_and_day(store, review):
    store.put_cases([case("c1")])
    contacts = [
        contact(0, extra={"team": "一组"}),
        contact(1, extra={"team": "一组", "x": "y"}, agent_id="A-2", at=NINE + DAY),
        contact(2, agency="丙方", case_id=None),
        contact(3, agency=None, agent_id=None, at=NINE + 9 * DAY),
        contact(4),
    ]
    store.put_contacts(contacts)
    hit = contacts[0]
    twice = (finding(hit, "就上门"), finding(hit, "别怪我", 1, rule="cn.other", category="T02"))
    store.put_scans([Scan(hit.key, twice), *(Scan(one.key) for one in contacts[1:4])], "cn@1")
    until = NINE + 2 * DAY
    expected = {
        By.AGENCY: [Counted("丙方", 1, 0, 0), Counted("乙方", 2, 1, 2)],
        By.TEAM: [Counted("一组", 2, 1, 2)],
        By.AGENT: [Counted("A-1", 2, 1, 2), Counted("A-2", 1, 0, 0)],
        By.RULE: [Counted("cn.other", 3, 1, 1), Counted("cn.test.rule", 3, 1, 1)],
        By.DAY: [Counted("2026-03-01", 2, 1, 2), Counted("2026-03-02", 1, 0, 0)],
    }
    for by, counted in expected.items():
        assert sorted(review.counted(by, NINE, until), key=lambda one: one.name) == sorted(
            counted, key=lambda one: one.name
        )
    own = Scope(institutions=frozenset({"甲方消费金融"}))
    assert list(review.counted(By.AGENCY, NINE, until, own)) == [Counted("乙方", 2, 1, 2)]
    assert list(review.counted(By.RULE, until, until + DAY)) == []


def test_how_long_what_is_undecided_has_waited(store, review):
    store.clock = lambda: NINE
    first, second, _ = fill(store, [contact(0), contact(1), contact(2, agency="丙方")])
    store.clock = lambda: NINE + 3 * DAY
    late = contact(5)
    store.put_contacts([late])
    store.put_scans([Scan(late.key, (finding(late, "就上门"),))], "cn")
    review.act(claim(first))
    review.act(decide(first))
    review.act(claim(second))
    now = NINE + 4 * DAY + MINUTE
    assert dict(review.waited(now)) == {4: 2, 1: 1}
    assert dict(review.waited(now, Scope(agencies=frozenset({"丙方"})))) == {4: 1}


def test_changes_of_pack_and_model_are_marked(store, review):
    calls = [Contact(str(number), Channel.CALL, NINE + number * DAY) for number in range(3)]
    store.put_contacts(calls)
    for call, model, pack in zip(calls, ("small", "large", "large"), ("cn@1", "cn@1", "cn@2"), strict=True):
        store.put_transcript(call.key, Transcript((Turn(0, Speaker.AGENT, "喂"),), "faster-whisper", model, {}))
        store.put_scans([Scan(call.key)], pack)
    day = NINE.date()
    assert list(review.changes(NINE + MINUTE, NINE + 9 * DAY)) == [
        Change(day + DAY, "model", "large"),
        Change(day + 2 * DAY, "pack", "cn@2"),
    ]
    assert len(review.changes(NINE, NINE + DAY)) == 2
