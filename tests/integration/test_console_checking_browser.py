"""Samples and appeals in a real browser: two calibrate and a lead settles, an agent appeals and wins."""

import pytest

from audit.appeals import appeal_id
from audit.findings import Scan
from audit.incidents import incident_id
from audit.rights import Role
from audit.scope import Scope
from tests.browser import SCREENS, browser, in_a_browser
from tests.checking import confirm, draw, unhit
from tests.console import NUMBER
from tests.make import finding, sms

pytestmark = in_a_browser
AGENCY, AGENT = "明远外包", "M-11"
#: Only for pictures; small screens are tried in any case.
LOOKS = [("zh", "light"), ("en", "dark")] if SCREENS else []


@pytest.fixture(scope="module")
def window(checking_home):
    for name in ("chenyi", "liner"):
        checking_home.add(name, {Role.REVIEWER})
    checking_home.add("mingyuan", {Role.AGENT}, Scope(agents=frozenset({AGENT})))
    with browser(checking_home) as made:
        yield made


@pytest.fixture(scope="module", autouse=True)
def messages(checking_home):
    """Six of one agency, with a finding each by one of two rules."""
    made = [
        sms(
            f"m{number}",
            f"再拖下去,你单位前台和亲戚都会接到我的电话。我是{AGENCY}{AGENT},电话{NUMBER}",
            agency=AGENCY,
            agent_id=AGENT,
            case_id="c2",
            at=checking_home.clock.now,
        )
        for number in range(6)
    ]
    rules = ("cn.contacts.blast-threat", "cn.contacts.workplace")
    checking_home.application.store.put_contacts(made)
    checking_home.application.store.put_scans(
        [
            Scan(
                one.key,
                (
                    finding(
                        one,
                        "单位前台和亲戚都会接到我的电话",
                        rule=rules[number % 2],
                        category="T08",
                        severity=3,
                        why="威胁联系亲友或单位",
                    ),
                ),
            )
            for number, one in enumerate(made)
        ],
        "cn",
    )


@pytest.fixture(autouse=True)
def without_faults(window):
    window.faults.clear()
    yield
    assert window.faults == []


def pictures(window, who, path, name):
    for lang, theme in LOOKS:
        page = window.page(who, lang=lang, theme=theme)
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing sticks out"
        window.picture(page, f"{name}-{lang}-{theme}")
        page.context.close()
    page = window.page(who, size=(820, 1000))
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nor on a small screen"
    page.context.close()


def test_two_calibrate_and_a_lead_settles(window):
    lead = window.page(Role.LEAD)
    lead.goto("/samples")
    lead.click("text=新建方案")
    lead.fill("[name=name]", "十一月校准")
    lead.fill("[name=query]", f"agency:{AGENCY}")
    lead.check("[name=blind]")
    lead.fill("[name=size]", "6")
    lead.click("text=抽样并保存")
    lead.wait_for_url("**/samples/*")
    plan = lead.url.rpartition("/")[2]
    lead.click("text=重算核对")
    lead.locator("text=相符").wait_for()
    lead.select_option("[name=first]", "chenyi")
    lead.select_option("[name=second]", "liner")
    lead.click("button:text-is('交出')")
    lead.wait_for_url("**/agreement?given=6*")
    for who, decisions in (("chenyi", "ttftff"), ("liner", "ttfttf")):
        page = window.page(who)
        page.goto("/samples")
        page.locator(".card a").first.click()
        for number, decision in enumerate(decisions):
            assert AGENCY not in page.locator("main").inner_text(), "blind"
            page.select_option("[name=decision]", {"t": "true", "f": "false"}[decision])
            page.select_option("[name=reason]", "confirmed" if decision == "t" else "quoted")
            if who == "liner" and number == 4:
                pictures(window, who, page.url, "sample-double")
            page.click("button.main")
            page.wait_for_load_state()
        page.wait_for_url("**/agreement")
        page.context.close()
    lead.goto(f"/samples/{plan}/agreement")
    assert lead.locator("[data-row]").count() == 1
    pictures(window, Role.LEAD, f"/samples/{plan}/agreement", "sample-agreement")
    lead.click("[data-row] >> text=裁定")
    lead.select_option("[name=decision]", "true")
    lead.select_option("[name=reason]", "confirmed")
    lead.click("button.main")
    lead.wait_for_url("**/agreement")
    lead.locator("text=lead: ✓ 属实").wait_for()


def test_keys_work_through_a_sample(window):
    lead = window.home.client(Role.LEAD)
    form = {"name": "三月通话抽检", "method": "random", "size": "30", "seed": "2026-03"}
    plan = lead.post("/samples", data=form).headers["location"]
    page = window.page(Role.REVIEWER)
    page.goto(plan)
    page.click("text=继续看下一条")
    page.wait_for_url("**/items/1")
    page.keyboard.press("n")
    page.wait_for_url("**/items/2")
    page.keyboard.press("u")
    page.wait_for_url("**/items/3")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/items/2")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/items/3")
    page.keyboard.press("f")
    page.keyboard.type("T08")
    assert page.input_value("[name=category]") == "T08"
    page.click("text=记为违规,下一条")
    page.wait_for_url("**/items/4")
    pictures(window, Role.LEAD, plan, "sample")
    pictures(window, Role.REVIEWER, f"{plan}/items/4", "sample-item")
    pictures(window, Role.LEAD, "/samples", "samples")
    pictures(window, Role.LEAD, "/samples/new", "sample-new")


