"""What lies outside somebody's scope answers as if it were not there: every page and every route for programs, every role."""

import pytest

from audit.rights import Role
from audit.scope import Scope
from tests.console import AGENT, CALLS, MASKED, NUMBER
from tests.pages import GETS, ROUTES, address, declared, name, roles

#: Sees the messages of one agency, and nothing of the other one's calls.
INSIDE = Scope(agencies=frozenset({"众安外包"}))
NOBODY = Scope(agencies=frozenset({"众安外包"}), agents=frozenset({"B-01"}))
WATCHED = [
    route for route in ROUTES if (route in GETS or route.path.startswith("/api/v1/")) and declared(route) != [None]
]
#: Of one contact: whoever may not see it may not do anything to it either.
OF_A_CONTACT = [
    route
    for route in ROUTES
    if any(route.path.startswith(f"{noun}/{{") for noun in ("/queue", "/incidents", "/contacts"))
]
NOT_THERE, UNFIT = 404, 422
#: Among what is watched, pages that tell most.
SHOWN = ["/queue", "/search", "/incidents/{identity}", "/contacts/{key:path}", "/samples/{identity}", "/dashboard"]
SHOWN += ["/samples/{identity}/items/{place}", "/appeals", "/appeals/{identity}", "/my-appeals", "/contacts"]
SHOWN += ["/actions", "/actions/{identity}", "/api/v1/actions/{action}"]
SHOWN += ["/api/v1/incidents", "/api/v1/incidents/{identity}", "/api/v1/search", "/api/v1/exports/incidents"]


@pytest.fixture(scope="module")
def secrets(furnished):
    """What tells of the calls."""
    ids = [
        one for number in (*range(1, CALLS + 1), 9) for one in (f"call:{number}", furnished.incident(f"call:{number}"))
    ]
    return [*ids, "宜诚服务", "甲方消费金融", f"/{AGENT}", "回我电话", "威胁我", "看着点路", NUMBER, MASKED]


@pytest.fixture(scope="module")
def outsiders(furnished):
    """One of each role."""
    for role in Role:
        furnished.add(f"outside-{role}", {role}, NOBODY if role is Role.AGENT else INSIDE)
    return lambda role: furnished.client(f"outside-{role}")


@pytest.mark.parametrize("route", WATCHED, ids=name)
def test_nothing_of_another_agency_is_shown(furnished, outsiders, secrets, route):
    where = address(furnished, route)
    told = [one for one in secrets if one not in where]  # a refusal names what was asked for
    for role in roles(route):
        answer = outsiders(role).request(min(route.methods), where)
        assert [one for one in told if one in answer.text] == [], f"{role}: {where}"


@pytest.mark.parametrize("route", OF_A_CONTACT, ids=name)
def test_nothing_can_be_done_to_what_lies_outside(furnished, outsiders, route):
    for role in roles(route):
        answer = outsiders(role).request(min(route.methods), address(furnished, route))
        assert answer.status_code in {NOT_THERE, UNFIT}, role


@pytest.mark.parametrize("path", SHOWN)
def test_who_may_see_everything_is_shown_it(furnished, secrets, path):
    """So that the tests above can fail."""
    (route,) = (one for one in WATCHED if one.path == path)
    where = address(furnished, route)
    text = furnished.client(roles(route)[0]).request(min(route.methods), where).text
    assert any(one in text for one in secrets if one not in where)
