"""docs/screens/pages shows every page in both languages and themes. `FAIRDIAL_TEST_SCREENS=1` takes the pictures anew; look at them."""

import os
import re

import pytest

from config.messages import LANGUAGES
from tests.browser import FOLDER, SCREENS, browser, chromium
from tests.pages import GETS, address, declared, name, roles

THEMES = ("light", "dark")
LOOKS = [f"{lang}-{theme}" for lang in LANGUAGES for theme in THEMES]
OK = 200


def shown(home, route):
    """Whether it is a page, and no file, redirect or answer for programs."""
    answer = home.client(roles(route)[0]).get(address(home, route))
    return answer.status_code == OK and answer.headers["content-type"].startswith("text/html")


def called(route):
    """`incidents-one` for `/incidents/{incident}`"""
    return re.sub(r"\{[^}]+\}", "one", route.path).strip("/").replace("/", "-") or "start"


@pytest.fixture(scope="module")
def pages(furnished):
    return [route for route in GETS if route.path.startswith("/sign-in/openid") is False and shown(furnished, route)]


@pytest.mark.skipif(not SCREENS, reason="only where the environment asks for new pictures")
@pytest.mark.timeout(900)  # some 160 pictures
def test_take_them(furnished, pages):
    assert chromium() or os.environ.get("CI") != "true"
    (FOLDER / "pages").mkdir(exist_ok=True)
    with browser(furnished) as window:
        for look in LOOKS:
            lang, theme = look.split("-")
            for route in pages:
                who = roles(route)[0] if declared(route) != [None] else None
                page = window.page(who, lang=lang, theme=theme, watched=False)
                page.goto(address(furnished, route), wait_until="networkidle")
                window.picture(page, f"pages/{called(route)}-{look}")
                page.context.close()


def test_every_page_is_there_in_every_look(pages):
    absent = {
        f"{called(route)}-{look}.png": name(route)
        for route in pages
        for look in LOOKS
        if not (FOLDER / "pages" / f"{called(route)}-{look}.png").is_file()
    }
    assert absent == {}, "run this file with FAIRDIAL_TEST_SCREENS=1"


def test_no_picture_is_of_a_page_that_is_gone(pages):
    known = {f"{called(route)}-{look}.png" for route in pages for look in LOOKS}
    assert {path.name for path in (FOLDER / "pages").glob("*.png")} <= known
