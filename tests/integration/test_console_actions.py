"""Corrective actions in the console: ordered on an incident, done with proof, verified by somebody else, and their effect."""

import re
from datetime import timedelta
from itertools import count

import pytest

from audit.findings import Scan
from audit.rights import Role
from audit.scope import Scope
from tests.checking import rows
from tests.console import AGENT, DAY, MASKED, NUMBER
from tests.make import finding, sms

PDF = b"%PDF-1.7 signatures"
DUE = (DAY + timedelta(days=30)).isoformat()
NUMBERS = count()
ASKED = {"kind": "training", "title": "话术培训", "owner": "reviewer", "due": DUE}
ABOUT = {"agency": "整改外包", "rule": "cn.test.corrected"}


@pytest.fixture(scope="module")
def home(checking_home):
    checking_home.add("elsewhere", {Role.LEAD}, Scope(agencies=frozenset({"众安外包"})))
    checking_home.add("inside", {Role.LEAD}, Scope(agencies=frozenset({"整改外包"})))
    checking_home.add("gone", {Role.REVIEWER}, disabled=True)
    return checking_home


def order(client, **fields):
    answer = client.post("/actions", data={**ASKED, **ABOUT, "title": f"培训{next(NUMBERS)}", **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2]


def post(client, action, step, files=None, **fields):
    return client.post(f"/actions/{action}/{step}", data=fields, files=files)


def test_from_an_incident_to_a_verified_action(home):
    incident, lead, owner = home.incident(), home.client(Role.LEAD), home.client(Role.REVIEWER)
    manager = home.client(Role.MANAGER)
    page = lead.get(f"/incidents/{incident}").text
    assert f"/actions/new?incident={incident}" in page
    assert "/actions/new" not in owner.get(f"/incidents/{incident}").text, "who may not order is offered nothing"
    form = lead.get(f"/actions/new?incident={incident}").text
    for value in ("甲方消费金融", "宜诚服务", AGENT):
        assert f'value="{value}"' in form
    assert re.search(r'name="rule" value="cn\.test\.rule" checked', form)
    told = {"incident": incident, "agency": "宜诚服务", "agent": AGENT, "rule": "cn.test.rule"}
    action = order(lead, title=f"培训,电话{NUMBER}", why="三次威胁", **told)
    shown = lead.get(f"/actions/{action}").text
    assert (MASKED in shown, NUMBER in shown, "触达太少" in shown, f"/incidents/{incident}" in shown) == (
        True,
        False,
        False,
        True,
    )
    assert f"/actions/{action}" in lead.get(f"/incidents/{incident}").text
    assert post(owner, action, "verify").status_code == 403
    refused = post(owner, action, "done", text="  ")
    assert (refused.status_code, "没有证明" in refused.text) == (400, True)
    assert post(owner, action, "done", {"file": ("签到表.pdf", PDF)}, text="已培训").status_code == 303
    path = re.search(rf'href="(/actions/{action}/proof/\w+)"', manager.get(f"/actions/{action}").text)[1]
    given = manager.get(path)
    assert (given.content, given.headers["content-type"]) == (PDF, "application/pdf")
    assert given.headers["content-disposition"].startswith("attachment;")
    assert manager.get(f"/actions/{action}/proof/none").status_code == 404
    assert post(manager, action, "verify", text="查看签到表").status_code == 303
    back = post(lead, action, "reopen", text="又犯", due=DUE)
    assert back.status_code == 303
    assert [act.by for verb in ("order_action", "do_action", "verify_action") for act in home.acts(verb) if act.of == action] == [
        "lead",
        "lead",
        "reviewer",
        "manager",
    ]  # fmt: skip
    steps = lead.get(f"/api/v1/actions/{action}").json()["steps"]
    assert [(step["state"], step["by"]) for step in steps] == [
        ("open", "lead"),
        ("done", "reviewer"),
        ("verified", "manager"),
        ("open", "lead"),
    ]
    assert steps[1]["proof"]["kind"] == "application/pdf"


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        pytest.param({"kind": "prayer"}, 400, "没有“prayer”这种", id="a kind that is not known"),
        pytest.param({"owner": "nobody"}, 400, "不能做负责人", id="an owner who is not known"),
        pytest.param({"owner": "gone"}, 400, "不能做负责人", id="one who is let in no more"),
        pytest.param({"owner": "agent"}, 400, "不能做负责人", id="one who could not report it"),
        pytest.param({"title": "   "}, 400, "没有写做什么", id="without words"),
        pytest.param({"due": "2020-01-01"}, 400, "期限", id="late from the start"),
        pytest.param({"due": "soon"}, 422, "due", id="no day"),
        pytest.param({"agency": "", "incident": ""}, 404, "", id="an incident that is not there"),
        pytest.param({"agency": ""}, 400, "没有对象", id="about nobody"),
        pytest.param({"rule": ""}, 400, "没有写明针对", id="about nothing"),
        pytest.param({"category": "X"}, 422, "category", id="no category"),
        pytest.param({"title": "x" * 201}, 422, "title", id="too long"),
    ],
)
def test_orders_that_are_refused_say_why_and_keep_what_was_written(home, fields, status, says):
    answer = home.client(Role.LEAD).post("/actions", data={**ASKED, **ABOUT, **fields})
    assert (answer.status_code, says in answer.text) == (status, True)
    if status == 400 and "title" not in fields:
        assert 'value="话术培训"' in answer.text


