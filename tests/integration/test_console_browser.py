"""The console in a real browser: what scripts add, and that nothing is forbidden by our own policy."""

import pytest

from audit.rights import Role
from pipelines.access.passwords import hashed
from pipelines.exports.reading import verify
from tests.browser import browser, in_a_browser, until

pytestmark = in_a_browser


@pytest.fixture(scope="module")
def window(console_home):
    with browser(console_home) as made:
        yield made


@pytest.fixture(autouse=True)
def without_faults(window):
    window.faults.clear()
    yield
    assert window.faults == []


def test_sign_in_and_open_the_queue(window, console_home):
    console_home.add("visitor", {Role.REVIEWER}, password=hashed("four words of ours"))
    page = window.page()
    page.goto("/queue?severity=4")
    window.picture(page, "sign-in")
    page.fill("[name=name]", "visitor")
    page.fill("[name=password]", "four words of ours")
    page.click("button.main")
    page.wait_for_url("**/queue?severity=4")
    assert page.locator("[data-row]").count() == 3
    window.picture(page, "queue-gravest")


def test_keys_walk_and_open(window):
    page = window.page(Role.REVIEWER)
    page.goto("/queue")
    for key in "jjk":
        page.keyboard.press(key)
    assert page.locator("[data-row]").first.get_attribute("class") == "current"
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/*")
    assert page.locator("mark").first.inner_text() == "出门小心点"
    window.picture(page, "incident")


def test_c_claims_and_gives_back(window):
    page = window.page(Role.REVIEWER)
    page.goto("/queue?channel=call")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.locator("[data-row].current :text('放回')").wait_for()
    assert page.locator("[data-row].current").inner_text().find("我") > 0
    window.picture(page, "queue-claimed")
    page.keyboard.press("c")
    page.locator("[data-row].current :text('认领')").wait_for()


def test_what_goes_wrong_with_a_part_is_said_on_the_page(window):
    window.home.client(Role.LEAD).post(f"/queue/{window.home.incident()}/claim")
    page = window.page(Role.REVIEWER, watched=False)
    page.goto("/queue?view=all&channel=call")
    page.evaluate("document.querySelector('[data-claim]').form.setAttribute('hx-post', '/queue/none/claim')")
    page.evaluate("htmx.process(document.body)")
    page.locator("[data-claim]").first.click()
    page.locator("#notice:has-text('none')").wait_for()
    window.home.client(Role.LEAD).post(f"/queue/{window.home.incident()}/release")


def test_a_filter_changes_the_list_and_the_url_without_a_new_page(window):
    page = window.page(Role.REVIEWER)
    page.goto("/queue")
    page.evaluate("window.same = true")
    page.select_option("[name=channel]", "call")
    page.wait_for_url("**/queue?channel=call")
    until(page, "document.querySelectorAll('[data-row]').length === 3")
    assert page.evaluate("window.same"), "the page is the one that was opened"
    page.keyboard.press("Escape")
    page.locator("h1").first.click(force=True)
    page.keyboard.press("j")
    assert page.locator("[data-row].current").count() == 1
    page.go_back()
    page.locator("[data-row]").nth(3).wait_for()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_light_and_dark_in_both_languages(window, lang, theme):
    page = window.page(Role.LEAD, lang=lang, theme=theme)
    page.goto("/queue")
    page.keyboard.press("j")
    ink, paper = (page.evaluate(f"getComputedStyle(document.body).{name}") for name in ("color", "backgroundColor"))
    assert (brightness(ink) > brightness(paper)) is (theme == "dark")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing sticks out"
    window.picture(page, f"queue-{lang}-{theme}")


def brightness(colour):
    return sum(float(part) for part in colour.partition("(")[2].rstrip(")").split(",")[:3])


def test_search_narrow_and_export(window, tmp_path):
    page = window.page(Role.MANAGER)
    page.goto("/search")
    page.keyboard.press("Escape")
    page.locator("h1").first.click(force=True)
    page.keyboard.press("/")
    page.keyboard.type("severity>=3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=severity*")
    page.locator("[data-over-time] svg").wait_for()
    page.click("text=T01 人身威胁恐吓 >> nth=0")
    page.wait_for_url("**category*")
    assert page.locator("[data-row]").count() == 3
    with page.expect_download() as coming:
        page.click("button:text('CSV')")
    path = tmp_path / coming.value.suggested_filename
    coming.value.save_as(path)
    checked = verify(path)
    assert (checked.problems, checked.rows) == ((), 3)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/*")
    assert page.locator("mark").first.inner_text() == "出门小心点"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_search_in_light_and_dark(window, lang, theme):
    page = window.page(Role.MANAGER, lang=lang, theme=theme)
    page.goto("/search?q=severity>=3")
    page.locator("[data-over-time] svg").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing sticks out"
    side, hits = (page.locator(part).bounding_box() for part in (".facets", ".hits"))
    assert hits["width"] >= page.viewport_size["width"] - side["width"] - 1, (
        "the hits have all the room beside the facets"
    )
    window.picture(page, f"search-{lang}-{theme}")


def test_search_on_a_narrow_screen_and_at_fault(window):
    page = window.page(Role.REVIEWER, size=(820, 900), watched=False)
    page.goto("/search?q=通讯录 colour:red")
    assert page.locator("mark.fault").inner_text() == "c"
    window.picture(page, "search-faults")
    page.goto("/search?q=通讯录")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing sticks out"
    window.picture(page, "search-narrow")
    page.goto("/contacts/call:1")
    window.picture(page, "contact")
