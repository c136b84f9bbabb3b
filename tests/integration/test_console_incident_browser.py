"""Incidents worked through by keyboard alone, in a real browser, with sound."""

import pytest

from audit.rights import Role
from pipelines.access.passwords import hashed
from tests.browser import SCREENS, browser, in_a_browser, until
from tests.by_keyboard import SOUND, following, open_in_queue, sign_in, unmask
from tests.reviewed import reviewed_home

pytestmark = in_a_browser


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with reviewed_home(tmp_path_factory.mktemp("reviewed")) as made:
        yield made


@pytest.fixture(scope="module")
def window(home):
    with browser(home) as made:
        yield made


@pytest.fixture(autouse=True)
def without_faults(window):
    window.faults.clear()
    yield
    assert window.faults == []


def hear(page):
    """The clip, twice as fast, then on by ten seconds."""
    page.locator("#wave[data-ready]").wait_for()
    for _ in range(3):
        page.keyboard.press("]")
    with page.expect_request("**/played"):
        page.keyboard.press("Space")
        page.locator("#turn-10.speaking").wait_for()
    until(page, f"{SOUND}.currentTime > 13.5")
    page.keyboard.press("Space")
    until(page, f"{SOUND}.paused")
    before = page.evaluate(f"{SOUND}.currentTime")
    page.keyboard.press("Shift+ArrowRight")
    until(page, f"{SOUND}.currentTime > {before + 9.5}")
    page.keyboard.press("[")
    assert page.evaluate(f"{SOUND}.playbackRate") == 1.5


def test_three_incidents_by_keyboard_alone(window, home):
    home.fresh(2)
    page = window.page()
    home.add("keys", {Role.REVIEWER}, password=hashed("four words of ours"))
    page.goto("/queue?agency=宜诚服务")
    sign_in(page, "keys", "four words of ours")
    page.locator("[data-row]").first.wait_for()
    open_in_queue(page, home.call)
    hear(page)
    assert home.application.review.plays("keys", [home.call]) == {home.call}, "what was heard is known"

    unmask(page, "核对号码归属")
    assert home.acts("unmask")[-1].detail["reason"] == "核对号码归属"

    page.keyboard.press("a")
    second = following(page, home.call)
    page.keyboard.press("r")
    page.locator("#why-not").wait_for()
    window.picture(page, "incident-why-not")
    page.keyboard.press("2")
    third = following(page, second)
    page.keyboard.press("u")
    following(page, third)
    page.keyboard.press("z")
    page.wait_for_url(f"**/incidents/{third}*")

    last = [home.application.review.history(one)[-1] for one in (home.call, second, third)]
    assert [(act.kind, act.decision, act.reason) for act in last[:2]] == [
        ("decide", "true", "confirmed"),
        ("decide", "false", "quoted"),
    ]
    assert last[2].kind == "undo"


def test_words_are_heard_from_a_second_before_and_marked_when_missed(window, home):
    page = window.page(Role.LEAD)
    page.goto(f"/incidents/{home.call}?turns=all")
    page.locator("#turn-2 .said").click(position={"x": 60, "y": 8})
    until(page, f"{SOUND}.currentTime > 1.5")
    assert page.evaluate(f"{SOUND}.currentTime") < 3.5
    page.keyboard.press("Space")
    page.evaluate(
        """() => { const said = document.querySelector('#turn-2 .said').firstChild;
        getSelection().setBaseAndExtent(said, 1, said, 3) }"""
    )
    page.keyboard.press("m")
    page.locator("#missed").wait_for()
    assert page.locator("#missed blockquote").inner_text() == "单位"
    window.picture(page, "incident-missed")
    page.locator("#missed [name=category]").press("Tab")
    page.locator("#missed button.main").press("Enter")
    page.locator("text=漏掉的违规(1)").wait_for()
    (mark,) = home.application.review.missed(["call:1"])
    assert (mark.quote, mark.turn, mark.category) == ("单位", 2, "T01")


def test_words_first_keeps_silent(window, home):
    page = window.page(Role.REVIEWER)
    page.goto(f"/incidents/{home.held}")
    page.locator(".finding.current").wait_for()
    page.keyboard.press("t")
    page.goto(f"/incidents/{home.call}?play=1")
    page.locator("#text-first[aria-pressed=true]").wait_for()
    assert page.evaluate(f"{SOUND}.paused")
    assert not page.locator("#wave").is_visible()
    assert "2" in page.locator("#care").inner_text(), "two of zero tolerance today"


def test_several_are_ticked_and_given_to_somebody(window, home):
    ids = home.fresh(2)
    page = window.page(Role.LEAD)
    page.goto(f"/queue?case={home.case_id}")
    for key in "jxjx":
        page.keyboard.press(key)
    page.locator("text=已选 2 条").wait_for()
    window.picture(page, "queue-several")
    page.select_option("#many [name=to]", "reviewer")
    page.click("#many button:has-text('指派')")
    page.wait_for_load_state()
    assert [home.application.review.work(one).assignee for one in ids] == ["reviewer", "reviewer"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_light_and_dark_in_both_languages_wide_and_narrow(window, home, lang, theme):
    page = window.page(Role.LEAD, lang=lang, theme=theme)
    wanted = {"incident": home.call, "incident-counted": home.counted} if SCREENS else {"incident": home.call}
    for name, incident in reversed(wanted.items()):
        page.goto(f"/incidents/{incident}")
        if incident == home.call:
            page.locator("#wave[data-ready]").wait_for()
        window.picture(page, f"{name}-{lang}-{theme}")
    for width in (1100, 820):
        page.set_viewport_size({"width": width, "height": 1100})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing sticks out"
    window.picture(page, f"incident-narrow-{lang}-{theme}")