def test_nobody_verifies_what_is_their_own(home):
    lead, manager = home.client(Role.LEAD), home.client(Role.MANAGER)
    action = order(lead, owner="lead")
    post(manager, action, "done", text="已办")
    for own in (lead, manager):
        refused = post(own, action, "verify")
        assert (refused.status_code, "不能由本人核实" in refused.text) == (400, True)
        assert f"/actions/{action}/verify" not in own.get(f"/actions/{action}").text
        assert own.post(f"/api/v1/actions/{action}/verify", json={}).status_code == 403
    assert [act.detail for act in home.acts("verify_action") if act.of == action] == [], (
        "what was refused is not logged"
    )


def test_for_programs(home):
    lead, reviewer = home.client(Role.LEAD), home.client(Role.REVIEWER)
    asked = {**ASKED, "title": "全机构停用旧话术", "agency": "整改外包", "category": "T08"}
    made = lead.post("/api/v1/actions", json=asked)
    assert (made.status_code, made.json()["category"], made.json()["rules"]) == (201, "T08", [])
    action = made.json()["action"]
    assert "T08" in lead.get(f"/actions/{action}").text, "what is about a category says which"
    assert reviewer.post(f"/api/v1/actions/{action}/done", json={"text": "已停用"}).json()["state"] == "done"
    assert lead.post(f"/api/v1/actions/{action}/verify", json={"text": ""}).json()["state"] == "verified"
    again = lead.post(f"/api/v1/actions/{action}/reopen", json={"text": "又用了", "due": DUE}).json()
    assert (again["state"], len(again["steps"])) == ("open", 4)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        pytest.param("a.exe", b"MZ\x90\x00\xff", "不是可以保存的种类", id="a program"),
        pytest.param("a.pdf", b"<html>\xff", "不是可以保存的种类", id="by its bytes, not its name"),
        pytest.param("big.pdf", b"%PDF-" + b"x" * 10 * 2**20, "超过 10 MiB", id="too much"),
    ],
)
def test_files_that_are_no_proof(home, name, data, says):
    action = order(home.client(Role.LEAD))
    answer = post(home.client(Role.REVIEWER), action, "done", {"file": (name, data)}, text="已办")
    assert (answer.status_code, says in answer.text) == (400, True)
    assert home.client(Role.LEAD).get(f"/api/v1/actions/{action}").json()["state"] == "open"


