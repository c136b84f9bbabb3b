"""Recall of one rule is told from a random sample of contacts without findings, and from nothing else."""

import pytest

from audit.findings import Scan
from audit.looks import Look, Mark, Outcome
from audit.sampling import FrameQuery, Method, Plan, draw, freeze
from audit.triage import LEASE, Act, ActKind
from pipelines.adapters.memory import MemoryReview, MemoryStore
from pipelines.rule_recall import rule_recall
from tests.make import NINE, case, finding, sms

RULE = "cn.test.rule"


@pytest.fixture
def review():
    """Four contacts with a finding of the rule, three of them decided, and ten in which nothing was found."""
    store = MemoryStore()
    review = MemoryReview(store)
    store.put_cases([case("c1")])
    hit = [sms(str(number), "小心点", case_id="c1") for number in range(4)]
    clean = [sms(f"n{number}", case_id="c1") for number in range(10)]
    store.put_contacts([*hit, *clean])
    store.put_scans([Scan(one.key, (finding(one, "小心点"),)) for one in hit] + [Scan(one.key) for one in clean], "cn")
    for number, incident in enumerate(list(store.all_incidents())[:3]):
        review.act(Act(incident.id, ActKind.CLAIM, "甲", NINE, until=NINE + LEASE))
        decision = "true" if number < 2 else "false"
        review.act(Act(incident.id, ActKind.DECIDE, "甲", NINE, decision=decision, reason="other"))
    return review


def sample(review, method=Method.RANDOM, *, unhit=True):
    query = FrameQuery(99, unhit=unhit)
    frame = review.frame(query)
    plan = freeze(Plan("抽检", method, "s", query, 5, "组长", NINE), frame)
    review.put_plan(plan, draw(plan, frame))
    return plan


def look(review, plan, *outcomes):
    for contact, (outcome, rule) in zip(review.drawn(plan.id), outcomes, strict=False):
        marks = (Mark("T20"), Mark("T01", rule)) if outcome is Outcome.WRONG else ()
        review.mark_drawn(plan.id, contact, Look(outcome, "甲", NINE, marks))


CLEAN, UNCLEAR = (Outcome.CLEAN, ""), (Outcome.UNCLEAR, "")


def test_without_a_fitting_sample_nothing_is_told(review):
    assert rule_recall(review, RULE) is None
    look(review, sample(review, Method.PER_AGENT), CLEAN)
    look(review, sample(review, unhit=False), CLEAN)
    assert rule_recall(review, RULE) is None, "neither is a random sample of what was left alone"
    plan = sample(review)
    look(review, plan, UNCLEAR)
    assert rule_recall(review, RULE) is None, "nothing was told yet"


def test_only_misses_of_this_rule_are_its_own(review):
    plan = sample(review)
    look(review, plan, (Outcome.WRONG, RULE), (Outcome.WRONG, "cn.test.other"), CLEAN, CLEAN, UNCLEAR)
    found = rule_recall(review, RULE)
    assert (found.seen.hit, found.seen.confirmed, found.seen.rejected) == (4, 2, 1)
    assert (found.seen.unhit, found.seen.sampled, found.seen.wrong) == (10, 4, 1)
    assert found.recall.value.low < found.recall.value.value == pytest.approx((4 * 2 / 3) / (4 * 2 / 3 + 10 / 4))
    assert rule_recall(review, "cn.test.other") is None, "nobody judged a finding of it"
