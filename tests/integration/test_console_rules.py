"""Rules in the console: what is shown of them, changes tried on history, and two people for each change."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from audit.review import Decision
from audit.rights import Role
from audit.scope import Scope
from config.loader import read_rules
from tests.console import MASKED, MESSAGES, NUMBER
from tests.rules_console import BLAST, SHADOW, TEXTS, THREAT, decide, rules_console


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = rules_console(tmp_path_factory.mktemp("rules"))
    decide(made, "call:1")
    decide(made, "sms:1", Decision.FALSE, "quoted")
    with TestClient(made.app):
        yield made
    made.application.store.engine.dispose()


def ids(page):
    return re.findall(r'<tr data-row>\s*<td class="quote"><a href="/rules/([\w.]+)"', page.text)


def text_of(page):
    return html.unescape(re.sub(r"<[^>]+>", " ", page.text))


def changed(rule=THREAT, say="say: 出门小心点", version=2):
    return TEXTS[rule].replace("version: 1", f"version: {version}").replace("say: 出门小心点", say)


#: Loses everything: the calls say it otherwise.
NARROW = changed(say="say: {regex: '(?<!再不还.)出门小心点'}")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [THREAT, BLAST, SHADOW]),
        ("category=T01", [THREAT]),
        ("status=shadow", [SHADOW]),
        ("status=retired", []),
        ("severity=4", [THREAT]),
        ("text=BLAST", [BLAST]),
        ("text=个人信息保护法", [THREAT, BLAST, SHADOW]),
        (f"after={THREAT}", [BLAST, SHADOW]),
        ("noisy=1", [BLAST]),
    ],
)
def test_the_list_is_asked_by_its_url(home, asked, found):
    page = home.client(Role.REVIEWER).get(f"/rules?{asked}")
    assert (page.status_code, ids(page)) == (200, found)


def test_each_rule_carries_its_figures(home):
    page = home.client(Role.AUDITOR).get("/rules")
    row = next(row for row in re.findall(r"<tr data-row>.*?</tr>", page.text, re.DOTALL) if BLAST in row)
    assert f">{MESSAGES}</a>" in row
    assert f"/queue?view=all&amp;rule={BLAST}&amp;since=" in row
    assert "✗ 1" in row
    assert "0–79%" in re.sub("%–", "–", re.sub(r"<[^>]+>", "", row)), "Wilson of 0 out of 1"
    assert "命中过多" in row
    given = home.client(Role.AUDITOR).get("/api/v1/rules?category=T08").json()["rules"]
    assert [(one["rule"], one["hit"], one["false"], one["over_budget"]) for one in given] == [
        (BLAST, MESSAGES, 1, ["hits"]),
        (SHADOW, 0, 0, []),
    ]


@pytest.mark.parametrize("asked", ["category=T1", "status=sleeping", "days=5", "severity=9"])
def test_what_makes_no_sense_is_refused(home, asked):
    assert home.client(Role.REVIEWER).get(f"/rules?{asked}").status_code == 422


def test_one_rule_tells_what_it_does_and_how_right_it_is(home):
    page = home.client(Role.REVIEWER).get(f"/rules/{THREAT}")
    said = text_of(page)
    for wanted in (
        "个人信息保护法",
        "法律、行政法规",
        "已对照原文",
        "6 条全部通过",
        "cn.test.rule",
        "锁文件中没有这一版",
    ):
        assert wanted in said, wanted
    assert "WHOM IT CONCERNS" in said, "the other language stands beside"
    assert NUMBER not in page.text
    assert MASKED in page.text
    assert "<mark>出门小心点</mark>" in page.text
    assert f'href="/incidents/{home.incident("call:1")}"' in page.text
    one = home.client(Role.REVIEWER).get(f"/api/v1/rules/{THREAT}").json()
    assert (one["true"], one["precision"]["value"], one["tests"], one["failing"]) == (1, 1.0, 6, 0)
    assert one["in_words"]


def test_a_rule_that_is_not_there(home):
    client = home.client(Role.REVIEWER)
    assert client.get("/rules/cn.test.none").status_code == 404
    assert client.get("/api/v1/rules/cn.test.none").json()["code"] == "rules.unknown"


def test_the_scope_bounds_figures_and_examples(home):
    home.add("bounded", {Role.REVIEWER}, Scope(institutions=frozenset({"甲方消费金融"})))
    client = home.client("bounded")
    assert [one["hit"] for one in client.get("/api/v1/rules").json()["rules"]] == [3, 0, 0]
    page = client.get(f"/rules/{BLAST}")
    assert "爆你通讯录</mark>" not in page.text
    assert "测试行不分范围" in page.text


def test_yaml_as_it_is(home):
    answer = home.client(Role.REVIEWER).get(f"/rules/{BLAST}/file")
    assert (answer.text, answer.headers["content-disposition"]) == (TEXTS[BLAST], 'attachment; filename="blast.yml"')


def test_a_shadow_rule_is_run_over_history_and_opens_nothing(home):
    client = home.client(Role.LEAD)
    before = client.get("/api/v1/incidents?limit=200").json()
    page = client.post(f"/rules/{SHADOW}/shadow")
    assert f"会命中 {MESSAGES} 件" in page.text
    assert "看完了全部已存触达" in page.text
    assert client.get("/api/v1/incidents?limit=200").json() == before
    assert (client.post(f"/rules/{BLAST}/shadow").status_code, home.acts("rules")[-1].of) == (400, SHADOW)
    home.add("other", {Role.LEAD}, Scope(agencies=frozenset({"宜诚服务"})))
    assert "会命中 0 件" in home.client("other").post(f"/rules/{SHADOW}/shadow").text


def test_offers_are_taken_by_who_writes_rules(home):
    offered = re.search(r'name="offer" value="(\w+)"', home.client("author").get(f"/rules/{BLAST}").text)[1]
    path, data = f"/rules/{BLAST}/offers", {"offer": [offered], "settled": "taken"}
    assert home.client(Role.REVIEWER).post(path, data=data).status_code == 403
    assert home.client("author").post(f"/rules/{THREAT}/offers", data=data).status_code == 400, "another rule's row"
    assert home.client("author").post(path, data={"offer": [offered], "settled": "withdrawn"}).status_code == 422
    assert home.client("author").post(path, data=data).headers["location"] == f"/rules/{BLAST}#offers"
    assert "没有待处理的测试行" in home.client("author").get(f"/rules/{BLAST}").text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TEXTS[THREAT], "完全相同"),
        (changed(version=1).replace("owner: tests", "owner: other"), "change.yml:1"),
        (changed().replace("severity: 4", "severity: 9").replace("owner: tests", "titel: x"), "2 处要改"),
        (changed(say="say: 上门"), "change.yml:14"),
        ("say: [", "change.yml"),
    ],
)
def test_a_change_that_is_not_sound_is_told_with_its_lines(home, text, code):
    client = home.client("author")
    page = client.post(f"/rules/{THREAT}/change", data={"text": text})
    assert (page.status_code, code in text_of(page)) == (422, True)
    refused = client.post(f"/rules/{THREAT}/propose", data={"text": text, "why": "试一试"})
    assert (refused.status_code, home.application.proposals.proposals(THREAT)) == (422, [])


def test_history_says_what_a_change_loses(home):
    client = home.client("author")
    page = client.post(f"/rules/{THREAT}/change", data={"text": NARROW})
    assert page.status_code == 200
    assert "会丢失 1 件已有人确认的事件" in page.text
    assert page.text.count('<tr class="fatal">') == 1
    assert NUMBER not in page.text.replace(html.escape(NARROW), "")
    uploaded = client.post(f"/rules/{THREAT}/change", files={"file": ("x.yml", NARROW.encode(), "application/yaml")})
    assert "会丢失 1 件已有人确认的事件" in uploaded.text
    retired = client.post(f"/rules/{THREAT}/change", data={"status": "retired"})
    assert "会丢失 1 件已有人确认的事件" in retired.text
    assert [act.of for act in home.acts("write_rules") if act.detail["step"] == "try"][-3:] == [THREAT] * 3


def test_one_trial_at_a_time(home):
    held = home.app.state.house.trying
    with held:
        page = home.client("author").post(f"/rules/{THREAT}/change", data={"text": NARROW})
    assert (page.status_code, "rules.busy" in page.text) == (429, True)


def proposed(home, who="author", text=None, rule=THREAT):
    home.clock.now += timedelta(seconds=1)
    answer = home.client(who).post(
        f"/rules/{rule}/propose",
        data={"text": text or changed(say="say: {regex: '(?:出门)小心点'}"), "why": "更宽一点"},
    )
    assert answer.status_code == 303, text_of(answer)
    return answer.headers["location"]


def test_four_eyes(home):
    path = proposed(home, "both")
    own = home.client("both").post(f"{path}/rule", data={"ruling": "approved"})
    assert (own.status_code, "proposal.own" in own.text) == (403, True)
    assert "另一人批准" in home.client("both").get(path).text
    assert home.client("author").post(f"{path}/rule", data={"ruling": "approved"}).status_code == 403
    assert home.client("author").post(f"{path}/withdraw").status_code == 403, "of somebody else"
    assert home.client(Role.REVIEWER).get(f"{path}/file").status_code == 400, "not approved yet"
    again = home.client("author").post(f"/rules/{THREAT}/propose", data={"text": NARROW, "why": "另一份"})
    assert (again.status_code, "proposal.open" in again.text) == (400, True)
    tried = home.client(Role.MANAGER).post(f"{path}/try")
    assert (tried.status_code, NUMBER in tried.text) == (200, False)
    assert home.client(Role.MANAGER).post(f"{path}/rule", data={"ruling": "rejected"}).status_code == 400, "no word"
    assert home.client(Role.MANAGER).post(f"{path}/rule", data={"ruling": "approved"}).status_code == 303
    assert home.client(Role.MANAGER).post(f"{path}/rule", data={"ruling": "rejected", "note": "晚"}).status_code == 400
    assert [(act.by, act.detail["step"]) for act in home.acts("approve_rules") if act.of in path] == [
        ("manager", "try"),
        ("manager", "approved"),
    ]
    page = home.client(Role.REVIEWER).get(path)
    assert "还没有这一版" in page.text
    assert path in home.client(Role.REVIEWER).get("/proposals?view=settled").text
    given = home.client(Role.REVIEWER).get("/api/v1/proposals?view=settled").json()["proposals"]
    (listed,) = [one for one in given if one["rule"] == THREAT]
    assert (listed["by"], listed["settled_by"], listed["state"], listed["trial"]["same"]) == (
        "both",
        "manager",
        "approved",
        3,
    )


def test_an_approved_file_is_the_rule_that_was_approved(home, tmp_path):
    path = proposed(
        home, text=TEXTS[BLAST].replace("version: 1", "version: 2").replace("owner: tests", "owner: x"), rule=BLAST
    )
    home.client(Role.MANAGER).post(f"{path}/rule", data={"ruling": "approved"})
    answer = home.client(Role.REVIEWER).get(f"{path}/file")
    pack = home.application.loaded_pack
    kept = (pack.folder / "blast.yml").read_text(encoding="utf-8")
    assert kept == TEXTS[BLAST], "nothing wrote to the pack"
    assert not (pack.folder / "packs.lock.json").exists()
    (tmp_path / "blast.yml").write_text(answer.text, encoding="utf-8")
    (rule,) = read_rules(tmp_path / "blast.yml", pack)
    page = html.unescape(home.client(Role.REVIEWER).get(path).text)
    assert f'"{rule.id}": {{"version": 2, "digest": "{rule.digest}"}}' in page


def test_an_author_takes_a_proposal_back(home):
    path = proposed(home, text=NARROW.replace("\n", "\r\n"))
    assert home.application.proposals.proposals()[0].text == NARROW, "line ends of a form"
    assert "会丢失 1 件" in home.client(Role.MANAGER).get(path).text
    assert home.client("author").post(f"{path}/withdraw").status_code == 303
    assert home.client(Role.MANAGER).post(f"{path}/rule", data={"ruling": "approved"}).status_code == 400
    assert home.application.proposals.proposals(THREAT) == []


def test_what_was_written_against_another_rule_is_not_approved(home):
    path = proposed(home, text=NARROW)
    pack = home.application.loaded_pack
    moved = tuple(replace(rule, digest="moved", version=5) for rule in pack.rules)
    try:
        home.app.state.house.application.__dict__["loaded_pack"] = replace(pack, rules=moved)
        answer = home.client(Role.MANAGER).post(f"{path}/rule", data={"ruling": "approved"})
        assert (answer.status_code, "proposal.stale" in answer.text) == (400, True)
    finally:
        home.app.state.house.application.__dict__["loaded_pack"] = pack
    home.client("author").post(f"{path}/withdraw")


def test_unknown_proposals(home):
    assert home.client(Role.REVIEWER).get("/proposals/none").status_code == 404
    assert home.client(Role.MANAGER).post("/proposals/none/rule", data={"ruling": "approved"}).status_code == 404
