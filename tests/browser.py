"""A headless Chromium for tests of the console, and the console on a port of its own for it to open."""

import os
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from api import cookies

#: It may go nowhere but to loopback.
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
QUIET += ("--disable-component-update", "--disable-sync", "--no-proxy-server")
#: Pictures are written to docs/screens only where this is set.
SCREENS = os.environ.get("FAIRDIAL_TEST_SCREENS")
FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screens"


def chromium():
    """Where it is; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


in_a_browser = pytest.mark.skipif(
    chromium() is None and os.environ.get("CI") != "true", reason="there is no Chromium here; .ci/servers installs it"
)


@contextmanager
def served(app):
    """The address of this app."""
    config = uvicorn.Config(app, port=0, lifespan="off", log_level="critical", timeout_graceful_shutdown=5)
    sock = config.bind_socket()
    sock.listen()
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        sock.close()


def until(page, condition):
    """Wait within the page: our policy forbids the strings that Playwright's own waiting evaluates again and again."""
    page.evaluate(
        f"""() => new Promise((done) => {{
          const timer = setInterval(() => {{ if ({condition}) {{ clearInterval(timer); done(); }} }}, 20);
        }})"""
    )


class Browser:
    """`page(role)` is a window in which somebody of this role is signed in."""

    def __init__(self, home, address, chrome):
        self.home, self.address, self._chrome = home, address, chrome
        self.faults = []

    def page(self, who=None, *, lang="zh", theme="light", size=(1280, 800), watched=True, scripts=True):
        """With `watched` whatever the browser complains of goes to `faults`."""
        width, height = size
        window = self._chrome.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale="zh-CN",
            java_script_enabled=scripts,
        )
        jar = {"lang": lang} | ({cookies.SESSION: f"browser-of-{who}"} if who else {})
        window.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in jar.items()])
        if who:
            self.home.open(who, f"browser-of-{who}")
        page = window.new_page()
        if watched:  # what the policy forbids, a script trips over or cannot be found
            page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        return page

    def picture(self, page, name):
        """Into docs/screens, if asked for."""
        if SCREENS:
            page.screenshot(path=FOLDER / f"{name}.png")


@contextmanager
def browser(home):
    with served(home.app) as address, sync_playwright() as play:
        chrome = play.chromium.launch(executable_path=chromium(), headless=True, args=list(QUIET))
        try:
            yield Browser(home, address, chrome)
        finally:
            chrome.close()
