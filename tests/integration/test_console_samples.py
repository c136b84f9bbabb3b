"""Samples in the console: drawn, worked through, drawn again, estimated from; given to two and settled."""

import csv
import html
import io
import re

import pytest

from audit.findings import Scan
from audit.rights import Role
from audit.scope import Scope
from tests.checking import PLAN, answers, confirm, draw, findings, rows, undo, unhit
from tests.console import MASKED, NUMBER
from tests.make import finding

FRAME_HASH = re.compile(r">[0-9a-f]{64}<")


@pytest.fixture(scope="module")
def home(checking_home):
    for name in ("first", "second"):
        checking_home.add(name, {Role.REVIEWER})
    checking_home.add("south", {Role.LEAD}, Scope(institutions=frozenset({"乙方小贷"})))
    return checking_home


@pytest.fixture(scope="module")
def lead(home):
    return home.client(Role.LEAD)


def test_the_form_gives_a_seed_and_every_method(lead):
    page = lead.get("/samples/new")
    assert re.search(r'name="seed"[^>]*value="[0-9a-f]{16}"', page.text)
    assert re.findall(r'name="method" value="(\w+)"', page.text) == ["random", "per_agent", "risk", "stratified"]


@pytest.mark.parametrize(
    ("fields", "drawn"),
    [
        ({"method": "random"}, 5),
        ({"method": "risk"}, 5),
        ({"method": "per_agent", "query": "channel:call"}, 3),
        ({"method": "stratified", "strata": ["agency", "channel"]}, 5),
        ({"query": "category:T01"}, 3),
        ({"query": "severity>=4 institution:甲方消费金融"}, 3),
    ],
)
def test_plans_of_every_kind_show_seed_and_frame_and_can_be_drawn_again(home, lead, fields, drawn):
    plan = draw(lead, f"方案{fields}", **fields)
    page = lead.get(f"/samples/{plan}").text
    assert ("2026-03" in page, FRAME_HASH.search(page) is not None) == (True, True)
    assert page.count("<tr data-row>") == drawn
    assert f"0 / {drawn}" in page
    assert "相符" in lead.get(f"/samples/{plan}/verify").text
    act = home.acts("plan_samples")[-1]
    assert (act.by, act.of, act.detail["seed"], len(act.detail["frame"])) == ("lead", plan, "2026-03", 64)


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"query": "agency:无此机构"}, 400, "抽不出"),
        ({"query": "威胁"}, 400, "只能用筛选条件"),
        ({"query": "colour:red"}, 400, "不存在"),
        ({"method": "stratified"}, 400, "分层"),
        ({"method": "random", "strata": ["agency"]}, 400, "分层"),
        ({"method": "stratified", "strata": ["shoe_size"]}, 400, "分层"),
        ({"method": "lottery"}, 422, "method"),
        ({"size": "0"}, 422, "size"),
        ({"size": "999999"}, 422, "size"),
        ({"seed": ""}, 422, "seed"),
    ],
)
def test_plans_that_make_no_sense_are_refused_and_nothing_is_kept(lead, fields, status, said):
    before = lead.get("/api/v1/samples?limit=200").json()
    answer = lead.post("/samples", data={**PLAN, "name": "不成", **fields})
    assert (answer.status_code, said in answer.text) == (status, True)
    if status == 400:
        assert 'value="不成"' in answer.text, "what was filled in is still there"
    assert lead.get("/api/v1/samples?limit=200").json() == before


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR, Role.MANAGER])
def test_others_look_and_do_not_draw(home, lead, role):
    plan = draw(lead, f"旁观{role}")
    client = home.client(role)
    assert "/samples/new" not in client.get("/samples").text
    assert client.get("/samples/new").status_code == 403
    assert client.post("/samples", data={**PLAN, "name": "x"}).status_code == 403
    assert client.get(f"/samples/{plan}").status_code == 200
    assert "/doubles" not in client.get(f"/samples/{plan}").text
    may = role is Role.REVIEWER
    item = client.get(f"/samples/{plan}/items/1")
    assert ("data-clean" in item.text) is may
    answer = client.post(f"/samples/{plan}/items/1", data={"outcome": "clean"})
    assert answer.status_code == (303 if may else 403)


