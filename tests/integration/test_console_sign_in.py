"""How people and programs come in, and how they are kept out."""

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from api import cookies
from api.deps import REQUESTS, SIGN_INS, Pace
from audit.access import LOCKED_FOR, MOST_FAILURES
from audit.errors import Refused
from audit.rights import Role, Verb
from pipelines.access import passwords
from pipelines.access.keeping import Keeper

PASSWORD = "four words of ours"


@pytest.fixture(scope="module", autouse=True)
def quick():
    """Hashes of the same kind that cost next to nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="module")
def hashed_password(quick):  # noqa: ARG001 - comes first
    return passwords.hashed(PASSWORD)


@pytest.fixture
def person(console_home, hashed_password, request):
    """An account of this test's own."""
    name = re.sub(r"\W", "", request.node.name)[5:35].lower()
    console_home.add(name, {Role.REVIEWER}, password=hashed_password)
    return name


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    monkeypatch.setattr(Pace, "keep", lambda *_: None)


def form(browser, path="/sign-in"):
    """The token in a form of this page."""
    return re.search(r'name="csrf" value="(\w+)"', browser.get(path).text)[1]


def sign_in(browser, name, password=PASSWORD, **fields):
    return browser.post("/sign-in", data={"csrf": form(browser), "name": name, "password": password, **fields})


def test_a_right_password_opens_and_sign_out_closes(console_home, person):
    browser = console_home.guest()
    answer = sign_in(browser, person)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.get("/").headers["location"] == "/queue"
    kept = browser.cookies[cookies.SESSION]
    assert browser.post("/sign-out", data={"csrf": form(browser, "/account")}).status_code == 303
    browser.cookies.set(cookies.SESSION, kept)
    assert browser.get("/queue").status_code == 303, "the session is over, whoever kept its cookie"
    mine = [act for verb in ("sign_in", "sign_out") for act in console_home.acts(verb) if act.by == person]
    assert [act.verb for act in mine] == ["sign_in", "sign_out"]
    assert mine[0].detail["how"] == "password"


def test_every_sign_in_has_a_secret_of_its_own(console_home, person):
    """A session slipped into somebody's browser before sign-in is worth nothing after it."""
    browser = console_home.guest()
    browser.cookies.set(cookies.SESSION, "slipped in")
    sign_in(browser, person)
    secrets = {
        browser.cookies.get(cookies.SESSION, domain=domain) for domain in {c.domain for c in browser.cookies.jar}
    }
    other = console_home.guest()
    sign_in(other, person)
    assert other.cookies[cookies.SESSION] not in secrets
    stranger = console_home.guest()
    stranger.cookies.set(cookies.SESSION, "slipped in")
    assert stranger.get("/queue").status_code == 303


@pytest.mark.parametrize(
    ("name", "password"),
    [("nobody", PASSWORD), (None, "wrong"), (None, ""), (None, PASSWORD.upper())],
    ids=["unknown", "wrong", "empty", "other case"],
)
def test_what_is_wrong_is_refused_alike(console_home, person, name, password):
    answer = sign_in(console_home.guest(), name or person, password or " ")
    assert answer.status_code == 401
    assert "账号或密码不对" in answer.text
    assert cookies.SESSION not in answer.cookies


def test_wrong_passwords_lock_also_for_the_right_one_and_for_a_while(console_home, person):
    browser = console_home.guest()
    for _ in range(MOST_FAILURES):
        assert sign_in(browser, person, "wrong").status_code == 401
    assert sign_in(browser, person).status_code == 401, "locked"
    elsewhere = console_home.guest(client=("10.0.0.2", 50000))
    assert sign_in(elsewhere, person).status_code == 303, "and not for its owner, at another address"
    assert [act.detail["why"] for act in console_home.acts("sign_in_refused") if act.by == person][-1] == "locked"
    console_home.clock.now += LOCKED_FOR
    assert sign_in(browser, person).status_code == 303


def test_disabling_ends_sessions_at_once(console_home, person):
    browser = console_home.guest()
    sign_in(browser, person)
    assert browser.get("/queue").status_code == 200
    keeper(console_home).disable(person, disabled=True)
    assert browser.get("/queue").status_code == 303
    assert sign_in(console_home.guest(), person).status_code == 401


@pytest.mark.parametrize("step", [timedelta(minutes=61), timedelta(minutes=50)], ids=["idle", "in use, too long"])
def test_sessions_end(console_home, person, step):
    browser = console_home.guest()
    sign_in(browser, person)
    began, seen = console_home.clock.now, 200
    while seen == 200 and console_home.clock.now - began < timedelta(hours=13):
        console_home.clock.now += step
        seen = browser.get("/account").status_code
    assert seen == 303
    assert console_home.clock.now - began == (step if step > timedelta(hours=1) else timedelta(minutes=750))