def test_what_lies_outside_the_scope_is_not_there(home):
    action = order(home.client(Role.LEAD))
    elsewhere, inside = home.client("elsewhere"), home.client("inside")
    for path in (f"/actions/{action}", f"/api/v1/actions/{action}"):
        assert (elsewhere.get(path).status_code, inside.get(path).status_code) == (404, 200)
    assert post(elsewhere, action, "done", text="x").status_code == 404
    assert rows(elsewhere.get("/actions?view=all")) == []
    refused = elsewhere.post("/actions", data={**ASKED, **ABOUT})
    assert (refused.status_code, "超出你的可见范围" in refused.text) == (400, True)
    assert elsewhere.post("/api/v1/actions", json={**ASKED, "agency": "整改外包", "rules": ["x"]}).status_code == 403
    assert elsewhere.get(f"/actions/new?incident={home.incident()}").status_code == 404
    assert elsewhere.post("/actions", data={**ASKED, **ABOUT, "incident": home.incident()}).status_code == 404


def test_lists_by_state_agency_and_owner(home):
    lead = home.client(Role.LEAD)
    late = order(lead, agency="逾期外包", due=home.clock.now.date().isoformat(), owner="manager")
    assert late in [one["action"] for one in lead.get("/api/v1/actions?agency=逾期外包").json()["actions"]]
    assert rows(lead.get("/actions?view=overdue&agency=逾期外包")) == []
    home.clock.now += timedelta(days=2)
    home.open(Role.LEAD, "secret-of-lead")
    page = lead.get("/actions?view=overdue&agency=逾期外包")
    assert (len(rows(page)), "⚠ 逾期" in page.text) == (1, True)
    assert rows(lead.get("/actions?view=done&owner=manager")) == []
    found = lead.get("/api/v1/actions?view=all&limit=1").json()
    assert len(found["actions"]) == 1
    rest = lead.get(f"/api/v1/actions?view=all&limit=200&after={found['next']}").json()
    assert found["actions"][0]["action"] not in [one["action"] for one in rest["actions"]]


@pytest.fixture
def measured(home):
    """Before the order every fourth message is wrong, after it was done every hundredth."""
    now = home.clock.now
    days = [(-5, 30), (-4, 30), (-3, 30), (-2, 30), (2, 2), (3, 1)]
    made = [
        (sms(f"x{day}-{number}", "快还钱", agency="变化外包", agent_id="V-1", at=now + timedelta(days=day, seconds=number)), wrong)
        for day, share in days
        for number in range(120)
        for wrong in [number < share]
    ]  # fmt: skip
    store = home.application.store
    store.put_contacts([one for one, _ in made])
    found = {"rule": "cn.test.changed", "category": "T08"}
    store.put_scans([Scan(one.key, (finding(one, "快还钱", **found),) if bad else ()) for one, bad in made], "cn")
    action = order(home.client(Role.LEAD), agency="变化外包", rule="cn.test.changed")
    assert home.client(Role.LEAD).get(f"/api/v1/actions/{action}").json()["effect"]["verdict"] == "not_yet"
    post(home.client(Role.REVIEWER), action, "done", text="已办")
    home.clock.now += timedelta(days=5)
    home.open(Role.LEAD, "secret-of-lead")
    return action


def test_rates_before_and_after_with_what_may_be_said_of_them(home, measured):
    lead = home.client(Role.LEAD)
    effect = lead.get(f"/api/v1/actions/{measured}?days=14").json()["effect"]
    sides = [(effect[side]["contacts"], effect[side]["hit"]) for side in ("before", "after")]
    assert (sides, effect["verdict"]) == ([(480, 120), (240, 3)], "fell")
    assert effect["difference"]["low"] < -237.5 < effect["difference"]["high"] < 0
    page = lead.get(f"/actions/{measured}?days=14").text
    assert ("发生率下降" in page, "250.0" in page, "12.5" in page, "-237.5" in page) == (True,) * 4
    assert "Before and after" in home.client(Role.LEAD, cookies={"lang": "en"}).get(f"/actions/{measured}").text


def test_nothing_is_asked_of_the_calendar_beyond_its_end(home):
    action = order(home.client(Role.LEAD))
    assert home.client(Role.LEAD).get(f"/actions/{action}?days=366").status_code == 422