def test_a_reviewer_works_through_the_items_masked_and_unmarked(home, lead):
    plan = draw(lead, "通话", query="channel:call", size="3")
    client = home.client(Role.REVIEWER)
    item = client.get(f"/samples/{plan}/items/1")
    assert (MASKED in item.text, NUMBER in item.text) == (True, False)
    assert "<mark>" not in item.text, "what the rules found does not lead"
    assert "宜诚服务/A-07" in item.text
    view = home.acts("view")[-1]
    assert (view.by, view.detail["sample"]) == ("reviewer", plan)
    answer = client.post(f"/samples/{plan}/items/1", data={"outcome": "clean"})
    assert answer.headers["location"] == f"/samples/{plan}/items/2"
    wrong = {"outcome": "wrong", "category": "T02", "rule": home.application.rules[0].id}
    assert client.post(f"/samples/{plan}/items/3", data=wrong).headers["location"] == f"/samples/{plan}/items/2"
    act = home.acts("verdict")[-1]
    assert (act.detail["outcome"], act.detail["category"], act.detail["sample"]) == ("wrong", "T02", plan)
    assert (
        client.post(f"/samples/{plan}/items/2", data={"outcome": "unclear"}).headers["location"] == f"/samples/{plan}"
    )
    page = html.unescape(client.get(f"/samples/{plan}").text)
    assert ("已看 3 / 3" in page, "T02" in page, "已全部看完" in page) == (True, True, True)
    client.post(f"/samples/{plan}/items/3", data={"outcome": "clean"})
    assert "T02" not in "".join(rows(client.get(f"/samples/{plan}"))), "the last word counts"


@pytest.mark.parametrize(
    ("place", "fields", "status", "code"),
    [
        ("1", {"outcome": "wrong"}, 400, "T01 至 T25"),
        ("1", {"outcome": "wrong", "category": "T99"}, 400, "T01 至 T25"),
        ("1", {"outcome": "clean", "category": "T01"}, 400, "T01 至 T25"),
        ("1", {"outcome": "wrong", "category": "T01", "rule": "cn.none"}, 400, "没有规则"),
        ("1", {"outcome": "fine"}, 422, "outcome"),
        ("99", {"outcome": "clean"}, 404, "没有抽样方案"),
        ("0", {"outcome": "clean"}, 422, "place"),
    ],
)
def test_judgements_that_say_nothing_are_refused(lead, place, fields, status, code):
    plan = draw(lead, "判断")
    answer = lead.post(f"/samples/{plan}/items/{place}", data=fields)
    assert (answer.status_code, code in answer.text) == (status, True)
    assert lead.get(f"/api/v1/samples/{plan}").json()["seen"] == 0


def test_a_blind_plan_does_not_tell_whose_contacts_they_are(home, lead):
    unhit(home, "盲方", 2)
    plan = draw(lead, "盲审", blind="true", query="agency:盲方")
    client = home.client(Role.REVIEWER)
    item = client.get(f"/samples/{plan}/items/1").text
    assert ("盲方" in item, "■■" in item, "盲审" in item) == (False, True, True)
    assert "盲方" not in "".join(rows(client.get(f"/samples/{plan}")))
    assert "盲方" not in client.get(f"/samples/{plan}/draw.csv").text
    for path in ("/samples", f"/samples/{plan}", f"/api/v1/samples/{plan}", "/api/v1/samples"):
        assert "盲方" not in client.get(path).text, "nor by what was asked for"
    assert "agency:盲方" in lead.get(f"/samples/{plan}").text, "who planned it knows"
    assert lead.get(f"/api/v1/samples/{plan}").json()["filter"] == "agency:盲方"


