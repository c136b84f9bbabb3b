"""Rules and the dashboard in a real browser: what is drawn, and that our own policy forbids none of it."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from audit.review import Decision
from audit.rights import Role
from tests.browser import browser, in_a_browser
from tests.integration.test_console_rules import NARROW
from tests.rules_console import BLAST, THREAT, add_month, decide, rules_console

pytestmark = in_a_browser


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    home = rules_console(tmp_path_factory.mktemp("rules"))
    add_month(home)
    for number in range(1, 4):
        decide(home, f"call:{number}", took=20 * number)
        decide(home, f"sms:{number}", Decision.FALSE, "quoted", took=15 * number)
    for number in range(4, 12):
        decide(home, f"sms:{number}", took=5 * number)
    with TestClient(home.app), browser(home) as made:
        yield made
    home.application.store.engine.dispose()


@pytest.fixture(autouse=True)
def without_faults(window):
    window.faults.clear()
    yield
    assert window.faults == []


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_a_change_is_tried_proposed_and_ruled_on(window, lang, theme):
    window.home.clock.now += timedelta(seconds=1)
    page = window.page("author", lang=lang, theme=theme)
    page.goto("/rules")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/rules/{THREAT}")
    assert fits(page)
    window.picture(page, f"rule-{lang}-{theme}")
    page.goto(f"/rules/{THREAT}/change")
    page.fill("textarea[name=text]", NARROW)
    page.click("button.main")
    page.locator("tr.fatal").first.wait_for()
    window.picture(page, f"rule-change-{lang}-{theme}")
    page.fill("textarea[name=why]", "只在没有条件时才算")
    page.click("button[formaction]")
    page.wait_for_url("**/proposals/*")
    other = window.page(Role.MANAGER, lang=lang, theme=theme)
    other.goto(page.url)
    assert fits(other)
    window.picture(other, f"proposal-{lang}-{theme}")
    other.fill("textarea[name=note]", "会丢失已确认的")
    other.click("button[value=rejected]")
    other.locator(".tag.rejected").first.wait_for()
    other.goto("/rules")
    assert fits(other)
    window.picture(other, f"rules-{lang}-{theme}")


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_charts_are_drawn_under_the_policy(window, lang, theme):
    page = window.page(Role.MANAGER, lang=lang, theme=theme)
    page.goto("/dashboard?by=rule")
    page.wait_for_function("document.querySelectorAll('.chart svg').length === 2")
    page.locator(".mark-symbol path").last.hover()
    page.locator("#vg-tooltip-element.visible").wait_for()
    assert BLAST in page.content()
    assert fits(page)
    page.mouse.move(0, 0)
    window.picture(page, f"dashboard-{lang}-{theme}")
    page.set_viewport_size({"width": 820, "height": 900})
    assert fits(page)