@pytest.mark.parametrize(
    ("go_on", "led_to"),
    [
        ("/queue?severity=4", "/queue?severity=4"),
        ("https://elsewhere.test/", "/"),
        ("//elsewhere.test", "/"),
        ("/\\elsewhere.test", "/"),
        ("javascript:alert(1)", "/"),
        ("/x\r\nset-cookie: a=b", "/"),
    ],
)
def test_after_sign_in_one_stays_here(console_home, person, go_on, led_to):
    assert sign_in(console_home.guest(), person, next=go_on).headers["location"] == led_to


def test_a_page_that_was_asked_for_comes_after_sign_in(console_home):
    location = console_home.guest().get("/queue?channel=sms").headers["location"]
    assert location == "/sign-in?next=%2Fqueue%3Fchannel%3Dsms"


def test_a_one_time_password_is_changed_first(console_home, person):
    given = keeper(console_home).renew(person)
    browser = console_home.guest()
    sign_in(browser, person, given)
    assert browser.get("/queue").headers["location"] == "/account"
    new = {"csrf": form(browser, "/account"), "old": given, "new": "another four words", "again": "another four words"}
    for wrong, said in (
        ({"again": "different words!"}, "不一致"),
        ({"new": "short", "again": "short"}, "12"),
        ({"old": "guess"}, "现在的密码不对"),
        ({"new": given, "again": given}, "相同"),
        ({"new": f"{person} and me", "again": f"{person} and me"}, "账号名"),
    ):
        refused = browser.post("/account/password", data={**new, **wrong})
        assert (refused.status_code, said in refused.text) == (400, True), wrong
    assert browser.post("/account/password", data=new).status_code == 303
    assert browser.get("/queue").status_code == 200
    assert sign_in(console_home.guest(), person, "another four words").status_code == 303


def test_too_many_tries_from_one_address_are_told_to_wait(monkeypatch):
    monkeypatch.undo()  # what spares the other tests
    pace = Pace()
    for _ in range(SIGN_INS.amount):
        pace.keep(SIGN_INS, "127.0.0.1")
    with pytest.raises(Refused, match=r"access\.too_many"):
        pace.keep(SIGN_INS, "127.0.0.1")
    pace.keep(SIGN_INS, "127.0.0.2")
    pace.keep(REQUESTS, "127.0.0.1")


def keeper(home):
    return Keeper(home.application.door(home.clock), "operator:test")


def bearer(home, secret):
    browser = home.guest()
    browser.headers["authorization"] = f"Bearer {secret}"
    return browser


def test_a_token_does_what_it_was_made_for_until_it_ends(console_home, person):
    token, secret = keeper(console_home).give_token(person, frozenset({Verb.QUEUE}), timedelta(days=30))
    program = bearer(console_home, secret)
    assert program.get("/api/v1/incidents?limit=2").status_code == 200
    assert program.get("/api/v1/incidents/x").status_code == 403, "not within its verbs"
    assert secret not in str(console_home.application.sessions.tokens(person)), "only its hash is kept"
    keeper(console_home).end_token(person, token.id)
    refused = program.get("/api/v1/incidents")
    assert (refused.status_code, refused.json()["code"]) == (401, "access.token")
    assert refused.headers["www-authenticate"] == "Bearer"


def test_a_token_runs_out(console_home, person):
    _, secret = keeper(console_home).give_token(person, frozenset({Verb.QUEUE}), timedelta(days=1))
    console_home.clock.now += timedelta(days=1)
    assert bearer(console_home, secret).get("/api/v1/incidents").status_code == 401


def test_no_token_is_wider_than_its_account(console_home, person):
    with pytest.raises(Refused, match=r"access\.token_verbs"):
        keeper(console_home).give_token(person, frozenset({Verb.EXPORT}), timedelta(days=1))


def test_language_and_looks_stay_with_browser_and_person(console_home, person):
    browser = console_home.guest()
    assert 'data-theme="auto"' in browser.get("/sign-in").text
    answer = browser.post("/looks", data={"csrf": form(browser), "lang": "en", "theme": "dark", "back": "/sign-in"})
    assert answer.headers["location"] == "/sign-in"
    page = browser.get("/sign-in").text
    assert 'data-theme="dark"' in page
    assert "Sign in" in page
    sign_in(browser, person)
    browser.post("/looks", data={"csrf": form(browser, "/account"), "lang": "zh"})
    elsewhere = console_home.guest()
    sign_in(elsewhere, person)
    elsewhere.cookies.set("lang", "en")
    assert "我的账号" in elsewhere.get("/account").text, "the person's choice goes with the person"


def test_a_hash_of_weaker_settings_is_made_anew_at_sign_in(console_home, person, monkeypatch):
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    before = console_home.application.accounts.account(person).password
    sign_in(console_home.guest(), person)
    after = console_home.application.accounts.account(person).password
    assert before != after
    assert not passwords.outdated(after)
