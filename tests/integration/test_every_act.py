"""Nothing is done here that the log of acts does not know: every route, every command, those left out with their reason."""

from inspect import getsource, unwrap

import pytest
import typer

from audit.rights import Role
from pipelines.cli import COMMANDS, GROUPS, _module
from tests.logging import logs
from tests.pages import GETS, ROUTES, address, name, roles

LIST = "a list, masked; what is opened from it is entered"
FIGURES = "figures, no conversation"
RULE = "what a rule says, no conversation but masked examples"
OWN = "one's own things"
NOBODY = "tells nothing about anybody"
CONSUMER = "a consumer's own complaint, by nobody of ours; kept with its steps"
#: Routes that enter nothing, and why.
SILENT = {
    "GET /": "leads elsewhere",
    "GET /sign-in": "an empty form",
    "GET /sign-in/openid": "leads to the provider; coming back is entered",
    "GET /account": OWN,
    "POST /looks": "language and colours",
    "GET /queue": LIST,
    "POST /queue/filters": OWN,
    "POST /queue/filters/{key}/forget": OWN,
    "GET /incidents/{identity}/audio/waves": "a picture of the recording, on a page that is entered",
    "POST /incidents/{identity}/played": "the sound itself is entered when it is asked for",
    "GET /search/draft": "the beginning of a rule, from one's own question",
    "POST /search/saved": OWN,
    "POST /search/saved/{key}/forget": OWN,
    "GET /samples": LIST,
    "GET /samples/new": "an empty form",
    "GET /samples/{identity}": LIST,
    "GET /samples/{identity}/verify": FIGURES,
    "GET /samples/{identity}/recall": FIGURES,
    "GET /samples/{identity}/agreement": FIGURES,
    "GET /appeals": LIST,
    "GET /my-appeals": LIST,
    "GET /rules": FIGURES,
    "GET /rules/{identity}": RULE,
    "GET /rules/{identity}/file": RULE,
    "GET /rules/{identity}/change": RULE,
    "GET /proposals": LIST,
    "GET /proposals/{identity}": RULE,
    "GET /proposals/{identity}/file": RULE,
    "GET /dashboard": FIGURES,
    "GET /contacts": LIST,
    "GET /actions": LIST,
    "GET /actions/new": "an empty form",
    "GET /api/v1/actions": LIST,
    "GET /complain": "an empty form, open to all",
    "POST /complain": CONSUMER,
    "GET /complain/state": "an empty form, open to all",
    "POST /complain/state": CONSUMER,
    "GET /complaints": LIST,
    "GET /api/v1/complaints": LIST,
    "POST /api/v1/complaints": CONSUMER,
    "POST /api/v1/complaints/state": CONSUMER,
    "GET /reports": FIGURES,
    "GET /reports/{identity}": FIGURES,
    "GET /reports/{identity}/figures/{number}": FIGURES,
    "GET /api/v1/reports": FIGURES,
    "GET /api/v1/reports/{identity}": FIGURES,
    "GET /alerts": LIST,
    "GET /api/v1/alerts": LIST,
    "GET /alert-rules": "rules and targets without their addresses",
    "GET /retention": FIGURES,
    "POST /alert-rules/file": "the file's text, to be looked at",
    "POST /alert-rules/search": "the beginning of a rule, from what everybody may search",
    "GET /api/v1/openapi.json": NOBODY,
    "GET /api/v1/me": OWN,
    "GET /api/v1/incidents": LIST,
    "GET /api/v1/samples": LIST,
    "GET /api/v1/samples/{plan}": FIGURES,
    "GET /api/v1/samples/{plan}/items": LIST,
    "GET /api/v1/samples/{plan}/verify": FIGURES,
    "GET /api/v1/samples/{plan}/recall": FIGURES,
    "GET /api/v1/samples/{plan}/agreement": FIGURES,
    "GET /api/v1/appeals": LIST,
    "GET /api/v1/my-appeals": LIST,
    "GET /api/v1/rules": FIGURES,
    "GET /api/v1/rules/{identity}": RULE,
    "GET /api/v1/proposals": LIST,
    "GET /api/v1/rates": FIGURES,
    "GET /api/v1/trend": FIGURES,
    "GET /api/v1/coverage": FIGURES,
    "GET /health/live": NOBODY,
    "GET /health/ready": NOBODY,
    "GET /metrics": FIGURES,
}
FILES = "reads and writes files only; a changed pack is entered when work or serve starts with it"
CHECK = "checks a file or the log itself"
#: Commands likewise.
SILENT_COMMANDS = {
    "scan": "lines in, lines out, nothing stored",
    "serve": "starts the server, which enters its settings and all that is done there",
    "doctor": FIGURES,
    "incidents list": LIST,
    "scorecard list": FIGURES,
    "redactions list": LIST,
    "rules lint": FILES,
    "rules test": FILES,
    "rules lock": FILES,
    "rules explain": FILES,
    "rules diff": FILES,
    "exports verify": CHECK,
    "user list": "accounts, no conversation",
    "user roles": NOBODY,
    "audit verify": CHECK,
    "audit anchor": CHECK,
    "evidence verify": CHECK,
    "evidence verifier": NOBODY,
    "evidence keys": "public keys",
    "actions list": LIST,
    "alerts list": LIST,
    "alerts rules check": CHECK,
    "keys status": FIGURES,
    "report list": FIGURES,
    "retention classes": NOBODY,
    "retention preview": FIGURES,
    "retention list": FIGURES,
    "retention holds": "what is held, by ids",
}
#: By acts of the keeper that they call.
KEPT = {
    "user add": "add",
    "user demo": "add",
    "user passwd": "renew",
    "user disable": "disable",
    "user token": "give_token",
}
PLAYED_AGAIN = "/audio/"


