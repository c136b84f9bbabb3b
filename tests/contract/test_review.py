"""What every review store must do: the queue, acts of people, what was missed, how right rules are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.errors import Refused
from audit.findings import Scan
from audit.missed import Missed
from audit.ports import Filter
from audit.precision import Noise, RuleVerdicts, masked
from audit.queue import QueueQuery, View
from audit.records import Speaker, Transcript, Turn
from audit.review import Decision, standing
from audit.scope import EVERYTHING, Scope
from audit.triage import LEASE, Act, ActKind, Status, Work
from tests.make import NINE, case, finding, sms

MINUTE = timedelta(minutes=1)


def contact(number, **fields):
    values = {"agent_id": "A-1", "agency": "乙方", "case_id": "c1", "at": NINE + number * MINUTE}
    return sms(str(number), ("再不还款就上门", "别怪我没提醒"), **{**values, **fields})


def fill(store, contacts, **fields):
    """One incident of category T01 each; their ids in the order of the contacts."""
    store.put_cases([case("c1")])
    store.put_contacts(contacts)
    store.put_scans([Scan(one.key, (finding(one, "就上门", **fields),)) for one in contacts], "cn")
    by_contact = {one.contact.key: one.id for one in store.incidents(Filter(), limit=None)}
    return [by_contact[one.key] for one in contacts]


def ask(**fields):
    return QueueQuery(**{"who": "甲", "now": NINE, **fields})


def ids(page):
    return [line.incident.id for line in page.lines]


def claim(incident, by="甲", at=NINE):
    return Act(incident, ActKind.CLAIM, by, at, until=at + LEASE)


def decide(incident, decision="false", by="甲", at=NINE, **fields):
    return Act(incident, ActKind.DECIDE, by, at, decision=decision, reason="quoted", **fields)


@pytest.fixture
def five(store):
    return fill(store, [contact(number) for number in range(5)])


def test_the_queue_is_ordered_by_severity_confidence_repetition_and_age(store, review):
    store.put_contacts([contact(number) for number in range(5)])
    waited = contact(9, at=NINE - timedelta(days=400))
    store.clock = lambda: NINE - timedelta(days=15)
    store.put_contacts([waited])
    store.put_scans([Scan(waited.key, (finding(waited, "就上门", severity=3),))], "cn")
    store.clock = lambda: NINE
    plain, unsure, twice, mild, grave = (contact(number) for number in range(5))
    found = [
        (finding(plain, "就上门", severity=3),),
        (finding(unsure, "就上门", severity=3, confidence=0.5),),
        (finding(twice, "就上门", severity=3), finding(twice, "别怪我", 1, severity=3)),
        (finding(mild, "就上门", severity=1),),
        (finding(grave, "就上门", severity=4),),
    ]
    store.put_scans([Scan(items[0].contact, items) for items in found], "cn")
    page = review.queue(ask())
    order = [line.incident.contact.key for line in page.lines]
    assert order == [one.key for one in (waited, grave, twice, plain, unsure, mild)]
    top = page.lines[0]
    assert top.opened == NINE - timedelta(days=15)
    assert (top.factors.severity, top.factors.confidence, top.factors.repetition) == (16, 0.98, 1)
    assert top.factors.age == pytest.approx(2 ** (15 / 7))
    products = [line.factors.product for line in page.lines]
    assert products == sorted(products, reverse=True)
    assert [line.incident.id for line in review.queue(ask(now=NINE + timedelta(days=365))).lines] == ids(page)


def test_pages_of_the_queue_hold_everything_once(store, review):
    known = fill(store, [contact(number) for number in range(12)])
    seen, after = [], None
    for _ in range(4):
        page = review.queue(ask(), limit=5, after=after)
        seen += ids(page)
        if (after := page.next) is None:
            break
    assert sorted(seen) == sorted(known)
    assert seen == ids(review.queue(ask(), limit=12))
    with pytest.raises(Refused, match=r"queue\.bad_page"):
        review.queue(ask(), after="nowhere")


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        pytest.param({}, 3, id="everything"),
        pytest.param({"filter": Filter(agent=frozenset({"A-2"}))}, 1, id="one agent"),
        pytest.param({"filter": Filter(agency=frozenset({"丙方"}))}, 1, id="one agency"),
        pytest.param(
            {"filter": Filter(institution=frozenset({"甲方消费金融"}))}, 2, id="an institution: one has no case"
        ),
        pytest.param({"filter": Filter(channel=frozenset({"call"}))}, 0, id="no calls"),
        pytest.param({"filter": Filter(category=frozenset({"T01"}), severity_min=4)}, 3, id="category and severity"),
        pytest.param({"filter": Filter(severity_max=3)}, 0, id="nothing so mild"),
        pytest.param({"filter": Filter(rule=frozenset({"cn.other"}))}, 0, id="another rule"),
        pytest.param({"filter": Filter(case=frozenset({"c1"}))}, 2, id="one case"),
        pytest.param({"filter": Filter(since=NINE + MINUTE, until=NINE + 2 * MINUTE)}, 1, id="a minute"),
        pytest.param({"scope": Scope(agencies=frozenset({"乙方"}))}, 2, id="an agency's own"),
        pytest.param({"scope": Scope(institutions=frozenset({"甲方消费金融"}))}, 2, id="what is unknown lies outside"),
        pytest.param({"scope": Scope(agents=frozenset())}, 0, id="nobody's"),
        pytest.param({"status": frozenset({Status.CLAIMED})}, 1, id="a status"),
        pytest.param({"assignee": frozenset({"甲"})}, 1, id="somebody's"),
        pytest.param({"assignee": frozenset({"乙"})}, 0, id="somebody else's"),
        pytest.param({"view": View.DONE, "status": frozenset({Status.OPEN})}, 0, id="view and status both hold"),
        pytest.param({"status": frozenset({Status.SUPERSEDED})}, 0, id="none was taken back"),
    ],
)
def test_filters_and_scopes_of_the_queue(store, review, wanted, count):
    made = [contact(0), contact(1, agent_id="A-2"), contact(2, agency="丙方", case_id=None)]
    first, *_ = fill(store, made)
    review.act(claim(first))
    assert len(review.queue(ask(**wanted)).lines) == count


def test_a_case_that_changes_its_institution_moves_its_incidents(store, review):
    fill(store, [contact(0)])
    store.put_cases([case("c1", institution="丁方")])
    assert review.queue(ask(scope=Scope(institutions=frozenset({"甲方消费金融"})))).lines == ()
    assert len(review.queue(ask(scope=Scope(institutions=frozenset({"丁方"})))).lines) == 1


def test_views_and_their_counts(review, five):
    own, other, up, held, done = five
    for one in five:
        review.act(claim(one, "乙" if one == other else "甲"))
    review.act(Act(up, ActKind.ESCALATE, "甲", NINE, level=2, note="要法务看"))
    review.act(Act(held, ActKind.HOLD, "甲", NINE, note="等通话记录"))
    review.act(decide(done))
    expected = {View.MINE: {own, held}, View.TEAM: {own, other, up, held}, View.UNASSIGNED: set(), View.DONE: {done}}
    assert {view: set(ids(review.queue(ask(view=view)))) for view in View} == expected
    assert review.view_counts("甲", NINE) == {view: len(found) for view, found in expected.items()}
    later = NINE + LEASE
    expected = {View.MINE: {held}, View.TEAM: {up, held}, View.UNASSIGNED: {own, other}, View.DONE: {done}}
    assert {view: set(ids(review.queue(ask(view=view, now=later)))) for view in View} == expected
    assert review.view_counts("甲", later) == {view: len(found) for view, found in expected.items()}
    assert {line.work for line in review.queue(ask(view=View.UNASSIGNED, now=later)).lines} == {Work()}
    nobody = Scope(agencies=frozenset({"丙方"}))
    assert review.view_counts("甲", NINE, nobody) == dict.fromkeys(View, 0)


def test_an_expired_claim_on_what_was_handed_up_stays_up(review, five):
    review.act(claim(five[0]))
    review.act(Act(five[0], ActKind.ESCALATE, "甲", NINE, level=1, note="请复审"))
    review.act(claim(five[0], "组长"))
    (line,) = review.queue(ask(view=View.TEAM, now=NINE + LEASE, status=frozenset({Status.ESCALATED}))).lines
    assert line.work == Work(Status.ESCALATED, level=1)
    assert review.view_counts("甲", NINE + LEASE)[View.TEAM] == 1


def test_of_two_who_claim_one_gets_it(review, five):
    assert review.act(claim(five[0])) == Work(Status.CLAIMED, "甲", NINE + LEASE)
    with pytest.raises(Refused, match=r"review\.taken"):
        review.act(claim(five[0], "乙", NINE + MINUTE))
    assert review.act(claim(five[0], "乙", NINE + LEASE)).assignee == "乙"
    assert [act.by for act in review.history(five[0])] == ["甲", "乙"]


def test_acts_on_what_is_unknown_are_refused(review, five):
    with pytest.raises(Refused, match=r"incident\.unknown"):
        review.act(claim("unknown"))
    with pytest.raises(Refused, match=r"incident\.unknown"):
        review.work("unknown")
    with pytest.raises(Refused, match=r"incident\.unknown"):
        review.act_on_all([decide(five[0]), decide("unknown")])
    assert review.history("unknown") == []


def test_a_decision_gives_verdicts_and_history_tells_it(store, review, five):
    incident = store.incident(five[0])
    review.act(claim(five[0]))
    review.act(Act(five[0], ActKind.COMMENT, "乙", NINE, note="像是在复述"))
    assert review.act(decide(five[0], note="引用别人的话")) == Work(Status.DECIDED, "甲")
    (verdict,) = store.verdicts()
    assert (verdict.finding, verdict.decision, verdict.reason, verdict.by) == (
        incident.finding_ids[0],
        Decision.FALSE,
        "quoted",
        "甲",
    )
    acts = review.history(five[0])
    assert [act.kind for act in acts] == [ActKind.CLAIM, ActKind.COMMENT, ActKind.DECIDE]
    assert acts[0] == claim(five[0])
    assert acts[2].findings == incident.finding_ids
    assert store.incident(five[0]).status == "decided"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"decision": "withdrawn"}, "verdict.unknown_decision", id="nobody withdraws by deciding"),
        pytest.param({"reason": "because"}, "verdict.unknown_reason", id="a reason that is not on the list"),
        pytest.param({"findings": ("x",)}, "verdict.other_finding", id="a finding of something else"),
        pytest.param({"by": "乙"}, "review.not_yours", id="somebody else's"),
        pytest.param({"at": NINE + LEASE}, "review.unclaimed", id="the claim ran out"),
    ],
)
def test_decisions_that_may_not_be_write_nothing(store, review, five, fields, code):
    review.act(claim(five[0]))
    with pytest.raises(Refused) as caught:
        review.act(replace(decide(five[0]), **fields))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert (list(store.verdicts()), len(review.history(five[0]))) == ([], 1)


def test_findings_decided_one_by_one_and_undone(store, review):
    one = contact(0)
    store.put_contacts([one])
    first, second = finding(one, "就上门"), finding(one, "别怪我", 1, rule="cn.other")
    store.put_scans([Scan(one.key, (first, second))], "cn")
    (incident,) = store.incidents(Filter())
    review.act(claim(incident.id))
    assert review.act(decide(incident.id, "true", findings=(first.id,))).status is Status.CLAIMED
    assert review.act(decide(incident.id, "false", findings=(second.id,))).status is Status.DECIDED
    with pytest.raises(Refused, match=r"review\.not_yours"):
        review.act(Act(incident.id, ActKind.UNDO, "乙", NINE))
    with pytest.raises(Refused, match=r"review\.too_late"):
        review.act(Act(incident.id, ActKind.UNDO, "甲", NINE + 11 * MINUTE))
    undone = review.act(Act(incident.id, ActKind.UNDO, "甲", NINE + 10 * MINUTE, until=NINE + LEASE))
    assert undone == Work(Status.CLAIMED, "甲", NINE + LEASE)
    assert set(standing(store.verdicts())) == {first.id}
    review.act(Act(incident.id, ActKind.UNDO, "甲", NINE + 10 * MINUTE, until=NINE + LEASE))
    assert standing(store.verdicts()) == {}
    assert len(store.verdicts()) == 4, "nothing is deleted"
    assert review.rule_verdicts() == []
    with pytest.raises(Refused, match=r"review\.nothing_to_undo"):
        review.act(Act(incident.id, ActKind.UNDO, "甲", NINE + 10 * MINUTE))


def test_what_is_found_anew_opens_a_decided_incident_again(store, review):
    one = contact(0)
    (incident,) = fill(store, [one])
    review.act(claim(incident))
    review.act(decide(incident))
    store.put_scans([Scan(one.key, (finding(one, "就上门"),))], "cn")
    assert store.incident(incident).status == "decided", "the same as before"
    store.put_scans([Scan(one.key, (finding(one, "就上门"), finding(one, "别怪我", 1)))], "cn")
    assert store.incident(incident).status == "open"
    assert review.history(incident)[-1].kind is ActKind.REOPEN


def test_an_incident_that_comes_back_is_as_people_left_it(store, review):
    one = contact(0)
    (incident,) = fill(store, [one])
    review.act(claim(incident))
    store.put_scans([Scan(one.key)], "cn")
    assert (store.incident(incident), review.queue(ask()).lines) == (None, ())
    store.put_scans([Scan(one.key, (finding(one, "就上门"),))], "cn")
    assert review.work(incident) == Work(Status.CLAIMED, "甲", NINE + LEASE)


def test_what_waits_to_be_scanned_again_is_not_in_the_queue(store, review):
    one = contact(0)
    (incident,) = fill(store, [one])
    store.put_transcript(one.key, Transcript((Turn(0, Speaker.AGENT, "就上门"),), "vendor:json", "", {}))
    assert review.queue(ask()).lines == ()
    assert review.view_counts("甲", NINE)[View.UNASSIGNED] == 0
    again = store.contacts([one.key])[0]
    store.put_scans([Scan(one.key, (finding(again, "就上门"),))], "cn")
    assert ids(review.queue(ask())) == [incident]
    assert review.view_counts("甲", NINE)[View.UNASSIGNED] == 1


def test_many_at_once_only_after_some_were_played(store, review):
    known = fill(store, [contact(number) for number in range(6)])
    acts = [decide(one) for one in known]
    with pytest.raises(Refused, match=r"bulk\.not_heard"):
        review.act_on_all(acts)
    for one in known[:3]:
        review.played(one, "甲", NINE)
        review.played(one, "甲", NINE)
    review.played(known[3], "乙", NINE)
    assert review.plays("甲", known) == frozenset(known[:3])
    review.act(claim(known[5], "乙"))
    with pytest.raises(Refused, match=r"bulk\.not_free"):
        review.act_on_all(acts)
    assert list(store.verdicts()) == []
    review.act_on_all(acts[:5])
    assert review.view_counts("甲", NINE)[View.DONE] == 5
    assert [act.kind for act in review.history(known[4])] == [ActKind.CLAIM, ActKind.DECIDE]
    review.act_on_all([])


def test_what_was_missed_is_kept_only_with_its_words_in_place(store, review):
    one = contact(0)
    store.put_contacts([one])
    mark = Missed(one.key, 1, 0, 3, "别怪我", "agent", "T01", "甲", NINE, rule="cn.threat", note="没抓到")
    review.put_missed(mark)
    review.put_missed(replace(mark, by="乙"))
    other = replace(mark, rule="", end=2, quote="别怪")
    review.put_missed(other)
    assert list(review.missed()) == [mark, other]
    assert list(review.missed([one.key], "cn.threat")) == [mark]
    assert list(review.missed(["sms:9"])) == []
    for change, code in (
        ({"quote": "别怪你"}, "evidence.other_quote"),
        ({"turn": 9}, "evidence.no_turn"),
        ({"speaker": "debtor"}, "evidence.other_speaker"),
        ({"end": 99}, "evidence.outside"),
        ({"category": "T99"}, "missed.unknown_category"),
    ):
        with pytest.raises(Refused) as caught:
            review.put_missed(replace(mark, **change))
        assert [problem.code for problem in caught.value.problems] == [code]
    with pytest.raises(KeyError):
        review.put_missed(replace(mark, contact="sms:9"))


def test_precision_counts_the_verdicts_that_hold(store, review):
    known = fill(store, [contact(0), contact(1), contact(2, agency="丙方")])
    for one, decision in zip(known, ("true", "false", "unsure"), strict=True):
        review.act(claim(one))
        review.act(decide(one, decision))
    assert list(review.rule_verdicts()) == [RuleVerdicts("cn.test.rule", 1, 1, 1)]
    own = Scope(agencies=frozenset({"丙方"}))
    assert list(review.rule_verdicts(own)) == [RuleVerdicts("cn.test.rule", 0, 0, 1)]
    assert list(review.rule_verdicts(EVERYTHING, NINE + MINUTE)) == []
    store.put_scans([Scan("sms:1")], "cn")
    assert list(review.rule_verdicts()) == [RuleVerdicts("cn.test.rule", 1, 1, 1)], "the verdict outlives its finding"
    until = NINE + timedelta(days=1)
    assert list(review.noise(NINE, until)) == [Noise("cn.test.rule", 2, 3, 1, 1)]
    assert list(review.noise(until, until + timedelta(days=1))) == []
    assert list(review.noise(NINE, until, own)) == [Noise("cn.test.rule", 1, 1, 0, 0)]


def test_verdicts_are_counted_of_one_rule_where_asked(store, review):
    first, *_ = fill(store, [contact(0)])
    for act in (claim(first), decide(first)):
        review.act(act)
    assert list(review.rule_verdicts(rule="cn.test.rule")) == [RuleVerdicts("cn.test.rule", 0, 1)]
    assert list(review.rule_verdicts(rule="cn.other")) == []


def test_examples_come_from_inside_the_scope(store, review):
    own, other = fill(store, [contact(0), contact(1, agency="丙方")])
    for one in (own, other):
        review.act(claim(one))
        review.act(decide(one))
    seen = review.examples("cn.test.rule", confirmed=False, scope=Scope(agencies=frozenset({"丙方"})))
    assert [one.contact for one in seen] == ["sms:1"]
    assert len(review.examples("cn.test.rule", confirmed=False)) == 2


def test_every_line_says_where_to_go_on_behind_it(review, five):
    del five
    first, second, *_ = review.queue(ask()).lines
    assert ids(review.queue(ask(), 1, first.place)) == [second.incident.id]


def test_an_incident_says_which_packs_it_is_pinned_to(store):
    (first,) = fill(store, [contact(0)])
    assert list(store.judged_by(first)) == ["cn"]
    store.put_scans([Scan("sms:0", (finding(contact(0), "就上门", rule="cn.more"),))], "cn-2")
    store.put_scans([Scan("sms:0", (finding(contact(0), "别怪我", turn=1, category="T02"),))], "cn-3")
    assert list(store.judged_by(first)) == ["cn", "cn-2"], "a pack that found something of the same category"


def test_examples_are_what_people_decided_on(store, review):
    one = sms("1", ("张三的电话13800000000,再不还就上门", "就上门"), at=NINE)
    store.put_contacts([one])
    store.put_scans([Scan(one.key, (finding(one, "就上门"), finding(one, "就上门", 1)))], "cn")
    incident = store.incidents(Filter())[0].id
    review.act(claim(incident))
    review.act(decide(incident, "true"))
    (example,) = review.examples("cn.test.rule", confirmed=True)
    assert (example.quote, example.reason, example.at) == ("就上门", "quoted", NINE)
    assert "13800000000" not in masked(example).text
    assert masked(example).quote == "就上门"
    assert list(review.examples("cn.test.rule", confirmed=False)) == []
    assert list(review.examples("cn.test.rule", confirmed=True, scope=Scope(agencies=frozenset({"丙方"})))) == []
