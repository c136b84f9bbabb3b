"""The people of the demo at their browsers: a reviewer, a lead, a manager, a collector."""

from contextlib import contextmanager
from dataclasses import dataclass

from starlette.testclient import TestClient

from audit.access import DEMO, Account
from audit.appeals import appeal_id
from audit.rights import Role
from config.settings import Settings
from pipelines.access.keeping import Keeper, demo_accounts
from pipelines.commands.user import DEMO_AGENT
from pipelines.exports.reading import verify
from tests.browser import Browser, browser, until
from tests.by_keyboard import SOUND, following, sign_in, unmask
from tests.console import ConsoleHome

#: Of the collector whom most incidents are about; the gravest is in a call.
CALLS = f"/queue?channel=call&agent={DEMO_AGENT}"
NAMES = {role: name for role, (name, _) in DEMO.items()}
OTHER = "fushen"
NEW = "four words of ours"


class DemoHome(ConsoleHome):
    """What the demo left, and its accounts; the reviewer's password is still the one-time one."""

    def __post_init__(self):
        for account in (*demo_accounts(DEMO_AGENT), Account(OTHER, "傅申", frozenset({Role.REVIEWER}))):
            self.application.accounts.put_account(account)
        self.one_time = Keeper(self.application.door(self.clock), "operator:test").renew(NAMES[Role.REVIEWER])


@contextmanager
def at_work(folder):
    home = DemoHome(Settings(_env_file=None, home=folder, reader="off"))
    with TestClient(home.app), browser(home) as window:
        yield AtWork(home, window)
        assert window.faults == []
    home.application.store.engine.dispose()


@dataclass
class AtWork:
    home: DemoHome
    window: Browser

    def page(self, who, path):
        page = self.window.page(NAMES.get(who, who))
        page.goto(path)
        return page

    def three_incidents_by_keyboard_alone(self):
        """Ids of what was confirmed, rejected and left in doubt."""
        page = self.window.page()
        page.goto(CALLS)
        sign_in(page, NAMES[Role.REVIEWER], self.home.one_time)
        self._new_password(page)
        page.goto(CALLS)
        page.locator("[data-row]").first.wait_for()
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.locator("#wave[data-ready]").wait_for()
        first = page.url.split("/incidents/")[1].split("?")[0]
        self._hear(page)
        unmask(page, "核对号码归属")
        page.keyboard.press("a")
        second = following(page, first)
        page.keyboard.press("r")
        page.locator("#why-not").wait_for()
        page.keyboard.press("1")
        third = following(page, second)
        page.keyboard.press("u")
        following(page, third)
        done = [first, second, third]
        last = [self.home.application.review.history(one)[-1] for one in done]
        assert [(act.by, act.decision) for act in last] == [("shenhe", one) for one in ("true", "false", "unsure")]
        assert [act.of for act in self.home.acts("unmask")] == [first]
        return done

    def searched_and_exported(self, folder):
        page = self.page(Role.MANAGER, "/queue")
        page.keyboard.press("/")
        page.locator("#q:focus").wait_for()
        page.keyboard.type("通讯录")
        page.keyboard.press("Enter")
        page.locator("[data-row] mark").first.wait_for()
        with page.expect_download() as sent:
            page.click("[data-export] button[value=csv]")
        sent.value.save_as(path := folder / "hits.csv")
        checked = verify(path)
        assert not checked.problems
        assert self.home.acts("export")[-1].detail["sha256"] == checked.digest

    def appealed_and_upheld(self, incident):
        agent = self.page(Role.AGENT, f"/my-appeals/{incident}")
        agent.fill("[name=text]", "我只是提醒对方还款,没有这个意思。")
        agent.click("form.stack button.main")
        agent.locator("text=等复核方答辩").wait_for()
        steps = (
            (Role.REVIEWER, "录音清楚。"),
            (Role.LEAD, "听过录音,维持。"),
            (Role.MANAGER, "同意维持。"),
        )
        for who, text in steps:
            page = self.page(who, f"/appeals/{appeal_id(incident)}")
            if who is not Role.REVIEWER:
                page.check("[value=upheld]")
            page.fill("[name=text]", text)
            page.click("form.stack button.main")
            page.wait_for_load_state()
            page.context.close()
        agent.reload()
        agent.locator("text=已终裁 · 维持").wait_for()

    def calibrated(self):
        """Two judge the same apart, and a lead reads how far they agree."""
        lead = self.page(Role.LEAD, "/samples/new")
        for name, value in (("name", "演示校准"), ("query", "channel:sms category:T08"), ("size", "2")):
            lead.fill(f"[name={name}]", value)
        lead.click("form button.main")
        lead.wait_for_url("**/samples/*")
        plan = lead.url
        lead.select_option("[name=first]", NAMES[Role.REVIEWER])
        lead.select_option("[name=second]", OTHER)
        lead.click("button:text-is('交出')")
        lead.wait_for_url("**/agreement?given=*")
        for who, odd in ((Role.REVIEWER, "false"), (OTHER, "true")):
            page = self.page(who, "/samples")
            page.locator(".card a").first.click()
            decision = odd
            while "/doubles/" in page.url:
                for number in range(page.locator("[name=decision]").count()):
                    page.locator("[name=decision]").nth(number).select_option(decision)
                    page.locator("[name=reason]").nth(number).select_option("confirmed")
                    decision = "true"
                page.click("button.main")
                page.wait_for_load_state()
            page.context.close()
        lead.goto(f"{plan}/agreement")
        assert lead.locator("[data-row]").count() == 1, "they differ on the first"

    def _new_password(self, page):
        page.locator("[name=old]").focus()
        for word in (self.home.one_time, NEW, NEW):
            page.keyboard.type(word)
            page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def _hear(self, page):
        """The masked copy, twice as fast, from a second before the quote to its end."""
        for _ in range(3):
            page.keyboard.press("]")
        with page.expect_request("**/played"):
            page.keyboard.press("Space")
            page.locator(".turn.speaking").wait_for()
        page.keyboard.press("Space")
        until(page, f"{SOUND}.paused")
        assert page.evaluate(f"{SOUND}.src").endswith("/audio/masked")
