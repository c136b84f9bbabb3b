"""Appeals in the console: an agent objects to what was confirmed, reviewers answer, others rule, and the ruling counts."""

import html
import re
from datetime import timedelta

import pytest

from audit.appeals import appeal_id
from audit.findings import Scan
from audit.incidents import incident_id
from audit.rights import Role
from audit.scope import Scope
from tests.checking import confirm, rows
from tests.console import AGENT, MASKED, NUMBER
from tests.make import finding, sms


@pytest.fixture(scope="module")
def home(checking_home):
    for name in ("judge", "appellant"):
        roles, scope = ({Role.LEAD}, Scope()) if name == "judge" else ({Role.AGENT}, Scope(agents=frozenset({"B-01"})))
        checking_home.add(name, roles, scope)
    checking_home.add("stranger", {Role.AGENT}, Scope(agents=frozenset({"B-02"})))
    checking_home.add("elsewhere", {Role.LEAD}, Scope(institutions=frozenset({"甲方消费金融"})))
    return checking_home


@pytest.fixture(scope="module")
def incidents(home):
    """Of an agent of its own, so that no other test judges them: the first six confirmed, the last not."""
    made = [
        sms(f"b{number}", f"再拖我就爆你通讯录{number},电话{NUMBER}", agent_id="B-01", agency="乙外包", case_id="c2")
        for number in range(7)
    ]
    home.application.store.put_contacts(made)
    home.application.store.put_scans(
        [
            Scan(one.key, (finding(one, "爆你通讯录", rule="cn.test.appeal", category="T08", severity=3),))
            for one in made
        ],
        "cn",
    )
    ids = [incident_id(one.key, "T08") for one in made]
    for one in ids[:6]:
        confirm(home, one)
    return ids


def ruled(client, incident, step, outcome=None, text="理由"):
    data = {"text": text} | ({"outcome": outcome} if outcome else {})
    return client.post(f"/appeals/{appeal_id(incident)}/{step}", data=data)


def test_agents_see_their_own_confirmed_incidents_masked_and_nothing_else(home, incidents):
    mine = home.client("appellant")
    page = mine.get("/my-appeals")
    assert len(rows(page)) == 6
    assert (NUMBER in page.text, "reviewer" in page.text) == (False, False)
    one = mine.get(f"/my-appeals/{incidents[0]}")
    assert (MASKED in one.text, NUMBER in one.text, "<mark>爆你通讯录</mark>" in one.text) == (True, False, True)
    act = home.acts("view")[-1]
    assert (act.by, act.of, act.detail["own"]) == ("appellant", incidents[0], "true")
    assert mine.get(f"/my-appeals/{incidents[6]}").status_code == 404, "what is not confirmed is not told of"
    stranger = home.client("stranger")
    assert rows(stranger.get("/my-appeals")) == []
    for path in (f"/my-appeals/{incidents[0]}", "/my-appeals/none"):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path, data={"text": "不服"}).status_code == 404
        assert stranger.post(f"{path}/reply", data={"text": "不服"}).status_code == 404
    for path in ("/queue", "/appeals", "/samples", f"/incidents/{incidents[0]}"):
        assert mine.get(path).status_code == 403
    assert mine.get("/").headers["location"] == "/my-appeals"


def test_an_appeal_is_filed_answered_replied_decided_and_counts_once_final(home, incidents):
    incident, mine, reviewer = incidents[0], home.client("appellant"), home.client(Role.REVIEWER)
    lead, manager = home.client(Role.LEAD), home.client(Role.MANAGER)
    before = precision(home)
    assert mine.post(f"/my-appeals/{incident}", data={"text": "我是引用客户的话,电话" + NUMBER}).status_code == 303
    assert mine.post(f"/my-appeals/{incident}", data={"text": "再来"}).status_code == 400
    assert "等复核方答辩" in mine.get(f"/my-appeals/{incident}").text
    page = reviewer.get(f"/appeals/{appeal_id(incident)}")
    assert (NUMBER in page.text, "答辩" in page.text) == (False, True)
    assert f"/appeals/{appeal_id(incident)}/decide" not in lead.get(f"/appeals/{appeal_id(incident)}").text, "unheard"
    assert ruled(lead, incident, "decide", "upheld").status_code == 400
    assert mine.post(f"/my-appeals/{incident}/reply", data={"text": "无可回应"}).status_code == 400
    assert ruled(reviewer, incident, "rebut").status_code == 303
    assert mine.post(f"/my-appeals/{incident}/reply", data={"text": "请再听一遍"}).status_code == 303
    assert ruled(manager, incident, "decide", "overturned").status_code == 303
    barred = manager.get(f"/appeals/{appeal_id(incident)}").text
    assert ("要由别人来裁" in barred, "/final" in barred) == (True, False)
    assert ruled(manager, incident, "final", "overturned").status_code == 403, "not who ruled before"
    assert precision(home) == before, "nothing counts before it is final"
    assert ruled(lead, incident, "final", "overturned").status_code == 303
    assert precision(home) == (before[0] - 1, before[1] + 1)
    told = html.unescape(mine.get(f"/my-appeals/{incident}").text)
    assert ("已终裁 · 撤销" in told, "请再听一遍" in told) == (True, True)
    said = re.sub(r"<[^>]+>", " ", told)
    assert [name for name in ("manager", "lead", "reviewer") if name in said] == [], "who judges is not named"
    stages = [
        (act.verb, act.by, act.detail["stage"])
        for verb in ("appeal", "verdict", "decide_appeal")
        for act in home.acts(verb)
        if act.of == incident and "stage" in act.detail
    ]
    assert stages == [
        ("appeal", "appellant", "filed"),
        ("appeal", "appellant", "replied"),
        ("verdict", "reviewer", "rebutted"),
        ("decide_appeal", "manager", "decided"),
        ("decide_appeal", "lead", "final"),
    ]


