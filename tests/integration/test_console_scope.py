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


@pytest.fixture(scope="module")
def secrets(console_home):
    """What tells of the calls."""
    ids = [one for number in range(1, CALLS + 1) for one in (f"call:{number}", console_home.incident(f"call:{number}"))]
    return [*ids, "宜诚服务", "甲方消费金融", f"/{AGENT}", "出门小心点", "威胁我", NUMBER, MASKED]


@pytest.fixture(scope="module")
def outsiders(console_home):
    """One of each role."""
    for role in Role:
        console_home.add(f"outside-{role}", {role}, NOBODY if role is Role.AGENT else INSIDE)
    return lambda role: console_home.client(f"outside-{role}")


@pytest.mark.parametrize("route", WATCHED, ids=name)
def test_nothing_of_another_agency_is_shown(console_home, outsiders, secrets, route):
    where = address(console_home, route)
    told = [one for one in secrets if one not in where]  # a refusal names what was asked for
    for role in roles(route):
        answer = outsiders(role).request(min(route.methods), where)
        assert [one for one in told if one in answer.text] == [], f"{role}: {where}"


@pytest.mark.parametrize("route", OF_A_CONTACT, ids=name)
def test_nothing_can_be_done_to_what_lies_outside(console_home, outsiders, route):
    for role in roles(route):
        answer = outsiders(role).request(min(route.methods), address(console_home, route))
        assert answer.status_code in {NOT_THERE, UNFIT}, role


def test_who_may_see_everything_is_shown_it(console_home, secrets):
    """So that the tests above can fail."""
    shown = {
        route.path
        for route in WATCHED
        if any(one in _text(console_home, route) for one in secrets if one not in address(console_home, route))
    }
    assert shown >= {"/queue", "/search", "/incidents/{identity}", "/contacts/{key:path}", "/api/v1/incidents"}
    assert shown >= {"/api/v1/search", "/api/v1/incidents/{identity}", "/api/v1/exports/incidents"}


def _text(home, route):
    return home.client(roles(route)[0]).request(min(route.methods), address(home, route)).text
