"""What a report gathers from the other parts: samples with their recall, double reviews, complaints inside a scope."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from audit.agreement import kappa
from audit.double import Answer
from audit.records import Complaint
from audit.reports.periods import read
from audit.rights import Role
from audit.scope import EVERYTHING, Scope
from pipelines.checking import estimate
from pipelines.reports.gathering import Wanted, make
from tests.checking import draw, unhit
from tests.console import DAY, NINE
from tests.rules_console import decide, rules_console

SOUTH, NORTH = (Scope(agencies=frozenset({name})) for name in ("众安外包", "宜诚服务"))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = rules_console(tmp_path_factory.mktemp("gathering"))
    with TestClient(made.app):
        _fill(made)
        yield made
    made.application.store.engine.dispose()


def _fill(home):
    app, lead = home.application, home.client(Role.LEAD)
    decide(home, "call:1")
    unhit(home, "净方", 4)
    home.plan = draw(lead, "张三的抽检", unhit="true", query="agency:净方", size="4")
    for place, outcome in enumerate(("clean", "clean", "wrong"), 1):
        extra = {"category": "T01"} if outcome == "wrong" else {}
        lead.post(f"/samples/{home.plan}/items/{place}", data={"outcome": outcome, **extra})
    for number, said in ((2, ("true", "true")), (3, ("true", "false"))):
        incident = home.incident(f"call:{number}")
        double = app.review.ask_twice(incident, ("a", "b"), "lead", home.clock.now)
        (finding,) = app.store.incident(incident).finding_ids
        for who, decision in zip("ab", said, strict=True):
            app.review.answer_double(double, who, [Answer(finding, decision, "confirmed")], home.clock.now)
    complaints = (
        Complaint("k1", NINE + timedelta(days=1), "打电话威胁我", case_id="c1", agency="宜诚服务"),
        Complaint("k2", NINE + timedelta(days=1), "不知道是谁", agency="众安外包"),
        Complaint("k3", NINE - timedelta(days=90), "很久以前", agency="众安外包"),
    )
    app.store.put_complaints(complaints)


def told(home, scope=EVERYTHING):
    kind, period = read(f"{DAY - timedelta(days=9)}..{DAY + timedelta(days=2)}", "Asia/Shanghai")
    return make(home.application, Wanted(kind, period, scope, "甲", home.clock.now))


def values(report):
    return {figure.id: figure.value for figure in report.figures}


def rows(report, identity):
    return next(table.rows for table in report.tables if table.id == identity)


def test_a_sample_is_told_with_its_seed_and_recall(home):
    report = told(home)
    review = home.application.review
    plan = review.plan(home.plan)
    found = estimate(review, plan)
    assert values(report)["summary.recall"] == found.recall.value.value
    (row,) = rows(report, "samples")
    assert (row[0].plain, row[2].plain, row[3].plain) == ("张*的抽检", plan.seed, plan.frame_hash[:16])
    assert [cell.value for cell in row[4:]] == [4, 4, 3, 1]
    assert "reports.note.no_recall" not in [note.code for note in report.sections[0].notes]


def test_a_sample_that_reaches_beyond_the_scope_is_not_told(home):
    assert rows(told(home, SOUTH), "samples") == ()
    assert "summary.recall" in values(told(home, SOUTH))


def test_double_reviews_are_told_with_their_agreement(home):
    found = values(told(home))
    assert (found["doubles.asked"], found["doubles.compared"], found["doubles.alike"]) == (2, 2, 1)
    assert found["doubles.kappa"] == kappa([("true", "true"), ("true", "false")]).value


def test_complaints_are_told_to_whom_they_concern(home):
    whole, south, north = (values(told(home, scope)) for scope in (EVERYTHING, SOUTH, NORTH))
    numbers = [
        tuple(one[f"complaints.total.{name}"] for name in ("complaints", "detected")) for one in (whole, south, north)
    ]
    assert numbers == [(2, 1), (1, 0), (1, 1)]
