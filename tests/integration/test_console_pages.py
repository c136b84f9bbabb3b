"""Every page that the routers know, filled from a furnished console: it is there, and keeps nobody out."""

import pytest

from audit.rights import Role
from tests import axe
from tests.browser import browser, in_a_browser
from tests.pages import GETS, address, declared, name, roles

#: These answer only where there is a provider; tried in test_console_openid.
ELSEWHERE = {"/sign-in/openid", "/sign-in/openid/back"}
PAGES = [route for route in GETS if route.path not in ELSEWHERE]
#: As much as people meet beside the pages themselves.
BESIDE = ["/search", "/search?q=colour:red", "/queue?view=mine", "/nowhere"]
OK, SEE_OTHER = 200, 303


#: As on a desk, and as on a tablet that is held upright.
LOOKS = [{"lang": "zh", "size": (1280, 800)}, {"lang": "en", "size": (820, 1100)}]
STICKS_OUT = "() => document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture(scope="module")
def windows(furnished):
    """One for each role and look, so that nothing is fetched anew for every page."""
    with browser(furnished) as made:
        opened = {}
        yield (
            lambda who, look=LOOKS[0]: (
                opened.get((who, look["lang"]))
                or opened.setdefault((who, look["lang"]), made.page(who, watched=False, **look))
            )
        )


@pytest.mark.parametrize("route", PAGES, ids=name)
def test_every_page_is_there(furnished, route):
    answer = furnished.client(roles(route)[0]).get(address(furnished, route))
    assert answer.status_code in {OK, SEE_OTHER}, f"{answer.url}: does tests/furnished.py know something to show here?"


@in_a_browser
@pytest.mark.parametrize("route", PAGES, ids=name)
def test_no_page_keeps_anybody_out(furnished, windows, route):
    who = roles(route)[0] if declared(route) != [None] else None
    where = address(furnished, route)
    if _is_html(furnished, roles(route)[0], where):
        assert faults(windows, who, where) == []


@in_a_browser
@pytest.mark.parametrize("where", BESIDE)
def test_nor_does_what_stands_beside_them(windows, where):
    assert faults(windows, Role.LEAD, where) == []


@in_a_browser
def test_nor_the_list_of_keys(windows):
    page = windows(Role.LEAD)
    page.goto("/queue")
    page.keyboard.press("?")
    assert axe.faults(page) == []


@in_a_browser
def test_a_page_that_does_is_found(windows):
    page = windows(Role.LEAD)
    page.goto("/account")
    page.evaluate("document.querySelector('main').innerHTML = '<h1>x</h1><input><p class=faint>faint at night</p>'")
    page.evaluate("document.querySelector('.faint').style.color = 'light-dark(#000, #333)'")
    found = {fault.split(": ")[1]: fault.split(": ")[0] for fault in axe.faults(page)}
    assert found == {"label": "light", "color-contrast": "dark"}


def faults(windows, who, where):
    """In Chinese on a wide screen as it comes; in English on a narrow one with every part opened, where nothing may stick out."""
    wide, narrow = LOOKS
    page = windows(who, wide)
    page.goto(where)
    found = axe.faults(page)
    page = windows(who, narrow)
    page.goto(where)
    sticks_out = ["sticks out"] if page.evaluate(STICKS_OUT) else []
    return [*found, *sticks_out, *axe.faults(page, opened=True)]


def _is_html(home, who, where):
    answer = home.client(who).get(where)
    return answer.status_code == OK and answer.headers["content-type"].startswith("text/html")
