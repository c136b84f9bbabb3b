"""The public form as people meet it: on a telephone, without scripts, and by those who do not see."""

import re

import pytest

from tests import axe
from tests.browser import browser, in_a_browser

pytestmark = in_a_browser
#: CSS pixels of a small telephone.
PHONE = (360, 740)


@pytest.fixture(scope="module")
def window(furnished):
    with browser(furnished) as made:
        yield made
        assert made.faults == []


def fill(page, topic="threat"):
    page.goto("/complain")
    page.select_option("[name=topic]", topic)
    page.fill("[name=text]", "说要我出门小心")
    page.click("form button")


def test_nothing_keeps_anybody_out_when_it_is_refused_and_when_it_is_taken(window):
    page = window.page(watched=False)
    fill(page, topic="polite")
    assert page.locator("[role=alert]").is_visible()
    assert axe.faults(page) == []
    fill(page)
    assert re.fullmatch(r"\w{4}(-\w{4}){3}", page.inner_text(".receipt"))
    assert axe.faults(page) == []


def test_by_telephone_nothing_sticks_out(window):
    page = window.page(size=PHONE)
    for where in ("/complain", "/complain/state"):
        page.goto(where)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], where
    fill(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], "the receipt"


def test_without_scripts_from_the_form_to_the_state(window):
    page = window.page(scripts=False)
    fill(page)
    receipt = page.inner_text(".receipt")
    page.click("text=查询办理情况 >> nth=-1")
    page.fill("[name=receipt]", receipt.lower())
    page.click("form button")
    assert "已收到" in page.inner_text("[role=status]")


def test_nobody_sees_or_reaches_the_trap(window):
    page = window.page()
    page.goto("/complain")
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name || ''"))
    assert {"text", "reach"} <= reached
    assert "website" not in reached
    assert page.evaluate("document.querySelector('[name=website]').getBoundingClientRect().right") < 0
