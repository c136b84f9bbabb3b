"""Steps that people take in the console without a mouse, in a browser."""

SOUND = "document.getElementById('sound')"


def sign_in(page, name, password):
    """On the page for it, where the name is asked for first."""
    page.locator("[name=password]").wait_for()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def open_in_queue(page, incident):
    """By walking down to it."""
    links = page.locator("[data-row] td.what a")
    hrefs = [links.nth(n).get_attribute("href") for n in range(links.count())]
    for _ in range(next(n for n, href in enumerate(hrefs, 1) if incident in href)):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incidents/{incident}*")


def unmask(page, reason):
    page.keyboard.press("x")
    page.keyboard.type(reason)
    page.keyboard.press("Enter")
    page.locator("aside > .alert").wait_for()
    page.locator(".current").first.wait_for()  # the keys are there


def following(page, done):
    """The incident that came up when this one was done."""
    page.wait_for_url(f"**done={done}*")
    page.locator(".current").first.wait_for()  # the keys are there
    return page.url.split("/incidents/")[1].split("?")[0]
