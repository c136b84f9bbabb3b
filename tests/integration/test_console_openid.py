"""Sign-in at a provider of OpenID Connect, and every way in which it must fail."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from api.cookies import ERRAND, SESSION
from audit.rights import Role
from config.settings import Settings
from tests.console import ConsoleHome
from tests.provider import CLIENT, OTHER_KEY, SECRET, provider


@pytest.fixture(scope="module")
def tiny():
    with provider() as made:
        yield made


@pytest.fixture(autouse=True)
def honest(tiny):
    tiny.claims, tiny.key = {}, type(tiny)().key


@pytest.fixture(scope="module")
def home(tiny, tmp_path_factory):
    settings = {"oidc_issuer": tiny.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    folder = tmp_path_factory.mktemp("openid")
    made = ConsoleHome(Settings(_env_file=None, home=folder, reader="off", **settings))
    with TestClient(made.app):
        yield made
    made.application.store.engine.dispose()


@pytest.fixture
def person(home):
    home.add("openid", {Role.REVIEWER})


def come_back(tiny, browser, **changed):
    sent = browser.get("/sign-in/openid")
    assert sent.status_code == 303
    return browser.get("/sign-in/openid/back", params={**tiny.agree(sent.headers["location"]), **changed})


@pytest.mark.usefixtures("person")
def test_who_has_an_account_is_let_in_and_bound_to_it(home, tiny):
    browser = home.guest()
    assert "/sign-in/openid" in browser.get("/sign-in").text
    assert come_back(tiny, browser).headers["location"] == "/"
    assert browser.get("/queue").status_code == 200
    assert home.application.accounts.account("openid").subject == f"{tiny.issuer}|7"
    assert home.acts("sign_in")[-1].detail["how"] == "openid"
    tiny.claims = {"preferred_username": "renamed"}
    assert come_back(tiny, home.guest()).status_code == 303, "the same person under another name"
    tiny.claims = {"sub": "8"}
    assert come_back(tiny, home.guest()).status_code == 403, "another person under the same name"


def test_the_errand_is_proven_by_state_nonce_and_pkce(home):
    location = home.guest().get("/sign-in/openid").headers["location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 40
    assert asked["redirect_uri"] == "http://testserver/sign-in/openid/back"


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    ("claims", "code", "reason"),
    [
        ({"nonce": "other"}, "openid.token", "an answer to another question"),
        ({"nonce": None}, "openid.token", "no nonce"),
        ({"aud": "another client"}, "openid.token", "meant for somebody else"),
        ({"iss": "https://elsewhere.test"}, "openid.token", "of another provider"),
        ({"exp": int(time.time()) - 3600}, "openid.token", "long over"),
        ({"preferred_username": None}, "openid.claim", "no name"),
        ({"preferred_username": "stranger", "sub": "9"}, "access.no_account", "accounts are not made by themselves"),
    ],
)
def test_claims_that_do_not_hold(home, tiny, claims, code, reason):
    tiny.claims = claims
    browser = home.guest()
    answer = come_back(tiny, browser)
    assert code in answer.text, reason
    assert SESSION not in browser.cookies


@pytest.mark.usefixtures("person")
def test_a_signature_of_somebody_else(home, tiny):
    tiny.key = OTHER_KEY
    assert "openid.token" in come_back(tiny, home.guest()).text


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"state": "forged"}, "openid.state"),
        ({"code": "stolen"}, "openid.away"),
        ({"error": "denied"}, "openid.refused"),
    ],
)
def test_answers_that_were_tampered_with(home, tiny, changed, code):
    assert code in come_back(tiny, home.guest(), **changed).text


def test_an_answer_to_a_browser_that_asked_nothing(home):
    answer = home.guest().get("/sign-in/openid/back", params={"state": "s", "code": "c"})
    assert "openid.state" in answer.text


@pytest.mark.usefixtures("person")
def test_the_errand_is_over_after_sign_in(home, tiny):
    browser = home.guest()
    come_back(tiny, browser)
    assert ERRAND not in browser.cookies


def test_where_no_provider_is_set_there_is_no_such_page(console_home):
    assert console_home.guest().get("/sign-in/openid").status_code == 404
    assert "/sign-in/openid" not in console_home.guest().get("/sign-in").text


def test_a_provider_that_is_away_or_calls_itself_otherwise_is_named(tmp_path, tiny):
    tiny.declared = "https://elsewhere.test"
    settings = Settings(_env_file=None, home=tmp_path, oidc_issuer=tiny.issuer, oidc_client_id=CLIENT, reader="off")
    home = ConsoleHome(settings)
    with TestClient(home.app):
        assert "openid.issuer" in home.guest().get("/sign-in/openid").text
        tiny.declared, tiny.issuer = None, "http://127.0.0.1:9"
        assert "openid" in home.guest().get("/sign-in/openid").text
    home.application.store.engine.dispose()
