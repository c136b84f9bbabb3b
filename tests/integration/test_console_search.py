"""Search, contacts, kept searches and exports: what is found, for whom, and what the log knows of it."""

import csv
import html
import io
import re
from urllib.parse import urlencode

import pytest
import yaml

from audit.errors import Refused
from audit.rights import Role, Verb
from audit.scope import Scope
from config.loader import load_pack, read_any
from pipelines.exports.reading import verify
from tests.console import AGENT, CALLS, DAY, MASKED, MESSAGES, NUMBER

PAGE = 30


def rows(page):
    return re.findall(r"<li data-row>.*?</li>", page.text, re.DOTALL)


def ask(client, text, **others):
    return client.get(f"/search?{urlencode({'q': text, **others})}")


def facet(page, name):
    """Word -> (count, address) of one facet."""
    part = re.search(rf'<h3 id="facet-{name}">.*?</section>', page.text, re.DOTALL)
    found = re.findall(r'<a href="([^"]+)"[^>]*><span>([^<]+)</span><span class="number">(?:× )?(\d+)', part[0])
    return {html.unescape(word): (int(count), html.unescape(href)) for href, word, count in found}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("出门小心点", CALLS),
        ("爆你通讯录", MESSAGES),
        ("威胁", CALLS),
        ("category:T01", CALLS),
        ("severity>=3", CALLS + MESSAGES),
        ("channel:sms", MESSAGES),
        ("institution:甲方消费金融", 2 * CALLS),
        ("通讯录 -爆你", 0),
        (f"from:{DAY} to:{DAY} channel:call", 2 * CALLS),
    ],
)
def test_turns_are_found_and_counted(console_home, text, count):
    page = ask(console_home.client(Role.REVIEWER), text)
    assert page.status_code == 200
    assert f'<span class="number" data-total>{count} 个话轮' in page.text
    assert len(rows(page)) == min(count, PAGE)


def test_a_hit_is_masked_marked_and_leads_to_contact_and_incident(console_home):
    first, *_ = rows(ask(console_home.client(Role.REVIEWER), "小心点"))
    assert "出门<mark>小心点</mark>" in first
    assert MASKED in first
    assert NUMBER not in first
    assert f"/incidents/{console_home.incident('call:3')}" in first
    assert "/contacts/call%3A3?turn=0#turn-0" in first


def test_pages_follow_one_another_without_gap_or_doubling(console_home):
    client, path, seen = console_home.client(Role.REVIEWER), "/search?q=通讯录", []
    while path:
        page = client.get(path)
        seen += [re.search(r"/contacts/([^?]+)", row)[1] for row in rows(page)]
        more = re.search(r'href="([^"]+)" rel="next"', page.text)
        path = html.unescape(more[1]) if more else None
    assert len(seen) == len(set(seen)) == MESSAGES


def test_a_facet_narrows_and_is_taken_away_again(console_home):
    client = console_home.client(Role.REVIEWER)
    page = ask(client, "severity>=3")
    assert facet(page, "institution")["乙方小贷"][0] == MESSAGES
    count, href = facet(page, "category")["T01 人身威胁恐吓"]
    assert (count, href) == (CALLS, "/search?" + urlencode({"q": "severity>=3 category:T01"}))
    narrowed = client.get(href)
    assert len(rows(narrowed)) == CALLS
    assert facet(narrowed, "category")["T01 人身威胁恐吓"][1] == "/search?" + urlencode({"q": "severity>=3"})
    assert facet(ask(client, "找不到 category:t01"), "category")["T01 人身威胁恐吓"][0] == 0, "it can be taken away"


def test_time_is_a_table_whose_rows_narrow(console_home):
    client = console_home.client(Role.REVIEWER)
    page = ask(client, "channel:call")
    href = html.unescape(re.search(rf'<a href="([^"]+)">{DAY}</a>', page.text)[1])
    assert href == "/search?" + urlencode({"q": f"channel:call from:{DAY} to:{DAY}"})
    assert len(rows(client.get(href))) == 2 * CALLS