def precision(home):
    (found,) = (one for one in home.application.review.rule_verdicts() if one.rule == "cn.test.appeal")
    return found.true, found.false


def test_who_confirmed_it_rules_at_no_stage(home, incidents):
    incident = incidents[6]
    confirm(home, incident, "judge")
    home.client("appellant").post(f"/my-appeals/{incident}", data={"text": "不服"})
    judge, lead, manager = home.client("judge"), home.client(Role.LEAD), home.client(Role.MANAGER)
    assert ruled(judge, incident, "rebut").status_code == 303, "but speaks for the reviewers"
    refused = ruled(judge, incident, "decide", "upheld")
    assert (refused.status_code, "涉及本人" in refused.text) == (403, True)
    assert "要由别人来裁" in judge.get(f"/appeals/{appeal_id(incident)}").text
    assert ruled(lead, incident, "decide", "upheld").status_code == 303
    assert ruled(judge, incident, "final", "upheld").status_code == 403
    assert ruled(manager, incident, "final", "upheld").status_code == 303
    assert ruled(lead, incident, "final", "overturned").status_code == 400, "final is final"
    assert [act.detail["stage"] for act in home.acts("decide_appeal") if act.of == incident] == ["decided", "final"], (
        "what was refused is not in the log as done"
    )


@pytest.mark.parametrize(
    ("who", "taken", "status"),
    [
        pytest.param(Role.REVIEWER, ("decide", "upheld"), 403, id="a reviewer does not rule"),
        pytest.param(Role.AUDITOR, ("rebut", None), 403, id="an auditor only reads"),
        pytest.param(Role.MANAGER, ("rebut", None), 403, id="a manager is not the reviewers' side"),
        pytest.param(Role.LEAD, ("decide", None), 422, id="a ruling says how"),
        pytest.param(Role.LEAD, ("decide", "maybe"), 422, id="upheld or overturned"),
        pytest.param(Role.AGENT, ("rebut", None), 403, id="an agent does not answer for reviewers"),
        pytest.param("elsewhere", ("rebut", None), 404, id="outside the scope it is not there"),
    ],
)
def test_who_may_take_which_step(home, incidents, who, taken, status):
    incident = incidents[1]
    home.client("appellant").post(f"/my-appeals/{incident}", data={"text": "不服"})
    assert ruled(home.client(who), incident, *taken).status_code == status


def test_grounds_are_needed(home, incidents):
    mine = home.client("appellant")
    assert mine.post(f"/my-appeals/{incidents[2]}", data={"text": ""}).status_code == 422
    assert mine.post(f"/my-appeals/{incidents[2]}", data={"text": "   "}).status_code == 400
    assert mine.post(f"/my-appeals/{incidents[2]}", data={"text": "x" * 4001}).status_code == 422


def test_deadlines_are_shown_kept_and_overdue_ones_marked(home, incidents):
    mine, lead = home.client("appellant"), home.client(Role.LEAD)
    mine.post(f"/my-appeals/{incidents[3]}", data={"text": "不服"})
    assert re.search(r"还有 \d+ 天", lead.get("/appeals?view=filed").text)
    home.clock.now += timedelta(days=15)
    for client in (mine, lead, home.client("appellant")):
        home.open("appellant", "secret-of-appellant")
        home.open(Role.LEAD, "secret-of-lead")
        assert "已逾期" in client.get("/my-appeals" if client is not lead else "/appeals").text
    assert re.search(r"逾期 \d+ 件", lead.get("/appeals").text)
    late = mine.get(f"/my-appeals/{incidents[4]}").text
    assert ("申诉期已于" in late, "<textarea" in late) == (True, False)
    refused = mine.post(f"/my-appeals/{incidents[4]}", data={"text": "晚了"})
    assert (refused.status_code, "申诉期" in refused.text) == (400, True)


def test_lists_by_stage_within_the_scope(home, incidents):
    mine, lead = home.client("appellant"), home.client(Role.LEAD)
    mine.post(f"/my-appeals/{incidents[5]}", data={"text": "不服"})
    ids = [row["incident"] for row in lead.get("/api/v1/appeals?view=filed").json()["appeals"]]
    assert incidents[5] in ids
    assert len(rows(lead.get("/appeals?view=filed"))) == len(ids)
    first = lead.get("/api/v1/appeals?view=filed&limit=1").json()
    assert lead.get(f"/api/v1/appeals?view=filed&limit=200&after={first['next']}").json()["next"] is None
    elsewhere = home.client("elsewhere")
    assert elsewhere.get("/api/v1/appeals").json()["appeals"] == []
    assert elsewhere.get(f"/appeals/{appeal_id(incidents[5])}").status_code == 404
    assert elsewhere.get(f"/api/v1/appeals/{appeal_id(incidents[5])}").status_code == 404
    assert lead.get("/appeals?view=lost").status_code == 422
    assert lead.get("/appeals/none").status_code == 404
    one = lead.get(f"/api/v1/appeals/{appeal_id(incidents[5])}").json()
    assert (one["agent"], one["stage"], one["overdue"], one["steps"][0]["text"]) == ("B-01", "filed", False, "不服")
    own = mine.get("/api/v1/my-appeals").json()["appeals"]
    assert {step["by"] for one in own for step in one["steps"]} == {""}


def test_an_account_without_agent_has_no_appeals(home):
    home.add("nobody", {Role.AGENT})
    assert home.client("nobody").get("/my-appeals").status_code == 403
    assert AGENT not in home.client("stranger").get("/my-appeals").text
