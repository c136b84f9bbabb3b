"""The queue's work on several incidents at once, and filters that people keep."""

import html
import re

import pytest

from audit.rights import Role
from audit.scope import Scope
from tests.reviewed import reviewed_home


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with reviewed_home(tmp_path_factory.mktemp("reviewed")) as made:
        yield made


def statuses(home, ids):
    return [(home.application.review.work(one).status, home.application.review.work(one).assignee) for one in ids]


def test_a_lead_gives_incidents_to_somebody_and_takes_them_back(home):
    ids, lead = home.fresh(2), home.client(Role.LEAD)
    answer = lead.post("/queue/assign", data={"incident": ids, "to": "reviewer"})
    assert answer.status_code == 303
    assert statuses(home, ids) == [("claimed", "reviewer")] * 2
    assert home.acts("assign")[-1].detail == {"to": "reviewer"}
    assert ids[0] in home.client(Role.REVIEWER).get("/queue?view=mine").text
    lead.post("/queue/take-back", data={"incident": ids[0]})
    assert statuses(home, ids) == [("open", None), ("claimed", "reviewer")]


@pytest.mark.parametrize(
    ("to", "code"),
    [
        pytest.param("nobody", "assign.nobody", id="unknown"),
        pytest.param("auditor", "assign.nobody", id="judges nothing"),
        pytest.param("far_away", "assign.outside", id="cannot see it"),
    ],
)
def test_incidents_go_to_those_who_can_judge_and_see_them(home, to, code):
    home.add("far_away", {Role.REVIEWER}, Scope(agencies=frozenset({"别家"})))
    ids = home.fresh(1)
    answer = home.client(Role.LEAD).post("/queue/assign", data={"incident": ids, "to": to})
    assert (answer.status_code, code in answer.text) == (400, True)
    assert statuses(home, ids) == [("open", None)]


def test_what_can_be_given_is_given_and_the_rest_is_told(home):
    ids = home.fresh(1)
    answer = home.client(Role.LEAD).post("/queue/assign", data={"incident": ["gone", *ids], "to": "reviewer"})
    assert (answer.status_code, "gone" in answer.text) == (404, True)
    assert statuses(home, ids) == [("claimed", "reviewer")]


def test_many_are_decided_together_once_some_were_read(home):
    ids, lead = home.fresh(3), home.client(Role.LEAD)
    chosen = {"incident": ids, "decision": "false", "reason": "harmless"}
    refused = lead.post("/queue/bulk", data=chosen)
    assert (refused.status_code, "bulk.not_heard" in refused.text) == (400, True)
    for one in ids:
        lead.get(f"/incidents/{one}")
    assert lead.post("/queue/bulk", data=chosen).status_code == 303
    assert statuses(home, ids) == [("decided", "lead")] * 3
    assert home.acts("bulk")[-1].detail["count"] == "3"
    assert "verdict.reason_missing" in lead.post("/queue/bulk", data={**chosen, "reason": ""}).text
    assert home.client(Role.REVIEWER).post("/queue/bulk", data=chosen).status_code == 403


def test_only_those_who_may_have_boxes_to_tick(home):
    home.fresh(1)
    assert 'name="incident"' in home.client(Role.LEAD).get("/queue").text
    assert 'name="incident"' not in home.client(Role.REVIEWER).get("/queue").text


def test_a_filter_is_kept_shared_and_forgotten(home):
    mine, other = home.client(Role.REVIEWER), home.client(Role.LEAD)
    answer = mine.post(
        "/queue/filters", data={"name": "电话", "query": "channel=call&severity=4&after=x", "shared": "1"}
    )
    assert answer.headers["location"] == "/queue?channel=call&severity=4", "without the place in the list"
    assert 'href="/queue?channel=call&severity=4">电话' in html.unescape(mine.get("/queue").text)
    assert "电话(reviewer)" in html.unescape(other.get("/queue").text)
    (key,) = re.findall(r"/queue/filters/(\w+)/forget", mine.get("/queue").text)
    assert "queue.no_filter" in other.post(f"/queue/filters/{key}/forget").text
    assert mine.post(f"/queue/filters/{key}/forget").status_code == 303
    assert "电话(reviewer)" not in html.unescape(other.get("/queue").text)
    assert "queue.bad_filter" in mine.post("/queue/filters", data={"name": "x", "query": "severity=9"}).text