def commands():
    """Names as they are typed, each with its function."""
    found = {one: getattr(_module(module), one.replace("-", "_")) for one, module in COMMANDS.items()}
    for group, module in GROUPS.items():
        found |= dict(_of(group, _module(module).cli))
    return found


def _of(name, cli):
    for one in cli.registered_commands:
        yield f"{name} {one.name or one.callback.__name__.replace('_', '-')}", one.callback
    for inner in cli.registered_groups:
        yield from _of(f"{name} {inner.name}", inner.typer_instance)


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_every_route_enters_what_is_done_or_says_why_not(route):
    assert logs(route.endpoint) is (name(route) not in SILENT)


def test_no_silent_route_is_gone():
    assert SILENT.keys() <= {name(route) for route in ROUTES}


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_enters_what_is_done_or_says_why_not(command):
    function = commands()[command]
    if command in KEPT:
        assert f".{KEPT[command]}(" in getsource(unwrap(function))
    else:
        assert logs(function) is (command not in SILENT_COMMANDS)


def test_no_silent_command_is_gone():
    assert SILENT_COMMANDS.keys() | KEPT.keys() <= commands().keys()
    assert isinstance(_module("evidence").cli, typer.Typer)


@pytest.mark.parametrize(
    "route", [one for one in GETS if name(one) not in SILENT and PLAYED_AGAIN not in one.path], ids=name
)
def test_who_looks_at_a_page_is_known_afterwards(furnished, route):
    if route.path.startswith("/sign-in"):
        assert furnished.guest().get(address(furnished, route)).status_code >= 400, "no provider is set up here"
        return
    acts, who = furnished.application.acts, roles(route)[0]
    before = acts.end().number
    furnished.client(who).get(address(furnished, route))
    assert any(link.act.by == who for link in acts.links(after=before))


def test_a_sign_in_that_fails_is_known_whatever_failed(furnished):
    acts = furnished.application.acts
    before = acts.end().number
    guest = furnished.guest()
    guest.get("/sign-in", headers={"authorization": "Bearer fairdial_none"})
    client = furnished.client(Role.REVIEWER)
    client.post(
        "/account/password", data={"old": "wrong", "new": "a very long new one", "again": "a very long new one"}
    )
    why = [link.act.detail.get("why") for link in acts.links(after=before) if link.act.verb == "sign_in_refused"]
    assert why == ["token", "wrong_old"]
