"""What `/api/v1` says of itself holds: whatever is asked, the answer is one that the OpenAPI document describes, and never a fault of ours."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from audit.rights import ROLES, Role
from tests.pages import ROUTES, address, declared, name

DOCUMENTED = [route for route in ROUTES if route.include_in_schema]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
#: A fault is shown as it was found: to make it smaller takes minutes.
few = settings(max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def document(furnished):
    return openapi.from_dict(furnished.guest().get("/api/v1/openapi.json").json())


@pytest.fixture(scope="module")
def programs(furnished):
    """A browser without cookies that shows a token of somebody of this role; a new one each time, as one may not ask too often."""

    def make(role):
        if role is None:
            return furnished.guest()
        account = furnished.application.accounts.account(role.value)
        door = furnished.app.state.house.door
        _, secret = door.make_token(account, ROLES[role], timedelta(hours=1))
        program = furnished.guest()
        program.headers["authorization"] = f"Bearer {secret}"
        return program

    return make


def who(route):
    """Of those who may, the one who may least, and nobody for what is open to all; agents come to nothing but their own."""
    (verb,) = declared(route)
    if verb is None:
        return None
    return min((role for role in Role if verb in ROLES[role]), key=lambda role: len(ROLES[role]))


def modes(route):
    """Of what takes nothing but an id nothing can be unfit."""
    asks = route.dependant.query_params or route.dependant.body_params
    return GenerationMode if asks else [GenerationMode.POSITIVE]


ASKED = [pytest.param(one, mode, id=f"{name(one)} {mode.value}") for one in DOCUMENTED for mode in modes(one)]


@pytest.mark.parametrize(("route", "mode"), ASKED)
def test_every_answer_is_one_of_those_described(document, programs, route, mode):
    operation, program = document[route.path][min(route.methods)], programs(who(route))

    @few
    @given(operation.as_strategy(mode))
    def answers(case):
        asked = case.as_transport_kwargs(base_url=str(program.base_url), headers=dict(program.headers))
        asked.pop("cookies", None)  # no route takes any
        asked["content"] = asked.pop("data", None)
        case.validate_response(program.request(**asked), checks=CHECKS)

    answers()


@pytest.mark.parametrize("route", [one for one in DOCUMENTED if min(one.methods) == "GET"], ids=name)
def test_what_is_there_is_answered_as_described(furnished, document, programs, route):
    """Made-up ids are mostly not there."""
    operation = document[route.path]["GET"]
    answer = programs(who(route)).get(address(furnished, route))
    assert answer.status_code == 200
    operation.validate_response(answer)