def test_faults_are_shown_at_their_place_with_a_remedy(console_home):
    page = ask(console_home.client(Role.REVIEWER), '通讯录 colour:red "开口')
    assert page.status_code == 400
    assert '<mark class="fault">c</mark>olour' in page.text
    assert "第 5 个字符处的筛选字段“colour”不存在" in html.unescape(page.text)
    assert "第 16 个字符处的引号" in html.unescape(page.text)
    assert 'aria-invalid="true"' in page.text


def test_every_filter_is_explained(console_home):
    page = console_home.client(Role.REVIEWER).get("/search")
    assert page.text.count('scope="row"') == 13
    assert "search.help" not in page.text


def test_the_scope_bounds_hits_counts_contacts_and_exports(console_home):
    console_home.add("bounded", {Role.MANAGER}, Scope(institutions=frozenset({"乙方小贷"})))
    client = console_home.client("bounded")
    page = ask(client, "severity>=1")
    assert "甲方消费金融" not in page.text
    assert f"{MESSAGES} 个话轮" in page.text
    assert len(rows(ask(client, "institution:甲方消费金融"))) == 0
    assert client.get("/contacts/sms:1").status_code == 200
    outside = client.get("/contacts/call:1")
    assert (outside.status_code, "contact.not_seen" in outside.text) == (404, True)
    assert "甲方" not in client.post("/exports/search?q=severity>=1", data={"kind": "csv"}).text
    assert "甲方" not in client.post("/exports/incidents?view=all", data={"kind": "csv"}).text


def test_a_place_that_no_page_gave_is_refused(console_home):
    page = ask(console_home.client(Role.REVIEWER), "威胁", after="nowhere")
    assert (page.status_code, "search.bad_page" in page.text) == (400, True)


def test_a_contact_is_shown_masked_with_its_incidents_and_the_log_knows(console_home):
    page = console_home.client(Role.AUDITOR).get("/contacts/call:1")
    assert MASKED in page.text
    assert NUMBER not in page.text
    assert "<mark>出门小心点</mark>" in page.text
    assert f"/incidents/{console_home.incident()}" in page.text
    act = console_home.acts("view")[-1]
    assert (act.by, act.of, act.detail["masked"]) == ("auditor", "call:1", "true")
    assert console_home.client(Role.AUDITOR).get("/contacts/call:none").status_code == 404


def test_a_search_is_kept_for_oneself_or_all_and_forgotten(console_home):
    mine, other = console_home.client(Role.REVIEWER), console_home.client(Role.LEAD)
    kept = {"name": "爆通讯录", "q": "通讯录 category:T08"}
    answer = mine.post("/search/saved", data=kept)
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?" + urlencode({"q": kept["q"]}))
    assert "爆通讯录" not in other.get("/search").text
    mine.post("/search/saved", data={**kept, "shared": "yes"})
    assert "reviewer 共享" in other.get("/search").text
    address = re.search(r"/search/saved/(\w+)/forget", mine.get("/search").text)[0]
    assert address not in other.get("/search").text
    assert other.post(address).status_code == 404, "only one's own"
    assert mine.post(address).status_code == 303
    assert "爆通讯录" not in mine.get("/search").text


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("category:T01 severity>=3", "/queue?view=all&category=T01&severity=3"),
        (f"agent:{AGENT} from:{DAY} to:{DAY}", f"/queue?view=all&agent={AGENT}&since={DAY}&until={DAY}"),
    ],
)
def test_a_search_becomes_a_filter_of_the_queue(console_home, text, where):
    client = console_home.client(Role.REVIEWER)
    answer = client.post("/search/saved", data={"name": "队列", "q": text, "kind": "queue"})
    assert (answer.status_code, answer.headers["location"]) == (303, where)
    assert client.get(where).text.count("data-row") == CALLS
    client.post(re.search(r"/search/saved/\w+/forget", client.get("/search").text)[0])


@pytest.mark.parametrize(
    ("text", "code"),
    [("通讯录", "saved.words"), ("category:T01,T08", "saved.one_value"), ("severity:2", "saved.severity")],
)
def test_what_the_queue_cannot_ask_is_refused(console_home, text, code):
    answer = console_home.client(Role.REVIEWER).post("/search/saved", data={"name": "x", "q": text, "kind": "queue"})
    assert (answer.status_code, code in answer.text) == (400, True)


