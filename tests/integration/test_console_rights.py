"""Every route of the server says who may come in, and holds to it: every route × role, as the table of `audit.rights` says."""

import re

import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import Mount

from api.app import ROUTERS
from audit.rights import ROLES, Role, rights
from audit.scope import Scope
from tests.console import AGENT
from tests.pages import ROUTES, declared, name

#: Calls under way are guarded by a token of the telephone system's own.
GUARDED_OTHERWISE = {"/live/{call_id}"}
SCOPED = {Role.AGENT: Scope(agents=frozenset({AGENT}))}


#: All that nobody need sign in for.
PUBLIC = {
    "GET /sign-in",
    "POST /sign-in",
    "GET /sign-in/openid",
    "GET /sign-in/openid/back",
    "POST /looks",
    "GET /complain",
    "POST /complain",
    "GET /complain/state",
    "POST /complain/state",
    "POST /api/v1/complaints",
    "POST /api/v1/complaints/state",
    "GET /api/v1/openapi.json",
    "GET /health/live",
    "GET /health/ready",
    "GET /metrics",
}
CLOSED = [route for route in ROUTES if declared(route) != [None]]


def ask(client, route, **options):
    path = re.sub(r"\{[^}]+\}", "x", route.path)
    return client.request(min(route.methods), path, **options)


def test_no_route_is_served_that_is_not_looked_at(console_home):
    app = console_home.app
    others = {type(route).__name__ for route in app.routes} - {"_IncludedRouter"}
    assert others == {"Mount"}, "static files, and nothing that FastAPI adds by itself"
    assert [route.path for route in app.routes if isinstance(route, Mount)] == ["/static"]
    odd = {route.path for router in ROUTERS for route in router.routes if not isinstance(route, APIRoute)}
    assert odd == GUARDED_OTHERWISE
    assert all(isinstance(route, APIRoute | APIWebSocketRoute) for router in ROUTERS for route in router.routes), (
        "and no plain one"
    )


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_every_route_declares_one_verb(route):
    assert len(declared(route)) == 1, f"{name(route)}: add allowed(Verb.…) or open_to_all()"


def test_these_are_open_to_all_and_no_others():
    assert {name(route) for route in ROUTES if declared(route) == [None]} == PUBLIC


def test_the_documented_routes_are_those_that_are_served(console_home):
    documented = console_home.guest().get("/api/v1/openapi.json").json()
    found = {(method.upper(), path) for path, item in documented["paths"].items() for method in item}
    served = {(min(route.methods), route.path) for route in ROUTES if route.include_in_schema}
    assert found == served
    assert all(path.startswith("/api/v1/") for _, path in found)


@pytest.mark.parametrize("role", Role)
def test_every_route_answers_each_role_as_the_table_says(console_home, role):
    mine = rights([role], SCOPED.get(role, Scope()))
    client = console_home.client(role)
    wrong = {}
    for route in CLOSED:
        if route.path == "/sign-out":
            continue  # it would end the session that the others need; tried in test_console_sign_in
        (verb,) = declared(route)
        status = ask(client, route).status_code
        if (status != 403) != mine.may(verb) or status in {401, 500}:
            wrong[name(route)] = (verb, status)
    assert wrong == {}


@pytest.mark.parametrize("route", CLOSED, ids=name)
def test_who_is_not_signed_in_is_shown_the_way(console_home, route):
    guest = console_home.guest()
    guest.get("/sign-in")
    if min(route.methods) == "GET":
        page = ask(guest, route)
        assert page.status_code == (401 if route.path.startswith("/api/") else 303)
        assert page.headers.get("location", "/sign-in").startswith("/sign-in")
    else:
        assert ask(guest, route).status_code == 403, "without a token of a form of ours nothing is even looked at"


@pytest.mark.parametrize("route", [one for one in ROUTES if min(one.methods) != "GET"], ids=name)
def test_nothing_is_done_for_a_form_that_is_not_ours(console_home, route):
    client = console_home.client(Role.LEAD)
    del client.headers["x-csrf-token"]
    answer = ask(client, route, data={"csrf": "0" * 64})
    assert answer.status_code == 403
    assert "access.csrf" in answer.text


def test_every_role_is_in_the_table():
    assert set(ROLES) == set(Role)