def test_recall_is_estimated_from_what_was_left_alone(home, lead):
    messages = unhit(home, "漏方", 12)
    plan = draw(lead, "查全", unhit="true", query="agency:漏方", size="10")
    early = lead.get(f"/samples/{plan}/recall")
    assert (early.status_code, "还没有看过" in early.text) == (400, True)
    lead.post(f"/samples/{plan}/items/1", data={"outcome": "wrong", "category": "T01"})
    lead.post(f"/samples/{plan}/items/2", data={"outcome": "unclear"})
    for place in range(3, 11):
        lead.post(f"/samples/{plan}/items/{place}", data={"outcome": "clean"})
    page = html.unescape(lead.get(f"/samples/{plan}/recall").text)
    assert "未命中 12 条,随机抽出并看完 9 条,其中 1 条违规" in page
    assert ("Wilson" in page, "95% 区间" in page) == (True, True)
    out = lead.get(f"/api/v1/samples/{plan}/recall").json()
    assert (out["unhit"], out["sampled"], out["wrong"], out["unclear"], out["by_two"]) == (12, 9, 1, 1, 0)
    assert "0 条由两人各看并有定论,9 条只有一人看过" in page
    assert out["recall"]["low"] <= out["recall"]["value"] <= out["recall"]["high"]
    assert out["missed"]["value"] == pytest.approx(12 / 9)
    other = draw(lead, "不能估计")
    assert "/recall" not in lead.get(f"/samples/{other}").text
    assert "查全率" in lead.get(f"/samples/{other}/recall").text
    home.application.store.put_scans([Scan(messages[0].key, (finding(messages[0], "还款", category="T20"),))], "cn")
    assert "抽样框已变" in lead.get(f"/samples/{plan}/verify").text
    found = lead.get(f"/api/v1/samples/{plan}/verify").json()
    assert (found["same"], len(found["problems"])) == (False, 1)