def test_two_look_at_what_no_rule_found_and_a_lead_settles(window):
    home, agency = window.home, "静远外包"
    unhit(home, agency, 6)
    client = home.client(Role.LEAD)
    plan = f"/samples/{draw(client, '未命中双看', unhit='true', query=f'agency:{agency}', size='6')}"
    client.post(f"{plan}/doubles", data={"first": "chenyi", "second": "liner"})
    page = window.page("chenyi")
    page.goto("/samples")
    page.click("text=双人各看")
    page.wait_for_url("**/items/1")
    page.keyboard.press("f")
    page.keyboard.type("T08")
    page.click(".numbered .turn p")
    assert page.input_value("[data-turn] >> nth=0") == "1"
    page.click("text=还有别的违规")
    page.select_option("[name=category] >> nth=1", "T01")
    page.click(".numbered .turn p")
    assert page.input_value("[data-turn] >> nth=1") == "1", "that of the violation at hand"
    page.click("text=记为违规,下一条")
    for place in range(2, 6):
        page.wait_for_url(f"**/items/{place}")
        page.keyboard.press("n")
    page.wait_for_url("**/items/6")
    for place, said in enumerate(("clean", "clean", "unclear", "clean"), 1):
        home.client("liner").post(f"{plan}/items/{place}", data={"outcome": said})
    lead = window.page(Role.LEAD)
    lead.goto(plan)
    lead.click("text=裁定分歧(2 条)")
    lead.wait_for_url("**/items/1")
    pictures(window, Role.LEAD, plan, "sample-looks")
    pictures(window, Role.LEAD, f"{plan}/items/1", "sample-settle")
    pictures(window, "liner", f"{plan}/items/5", "sample-look")
    pictures(window, Role.LEAD, f"{plan}/agreement", "sample-looks-agreement")
    lead.select_option("[name=category] >> nth=0", "T08")
    lead.click("text=裁定为违规,下一条")
    lead.wait_for_url("**/items/3")
    lead.click("text=裁定为未发现问题")
    lead.wait_for_url("**/agreement")
    assert lead.locator("text=lead: ✗ 发现违规").count() == 1


def test_an_agent_appeals_and_the_final_word_counts(window):
    other = sms(
        "m9",
        f"我是{AGENT},再不还就爆你通讯录,电话{NUMBER}",
        agency=AGENCY,
        agent_id=AGENT,
        case_id="c2",
        at=window.home.clock.now,
    )
    window.home.application.store.put_contacts([other])
    found = finding(
        other, "爆你通讯录", rule="cn.contacts.blast-threat", category="T08", severity=3, why="威胁联系亲友"
    )
    window.home.application.store.put_scans([Scan(other.key, (found,))], "cn")
    incident = incident_id(other.key, "T08")
    confirm(window.home, incident, "chenyi")
    agent = window.page("mingyuan")
    agent.goto("/my-appeals")
    pictures(window, "mingyuan", "/my-appeals", "my-appeals")
    agent.goto(f"/my-appeals/{incident}")
    assert NUMBER not in agent.content()
    agent.fill("[name=text]", "这是系统模板里被撤下的旧话术,不是我写的。")
    agent.click("text=提交申诉")
    agent.locator("text=等复核方答辩").wait_for()
    reviewer = window.page("chenyi")
    reviewer.goto(f"/appeals/{appeal_id(incident)}")
    reviewer.fill("[name=text]", "短信从该坐席账号发出,内容属实。")
    reviewer.click("text=提交答辩")
    reviewer.locator("text=复核方已答辩").wait_for()
    agent.reload()
    agent.fill("[name=text]", "发送记录显示是批量任务,请核对。")
    agent.click("text=提交回应")
    agent.locator("text=等裁定").wait_for()
    pictures(window, Role.LEAD, f"/appeals/{appeal_id(incident)}", "appeal")
    pictures(window, Role.LEAD, "/appeals", "appeals")
    for who, text, go in ((Role.LEAD, "批量任务由机构设置。", "作出裁定"), (Role.MANAGER, "同意。", "作出终裁")):
        page = window.page(who)
        page.goto(f"/appeals/{appeal_id(incident)}")
        page.check("[value=overturned]")
        page.fill("[name=text]", text)
        page.click(f"button:text-is('{go}')")
        page.wait_for_load_state()
    page.locator("text=已撤销").wait_for()
    agent.reload()
    agent.locator("text=已终裁 · 撤销").wait_for()
    pictures(window, "mingyuan", f"/my-appeals/{incident}", "my-appeal")
    assert window.home.application.review.confirmed(Scope(agents=frozenset({AGENT})), incident=incident) == []