def test_a_draft_of_a_rule_holds_the_words_and_no_pack_takes_it(console_home, tmp_path):
    client = console_home.client(Role.RULE_AUTHOR)
    asked = urlencode({"q": "爆通讯录 -还款 category:T08 severity>=3"})
    assert "<pre" in client.get(f"/search/draft?{asked}").text
    answer = client.get(f"/search/draft?{asked}&download=true")
    assert answer.headers["content-disposition"] == 'attachment; filename="draft.yml"'
    made = yaml.safe_load(answer.text)
    assert made["say"] == {"all": ["爆通讯录"], "none": ["还款"]}
    assert (made["category"], made["severity"], made["law"], made["owner"]) == ("T08", 3, None, None)
    path = tmp_path / "draft.yml"
    path.write_text(answer.text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_any(path, load_pack("cn").words)
    missing = {problem.values["key"] for problem in refused.value.problems if problem.code == "rules.missing_key"}
    assert {"owner", "law"} <= missing
    assert all(problem.where.startswith("draft.yml:") for problem in refused.value.problems)
    assert client.get("/search/draft?q=category:T08").status_code == 400, "no words, no rule"


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/exports/search?q=severity>=3", CALLS + MESSAGES),
        ("/exports/search?q=威胁", CALLS),
        ("/exports/incidents?view=all", CALLS + MESSAGES),
        ("/exports/incidents?category=T08", MESSAGES),
        ("/exports/incidents?case=none", 0),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_whole_masked_and_known_to_the_log(console_home, tmp_path, path, count, kind):
    answer = console_home.client(Role.MANAGER).post(path, data={"kind": kind})
    assert answer.status_code == 200
    name = re.search(r'filename="(fairdial-\w+-\d{8}-(\w{12})\.(\w+))"', answer.headers["content-disposition"])
    file = tmp_path / name[1]
    file.write_bytes(answer.content)
    checked = verify(file)
    assert (checked.problems, checked.rows, name[3]) == ((), count, kind)
    begun, done = [act for act in console_home.acts("export") if act.of == name[2]]
    assert (begun.detail["step"], begun.by) == ("begun", "manager")
    assert done.detail["rows"] == str(count)
    assert done.detail["sha256"] == checked.digest == checked.closing.sha256
    act = console_home.application.acts.latest("manager", Verb.EXPORT, checked.closing.export)
    assert act.detail["sha256"] == checked.digest, "what fairdial exports verify asks the log"
    if kind == "csv" and count:
        assert NUMBER not in answer.text
        headings, first, *_ = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
        assert len(headings) == len(first)
        assert headings[0] in {"委托机构", "事件"}


def test_a_number_in_a_question_is_masked_in_the_log(console_home):
    console_home.client(Role.MANAGER).post("/exports/search?q=回我电话13800001111", data={"kind": "csv"})
    assert console_home.acts("export")[-2].detail["question"] == "回我电话138****1111"


def test_programs_search_and_export(console_home):
    client = console_home.client(Role.MANAGER)
    first = client.get("/api/v1/search", params={"q": "通讯录", "limit": 50}).json()
    second = client.get("/api/v1/search", params={"q": "通讯录", "limit": 50, "after": first["next"]}).json()
    assert (first["total"], len(first["hits"]) + len(second["hits"]), second["next"]) == (MESSAGES, MESSAGES, None)
    assert first["facets"]["category"] == {"T08": MESSAGES}
    hit = client.get("/api/v1/search", params={"q": "小心点"}).json()["hits"][0]
    assert (NUMBER in str(hit), hit["findings"][0]["quote"]) == (False, "出门小心点")
    assert hit["text"][slice(*hit["highlights"][0])] == "小心点"
    wrong = client.get("/api/v1/search", params={"q": "colour:red"})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["where"]) == (400, "query.unknown_field", "1")
    answer = client.post("/api/v1/exports/search?q=威胁&kind=csv")
    assert answer.text.splitlines()[-1].startswith('"#fairdial","complete","rows:3"')


def test_in_english(console_home):
    client = console_home.client(Role.MANAGER)
    client.cookies.set("lang", "en")
    page = ask(client, "威胁")
    assert "3 turns" in page.text
    assert "Export all" in page.text
    assert "agent" in client.post("/exports/search?q=威胁", data={"kind": "csv"}).text
