"""Complaints from outside: taken in without signing in, looked up by receipt alone, and worked off by staff."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from api import cookies
from api.complaining import origin
from api.deps import COMPLAINTS, LOOK_UPS, Pace
from audit.intake import LONGEST
from audit.rights import Role
from audit.scope import Scope
from tests.checking import rows
from tests.console import DAY, MASKED, NINE, NUMBER

SAID = {"kind": "complaint", "topic": "threat", "text": f"说要我出门小心,电话{NUMBER}"}
RECEIPT = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
GIVEN = {**SAID, "case_id": "c1", "happened": DAY.isoformat(), "reach": "wx_zhaomou"}


@pytest.fixture(scope="module")
def home(checking_home):
    checking_home.add("north", {Role.REVIEWER}, Scope(agencies=frozenset({"宜诚服务"})))
    checking_home.add("south", {Role.REVIEWER}, Scope(agencies=frozenset({"众安外包"})))
    return checking_home


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    monkeypatch.setattr(Pace, "keep", lambda *_: None)


@pytest.fixture
def anybody(home):
    """A browser that keeps cookies and has seen the form."""
    browser = home.guest()
    browser.get("/complain")
    return browser


def send(browser, **fields):
    token = cookies.csrf_of(browser.cookies[cookies.VISITOR])
    return browser.post("/complain", data={"csrf": token, **GIVEN, **fields})


def state(browser, receipt):
    token = cookies.csrf_of(browser.cookies[cookies.VISITOR])
    return browser.post("/complain/state", data={"csrf": token, "receipt": receipt})


def newest(home):
    return home.application.intakes.intakes(newest=True, limit=1)[0]


def test_from_the_form_to_the_answer(home, anybody):
    sent = send(anybody)
    assert sent.status_code == 201
    (receipt,) = RECEIPT.findall(sent.text)
    assert "等待办理" in state(anybody, receipt.lower().replace("-", " ")).text
    intake = newest(home)
    assert (intake.complaint.case_id, intake.sides.institution, intake.complaint.channel) == (
        "c1",
        "甲方消费金融",
        "web",
    )
    assert receipt not in repr(intake), "nobody here can tell the receipt"
    assert intake.complaint in home.application.store.complaints()

    reviewer = home.client(Role.REVIEWER)
    listed = reviewer.get("/complaints")
    assert (f"/complaints/{intake.id}" in listed.text, MASKED in listed.text, NUMBER in listed.text) == (
        True,
        True,
        False,
    )
    page = reviewer.get(f"/complaints/{intake.id}").text
    for shown, there in ((MASKED, True), (NUMBER, False), ("wx_zhaomou", False), ("/contacts/call:1", True)):
        assert (shown in page) is there, shown
    assert f"/incidents/{home.incident()}" in page, "with what was found in the linked contacts"
    assert reviewer.post(f"/complaints/{intake.id}/close").status_code == 400, "no stage is skipped"
    assert reviewer.post(f"/complaints/{intake.id}/review").status_code == 303
    assert "有人正在核查" in state(anybody, receipt).text
    assert (newest(home).sides.agency, newest(home).sides.agent) == ("宜诚服务", "A-07"), "linked anew when taken up"
    refused = reviewer.post(f"/complaints/{intake.id}/answer", data={"text": " "})
    assert (refused.status_code, "没有写说明" in refused.text) == (400, True)
    assert reviewer.post(f"/complaints/{intake.id}/answer", data={"text": "电话致歉"}).status_code == 303
    assert reviewer.post(f"/complaints/{intake.id}/close").status_code == 303
    told = state(anybody, receipt).text
    assert "已答复" in told
    for secret in ("电话致歉", "reviewer", "宜诚", intake.id, NUMBER, "出门"):
        assert secret not in told, "the state, and nothing else"
    stages = [act.detail["stage"] for act in home.acts("answer_complaint") if act.of == intake.id]
    assert stages == ["under_review", "answered", "closed"], "what was refused is not in the log as done"


def test_it_works_in_english_and_without_scripts(home):
    browser = home.guest()
    page = browser.get("/complain?lang=en")
    assert ('lang="en"' in page.text, "Complain or give feedback" in page.text, "<script" in page.text) == (
        True,
        True,
        False,
    )
    assert "We have received it" in send(browser).text, "the language goes on"
    assert "投诉或反馈" in home.guest().get("/complain").text, "Chinese first"
    assert browser.get("/complain?lang=fr").status_code == 422


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        pytest.param({"text": "  "}, "没有写发生了什么", id="nothing said"),
        pytest.param({"text": "x" * (LONGEST + 1)}, f"至多 {LONGEST} 个", id="too much said"),
        pytest.param({"agency": "x" * 101}, "至多 100 个", id="a field too long"),
        pytest.param({"topic": ""}, "还没有选择", id="nothing chosen"),
        pytest.param({"topic": "<script>"}, "还没有选择", id="something that is not offered"),
        pytest.param({"kind": "x", "topic": "y"}, "还没有选择", id="neither"),
        pytest.param({"kind": "praise"}, "不一致", id="praise of a threat"),
        pytest.param({"happened": "2999-01-01"}, "日期", id="a day to come"),
        pytest.param({"happened": "上周"}, "日期", id="no day"),
        pytest.param({"website": "http://x.example"}, "不该填写", id="a program"),
        pytest.param({"text": "a\x00b"}, "U+0000", id="what cannot be stored"),
    ],
)
def test_what_is_refused_is_said_and_what_was_written_stays(home, anybody, fields, says):
    before = len(home.application.intakes.intakes())
    answer = send(anybody, **fields)
    assert (answer.status_code, says in html.unescape(answer.text)) == (400, True)
    assert "wx_zhaomou" in answer.text
    assert "<script>" not in answer.text
    assert len(home.application.intakes.intakes()) == before


@pytest.mark.parametrize(
    ("path", "data"),
    [("/complain", GIVEN), ("/complain/state", {"receipt": "x"})],
)
def test_nobody_can_make_a_browser_send_it_from_elsewhere(home, anybody, path, data):
    for answer in (anybody.post(path, data=data), home.guest().post(path, data={**data, "csrf": "0" * 64})):
        assert (answer.status_code, "access.csrf" in answer.text) == (403, True)
    other = home.guest().post(f"/api/v1{path.replace('complain', 'complaints')}", data=data)
    assert (other.status_code, other.json()["code"]) == (403, "access.csrf"), "a form is not JSON"


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        pytest.param("/complain", "application/x-www-form-urlencoded", b"text=" + b"x" * 70_000, id="the form"),
        pytest.param("/api/v1/complaints", "application/json", b'{"text": "' + b"x" * 70_000 + b'"}', id="a program"),
    ],
)
@pytest.mark.parametrize("declared", [True, False], ids=["says so", "says nothing"])
def test_nobody_sends_without_end(anybody, path, kind, body, declared):
    sent = body if declared else iter([body[:40_000], body[40_000:]])
    answer = anybody.post(path, content=sent, headers={"content-type": kind})
    assert answer.status_code == 413
    assert "64 KiB" in answer.text


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        pytest.param("", 400, "不是受理编号", id="nothing"),
        pytest.param("<b>x</b>", 400, "不是受理编号", id="something else"),
        pytest.param("x" * 60_000, 400, "不是受理编号", id="far too much"),
        pytest.param("0000-0000-0000-0000", 404, "没有这个受理编号", id="one that nobody has"),
    ],
)
def test_what_is_no_receipt(anybody, typed, status, says):
    answer = state(anybody, typed)
    assert (answer.status_code, says in answer.text, "<b>" in answer.text) == (status, True, False)
    assert len(answer.text) < 10_000


def test_for_programs(home):
    program = home.guest()
    sent = program.post("/api/v1/complaints", json={**GIVEN, "kind": "criticism", "topic": "odd_hours"})
    assert sent.status_code == 201
    receipt = sent.json()["receipt"]
    assert program.post("/api/v1/complaints/state", json={"receipt": receipt}).json() == {"state": "received"}
    for body, status in (({"receipt": "x"}, 400), ({"receipt": "0" * 16}, 404), ({"receipt": 5}, 422)):
        assert program.post("/api/v1/complaints/state", json=body).status_code == status
    refused = program.post("/api/v1/complaints", json={**GIVEN, "topic": "polite"})
    assert (refused.status_code, refused.json()["code"]) == (400, "intake.topic")
    assert program.get("/api/v1/complaints").status_code == 401
    (found,) = (
        one
        for one in home.client(Role.AUDITOR).get("/api/v1/complaints?limit=200").json()["complaints"]
        if one["kind"] == "criticism"
    )
    assert (NUMBER in found["text"], found["of_institution"], "reach" in found) == (False, "甲方消费金融", False)
    whole = home.client(Role.AUDITOR).get(f"/api/v1/complaints/{found['complaint']}").json()
    assert (whole["how"], "call:1" in whole["contacts"], home.incident() in whole["incidents"]) == ("case", True, True)


def test_so_often_from_one_address_and_no_more(home, monkeypatch):
    monkeypatch.undo()  # what spares the other tests
    house = home.app.state.house
    home.app.state.house = replace(house, pace=Pace())
    try:
        browser, other = (home.guest(client=(address, 5)) for address in ("192.0.2.1", "192.0.2.2"))
        for one in (browser, other):
            one.get("/complain")
        assert [send(browser).status_code for _ in range(COMPLAINTS.amount)] == [201] * COMPLAINTS.amount
        late = send(browser)
        assert (late.status_code, "太频繁" in late.text, "wx_zhaomou" in late.text) == (429, True, True)
        assert browser.post("/api/v1/complaints", json=GIVEN).status_code == 429, "by whichever way"
        assert send(other).status_code == 201
        answers = [state(other, "0" * 16).status_code for _ in range(LOOK_UPS.amount + 1)]
        assert answers == [404] * LOOK_UPS.amount + [429], "receipts cannot be tried out"
    finally:
        home.app.state.house = house


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
        ("?", "?"),
    ],
)
def test_who_counts_as_one(address, one):
    assert origin(address) == one


def test_what_lies_outside_the_scope_is_not_there(home, anybody):
    send(anybody, case_id="c1", text="范围")
    intake = newest(home)
    north, south = home.client("north"), home.client("south")
    assert north.get(f"/complaints/{intake.id}").status_code == 404, "whose agency is not known yet is nobody's"
    home.client(Role.REVIEWER).post(f"/complaints/{intake.id}/review")
    assert (north.get(f"/complaints/{intake.id}").status_code, south.get(f"/complaints/{intake.id}").status_code) == (
        200,
        404,
    )
    assert south.post(f"/complaints/{intake.id}/answer", data={"text": "x"}).status_code == 404
    assert south.get(f"/api/v1/complaints/{intake.id}").status_code == 404
    assert rows(south.get("/complaints")) == []


def test_personal_data_in_the_clear_takes_a_reason_and_ends(home, anybody):
    send(anybody, text=f"我的电话{NUMBER}")
    intake, lead = newest(home), home.client(Role.LEAD)
    assert (
        home.client(Role.AUDITOR).post(f"/complaints/{intake.id}/unmask", data={"reason": "回电话"}).status_code == 403
    )
    assert lead.post(f"/complaints/{intake.id}/unmask", data={"reason": ""}).status_code == 422
    assert lead.post(f"/complaints/{intake.id}/unmask", data={"reason": "按对方要求回电"}).status_code == 303
    page = lead.get(f"/complaints/{intake.id}").text
    assert (NUMBER in page, "wx_zhaomou" in page) == (True, True)
    assert home.acts("complaints")[-1].detail == {"masked": "false"}
    assert NUMBER not in home.client(Role.MANAGER).get(f"/complaints/{intake.id}").text, "for oneself alone"
    home.clock.now += timedelta(minutes=16)
    home.open(Role.LEAD, "secret-of-lead")
    assert NUMBER not in lead.get(f"/complaints/{intake.id}").text


def test_praise_is_kept_and_is_no_complaint(home, anybody):
    complaints = len(home.application.store.complaints())
    sent = send(anybody, kind="praise", topic="helped", text="帮我办了分期")
    assert "谢谢您告诉我们" in sent.text
    assert (newest(home).kind, len(home.application.store.complaints())) == ("praise", complaints)
    assert "肯定" in home.client(Role.REVIEWER).get(f"/complaints/{newest(home).id}").text


def test_what_is_linked_to_nothing_is_taken_up_all_the_same(home, anybody):
    send(anybody, case_id="", happened="", text="不记得是谁")
    intake, reviewer = newest(home), home.client(Role.REVIEWER)
    assert reviewer.post(f"/complaints/{intake.id}/review").status_code == 303
    page = reviewer.get(f"/complaints/{intake.id}").text
    assert ("未能关联" in page, "没有找到" in page, newest(home).sides.agency) == (True, True, None)


def test_by_number_and_day_where_there_is_no_case(home, anybody):
    store = home.application.store
    (call,) = store.contacts(["call:2"])
    store.put_contacts(
        [replace(call, id="called", number=NUMBER, at=NINE - timedelta(days=40), case_id=None, case=None)]
    )
    send(anybody, case_id="", number=f"+86 {NUMBER}", happened=(DAY - timedelta(days=40)).isoformat(), text="半夜打来")
    page = home.client(Role.REVIEWER).get(f"/complaints/{newest(home).id}").text
    assert ("/contacts/call:called" in page, "/contacts/call:2" in page, "投诉了但未检出" in page) == (
        True,
        False,
        True,
    )


def test_where_the_form_is_off_it_is_not_there(home, monkeypatch):
    settings = home.app.state.house.application.settings
    monkeypatch.setattr(
        home.app.state.house.application, "settings", settings.model_copy(update={"complaint_form": "off"})
    )
    browser = home.guest()
    browser.get("/sign-in")
    assert (browser.get("/complain").status_code, browser.get("/complain/state").status_code) == (404, 404)
    assert send(browser).status_code == 404
    assert browser.post("/api/v1/complaints", json=GIVEN).status_code == 404
    assert home.client(Role.REVIEWER).get("/complaints").status_code == 200, "what came in is still worked off"
