"""What every answer tells the browser, whatever became of the request."""

import re

import pytest

from audit.rights import Role
from pipelines.bootstrap import Application


@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/queue", "/nowhere", "/api/v1/openapi.json", "/api/v1/nothing", "/static/console.css", "/broken"],
)
def test_every_answer_carries_them(console_home, path, monkeypatch):
    if path == "/broken":
        path = "/queue"
        monkeypatch.setattr(Application, "store", property(lambda _: 1 / 0))
    answer = console_home.client(Role.REVIEWER).get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store")
    assert "strict-transport-security" not in answer.headers, "not over plain HTTP"


def test_over_tls_cookies_and_headers_say_so(console_home):
    answer = console_home.guest(base_url="https://testserver").get("/sign-in")
    assert answer.headers["strict-transport-security"]
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "secure"))


def test_cookies_are_closed_to_scripts_over_http_too(console_home):
    cookie = console_home.guest().get("/sign-in").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


@pytest.mark.parametrize("path", ["/sign-in", "/account", "/queue", "/nowhere"])
def test_no_page_holds_inline_code_or_leads_elsewhere(console_home, path):
    page = console_home.client(Role.LEAD).get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


def test_each_answer_has_a_nonce_of_its_own_and_the_page_knows_it(console_home):
    client = console_home.guest()
    pages = [client.get("/sign-in") for _ in range(2)]
    nonces = [re.search(r"nonce-([\w-]+)", page.headers["content-security-policy"])[1] for page in pages]
    assert nonces[0] != nonces[1]
    assert all(f'content="{nonce}"' in page.text for nonce, page in zip(nonces, pages, strict=True))


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("/nowhere", "text/html", "text/html"),
        ("/nowhere", "application/json", "application/problem+json"),
        ("/api/v1/nowhere", "text/html", "application/problem+json"),
    ],
)
def test_faults_are_pages_for_people_and_json_for_programs(console_home, path, accept, kind):
    answer = console_home.client(Role.REVIEWER).get(path, headers={"accept": accept})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith(kind)
    assert "page.unknown" in answer.text


def test_a_fault_of_ours_tells_nothing_of_the_inside(console_home, monkeypatch):
    monkeypatch.setattr(Application, "store", property(lambda _: 1 / 0))
    answer = console_home.client(Role.REVIEWER).get("/queue")
    assert answer.status_code == 500
    assert "server.broken" in answer.text
    assert "division" not in answer.text


def test_sentences_are_in_the_language_of_the_person(console_home):
    client = console_home.client(Role.REVIEWER)
    assert "没有 /nowhere 这一页" in client.get("/nowhere").text
    client.cookies.set("lang", "en")
    assert "there is no page /nowhere" in client.get("/nowhere").text
    assert client.get("/api/v1/incidents/x").json()["detail"].startswith("x:")