def test_the_draw_as_a_table(home, lead):
    plan = draw(lead, "表")
    lead.post(f"/samples/{plan}/items/2", data={"outcome": "wrong", "category": "T01"})
    answer = lead.get(f"/samples/{plan}/draw.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["place"] for row in table] == ["1", "2", "3", "4", "5"]
    assert (table[1]["outcome"], table[1]["category"], table[1]["by"], table[0]["outcome"]) == (
        "wrong",
        "T01",
        "lead",
        "",
    )
    assert home.acts("samples")[-1].of == plan


def test_the_scope_bounds_plans_items_frame_and_figures(home, lead):
    everything, calls = draw(lead, "全量", size="5000"), draw(lead, "只有通话", query="channel:call")
    south = home.client("south")
    listed = south.get("/samples").text
    assert (everything in listed, calls in listed) == (True, False)
    assert south.get(f"/samples/{calls}").status_code == 404
    part = south.get(f"/samples/{everything}").text
    assert ("宜诚服务" in part, "可见范围" in part, FRAME_HASH.search(part)) == (False, True, None)
    for what in ("verify", "recall"):
        assert south.get(f"/samples/{everything}/{what}").status_code == 403
        assert south.get(f"/api/v1/samples/{everything}/{what}").status_code == 403
    outside = next(
        one["place"]
        for one in lead.get(f"/api/v1/samples/{everything}/items?limit=200").json()["items"]
        if one["contact"].startswith("call:")
    )
    assert south.get(f"/samples/{everything}/items/{outside}").status_code == 404
    assert south.post(f"/samples/{everything}/items/{outside}", data={"outcome": "clean"}).status_code == 404
    assert "call:" not in south.get(f"/samples/{everything}/draw.csv").text
    out = south.get(f"/api/v1/samples/{everything}").json()
    assert (out["frame_size"], out["frame_hash"]) == (None, None)
    own = draw(south, "南方", size="100")
    assert "call:" not in lead.get(f"/samples/{own}/draw.csv").text
    assert "相符" in south.get(f"/samples/{own}/verify").text


def test_lists_come_in_pages(lead):
    plan = draw(lead, "页", size="60")
    first = lead.get(f"/samples/{plan}")
    more = html.unescape(re.search(r'href="([^"]+)" rel="next"', first.text)[1])
    assert (len(rows(first)), len(rows(lead.get(more)))) == (50, 10)
    page = lead.get(f"/api/v1/samples/{plan}/items?limit=50").json()
    assert page["next"] == 51
    assert lead.get(f"/api/v1/samples/{plan}/items?first=51").json()["next"] is None
    one = lead.get("/api/v1/samples?limit=1").json()
    two = lead.get(f"/api/v1/samples?limit=1&after={one['next']}").json()
    assert one["plans"][0]["plan"] == plan != two["plans"][0]["plan"]


@pytest.mark.parametrize("what", ["", "/verify", "/recall", "/draw.csv", "/agreement", "/items/1", "/doubles/x"])
def test_unknown_plans_are_not_there(lead, what):
    assert lead.get(f"/samples/none{what}").status_code == 404


def test_two_judge_apart_agree_or_are_settled_and_kappa_tells(home, lead):
    plan = draw(lead, "双盲", query="channel:call", size="3", blind="true")
    given = lead.post(f"/samples/{plan}/doubles", data={"first": "first", "second": "second"})
    assert given.headers["location"] == f"/samples/{plan}/agreement?given=3&shared=0&left=0"
    assert "3 件" in lead.get(given.headers["location"]).text
    again = lead.post(f"/samples/{plan}/doubles", data={"first": "second", "second": "first"})
    assert (again.status_code, "先前已交给" in again.text) == (400, True)
    one, other = home.client("first"), home.client("second")
    assert "等你独立判断" in one.get("/samples").text
    path = re.search(rf"/samples/{plan}/doubles/\w+", one.get("/samples").text)[0]
    page = one.get(path)
    assert (len(findings(page)), "<mark>出门小心点</mark>" in page.text, "宜诚服务" in page.text) == (1, True, False)
    assert (MASKED in page.text, NUMBER in page.text) == (True, False)
    said = []
    for decision in ("true", "true", "false"):
        answer = one.post(f"{path}/answer", data=answers(page, decision))
        assert answer.status_code == 303
        said.append(path)
        path = answer.headers["location"]
        page = one.get(path)
    assert path == f"/samples/{plan}/agreement"
    for shown in (other.get(said[0]).text, lead.get(said[0]).text, home.client(Role.AUDITOR).get(said[0]).text):
        assert "✓ 属实 ·" not in shown, "nobody reads what one says before the other has spoken"
    assert "first:" in one.get(said[0]).text, "but one's own word"
    assert one.post(f"{said[0]}/answer", data=answers(other.get(said[0]), "false")).status_code == 400
    for where, decision in zip(said, ("true", "false", "false"), strict=True):
        assert other.post(f"{where}/answer", data=answers(other.get(where), decision)).status_code == 303
    table = lead.get(f"/api/v1/samples/{plan}/agreement").json()
    assert [(row["rule"], row["reviewers"], row["items"], row["agreed"]) for row in table] == [
        ("cn.test.rule", [], 3, 2),
        ("cn.test.rule", ["first", "second"], 3, 2),
    ]
    assert table[0]["kappa"]["value"] == pytest.approx(0.4)
    agreement = lead.get(f"/samples/{plan}/agreement")
    assert (len(rows(agreement)), "0.40" in agreement.text, "“出门小心点”" in agreement.text) == (1, True, True)
    for client, status in ((one, 403), (home.client(Role.MANAGER), 403), (home.client(Role.REVIEWER), 403)):
        assert client.post(f"{said[1]}/settle", data=answers(lead.get(said[1]), "true")).status_code == status
    word = answers(lead.get(said[1]), "false")
    settled = lead.post(f"{said[1]}/settle", data=word)
    assert settled.headers["location"] == f"/samples/{plan}/agreement"
    assert lead.post(f"{said[1]}/settle", data=word).status_code == 400, "nothing is left to settle"
    assert findings(lead.get(said[1])) == []
    assert "lead: ✗ 不属实" in html.unescape(lead.get(f"/samples/{plan}/agreement").text)
    held = {one.finding: one for one in home.application.store.verdicts([f"call:{number}" for number in (1, 2, 3)])}
    assert sorted(one.decision for one in held.values()) == ["false", "false", "true"]
    settled = [
        act.detail["answers"] for act in home.acts("plan_samples") if said[1].endswith(act.detail.get("double", "-"))
    ]
    assert settled == ["1"], "and what was refused is not in the log as done"


def test_who_may_be_asked_and_who_may_answer(home, lead):
    plan = draw(lead, "谁", query="channel:sms agency:众安外包", size="2")
    for fields, said in (
        ({"first": "first", "second": "first"}, "同一人"),
        ({"first": "first", "second": "nobody"}, "不是可以判定"),
        ({"first": "first", "second": "auditor"}, "不是可以判定"),
    ):
        answer = lead.post(f"/samples/{plan}/doubles", data=fields)
        assert (answer.status_code, said in answer.text) == (400, True)
    home.add("north", {Role.REVIEWER}, Scope(institutions=frozenset({"甲方消费金融"})))
    outside = lead.post(f"/samples/{plan}/doubles", data={"first": "first", "second": "north"})
    assert (outside.status_code, "可见范围" in outside.text) == (400, True)
    lead.post(f"/samples/{plan}/doubles", data={"first": "first", "second": "lead"})
    path = re.search(rf"/samples/{plan}/doubles/\w+", home.client("first").get(f"/samples/{plan}/agreement").text)[0]
    page = home.client("first").get(path)
    stranger = home.client(Role.REVIEWER)
    assert findings(stranger.get(path)) == []
    assert stranger.post(f"{path}/answer", data=answers(page, "true")).status_code == 403
    assert lead.post(f"{path}/settle", data=answers(page, "true")).status_code == 403, "one of the two is no judge"
    for wrong, status in (
        ({"decision": "maybe"}, 400),
        ({"reason": "because"}, 400),
        ({"finding": "x"}, 400),
        ({"note": ["a", "b"]}, 400),
        ({"note": "x" * 501}, 422),
    ):
        answer = home.client("first").post(f"{path}/answer", data={**answers(page, "true"), **wrong})
        assert answer.status_code == status, wrong
    assert home.client("first").get(f"/samples/{plan}/doubles/none").status_code == 404


def test_who_decided_before_is_not_blind(home, lead):
    incident = home.incident("sms:59")
    confirm(home, incident)
    plan = draw(lead, "知情", query="channel:sms agency:众安外包", size="60")
    given = lead.post(f"/samples/{plan}/doubles", data={"first": "reviewer", "second": "second"})
    assert given.headers["location"] == f"/samples/{plan}/agreement?given=59&shared=0&left=1"
    undo(home, incident)


def test_in_english(home, lead):
    plan = draw(lead, "English")
    client = home.client(Role.LEAD)
    client.cookies.set("lang", "en")
    assert "0 of 5 seen" in client.get(f"/samples/{plan}").text
    assert "Nothing found; next" in client.get(f"/samples/{plan}/items/1").text
    pages = ("/samples", "/samples/new", f"/samples/{plan}", f"/samples/{plan}/items/1", f"/samples/{plan}/agreement")
    for path in pages:
        assert re.findall(r">\s*((?:samples|doubles|appeals)\.[a-z_.]+)", client.get(path).text) == [], (
            "no text is missing"
        )
