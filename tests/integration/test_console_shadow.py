"""A rule in shadow runs with every scan, is counted and shown on its page, and opens, alerts and reports nothing."""

import html
import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from audit.pack import compile_shadow
from audit.ports import Filter
from audit.rights import Role
from audit.scope import Scope
from pipelines.work.handling import Handling
from tests.console import MASKED, NUMBER
from tests.make import sms
from tests.rules_console import BLAST, SHADOW, TEXTS, THREAT, rules_console

#: Both rules hold in the first, the one in shadow alone in the second, none in the third.
WORDS = ("再拖我就爆你通讯录", f"回我电话{NUMBER},不然爆你通讯", "您好,请按时还款")
AGENCY = "影外包"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = rules_console(tmp_path_factory.mktemp("shadow"))
    made.add("bounded", {Role.LEAD}, Scope(agencies=frozenset({"宜诚服务"})))
    said = [
        sms(f"w{n}", text, agency=AGENCY, case_id="c2", at=made.clock.now - timedelta(hours=1))
        for n, text in enumerate(WORDS)
    ]
    made.application.store.put_contacts(said)
    Handling(made.application).scan([one.key for one in said])
    with TestClient(made.app):
        yield made
    made.application.store.engine.dispose()


@pytest.fixture(scope="module")
def lead(home):
    return home.client(Role.LEAD)


def text_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def test_its_page_counts_what_it_finds_beside_live_rules(lead):
    page = lead.get(f"/rules/{SHADOW}")
    said = text_of(page)
    for wanted in ("看过的触达 3", "命中触达 2", "其中没有生效规则命中的 1", "666.7", f"威胁爆通讯录 {BLAST} 1 1"):
        assert wanted in said, wanted
    assert "<mark>爆你通讯</mark>" in page.text
    assert (NUMBER in page.text, MASKED in page.text) == (False, True)
    assert 'href="/contacts/sms:w1?turn=0"' in page.text
    assert "看过的触达" not in lead.get(f"/rules/{BLAST}").text, "a live rule has incidents"


def test_it_opens_nothing(home):
    incidents = home.application.store.incidents(Filter(agency=frozenset({AGENCY})))
    assert [(one.contact.key, one.rule) for one in incidents] == [("sms:w0", BLAST)]
    found = home.application.store.findings([f"sms:w{n}" for n in range(3)])
    assert {finding.rule for own in found.values() for finding in own} == {BLAST}


def test_the_list_counts_it_and_leads_to_its_page(lead):
    page = lead.get("/rules?status=shadow")
    assert re.search(rf'href="/rules/{SHADOW}#in-shadow">2</a>', page.text)
    (one,) = lead.get("/api/v1/rules?status=shadow").json()["rules"]
    assert (one["hit"], one["per_thousand"]["value"], one["over_budget"]) == (2, pytest.approx(2000 / 3), ["hits"])


def test_whoever_rules_on_its_promotion_sees_it(home):
    text = TEXTS[SHADOW].replace("version: 1", "version: 2").replace("status: shadow", "status: live")
    made = home.client("author").post(f"/rules/{SHADOW}/propose", data={"text": text, "why": "观察两周,可以生效"})
    said = text_of(home.client(Role.MANAGER).get(made.headers["location"]))
    for wanted in ("观察 → 生效", "看过的触达 3", "命中触达 2", f"威胁爆通讯录 {BLAST} 1 1"):
        assert wanted in said, wanted


def test_the_scope_bounds_it(home):
    said = text_of(home.client("bounded").get(f"/rules/{SHADOW}"))
    assert "还没有看过触达" in said
    assert "爆你通讯" not in said.partition("规则说明")[0]


def test_in_english(home):
    client = home.client(Role.LEAD)
    client.cookies.set("lang", "en")
    page = client.get(f"/rules/{SHADOW}").text
    assert re.findall(r">\s*((?:rules|shadow)\.(?!yml)[a-z_.]+)", page) == [], "no text is missing"
    assert "Contacts it looked at" in page


def test_without_rules_in_shadow_nothing_is_run_twice(home):
    rules = home.application.rules
    assert [one.rule.id for one in compile_shadow(rules).rules] == [SHADOW]
    assert compile_shadow(rule for rule in rules if rule.id in {BLAST, THREAT}) is None
