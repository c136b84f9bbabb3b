"""`/sign-in`, `/sign-out`: by password, or at the provider of OpenID Connect."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import cookies
from api.allowed import allowed, open_to_all
from api.console import nav
from api.deps import SIGN_INS
from api.errors import SEE_OTHER, UNAUTHORIZED
from api.visit import Visit
from audit.errors import Problem, Refused
from audit.rights import Verb
from config.messages import render
from pipelines.access.openid import Errand, Provider

router = APIRouter(include_in_schema=False)

#: Where the provider sends people back to.
BACK = "/sign-in/openid/back"


@router.get("/")
def root(visit: Annotated[Visit, allowed(Verb.ACCOUNT)]) -> Response:
    return RedirectResponse(nav.home(visit), SEE_OTHER)


@router.get("/sign-in")
def sign_in(visit: Annotated[Visit, open_to_all()], next: str = "/") -> Response:  # noqa: A002 - as it reads in the URL
    return _form(visit, inside(next))


@router.post("/sign-in")
def enter(
    visit: Annotated[Visit, open_to_all()],
    name: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form()] = "/",  # noqa: A002 - as above
) -> Response:
    visit.house.pace.keep(SIGN_INS, _address(visit.request))
    try:
        secret = visit.house.door.enter(name.strip(), password, _address(visit.request))
    except Refused as refused:
        return _form(visit, inside(next), refused.problems[0], name)
    return _signed_in(visit, secret, inside(next))


@router.post("/sign-out")
def leave(visit: Annotated[Visit, allowed(Verb.ACCOUNT)]) -> Response:
    if visit.session:
        visit.house.door.leave(visit.who, visit.session)
    response = RedirectResponse("/sign-in", SEE_OTHER)
    cookies.drop(response, visit.request, cookies.SESSION)
    return response


@router.get("/sign-in/openid")
def to_provider(visit: Annotated[Visit, open_to_all()]) -> Response:
    """A link and no form: a form may lead to our own pages only."""
    errand = Errand.new()
    response = RedirectResponse(_provider(visit).send_off(errand, _back(visit)), SEE_OTHER)
    cookies.keep(response, visit.request, cookies.ERRAND, errand.write(), cookies.SHORT)
    return response


@router.get(BACK)
def from_provider(visit: Annotated[Visit, open_to_all()], state: str = "", code: str = "", error: str = "") -> Response:
    visit.house.pace.keep(SIGN_INS, _address(visit.request))
    errand = Errand.read(visit.request.cookies.get(cookies.ERRAND, ""))
    if error or errand is None:
        raise Refused(Problem("openid.refused" if error else "openid.state", "openid", {"fault": error[:100]}))
    said = _provider(visit).welcome(errand, state, code, _back(visit))
    response = _signed_in(visit, visit.house.door.enter_by(said.subject, said.name, _address(visit.request)), "/")
    cookies.drop(response, visit.request, cookies.ERRAND)
    return response


def _form(visit: Visit, go_on: str, problem: Problem | None = None, name: str = "") -> Response:
    sentence = render(problem, visit.language) if problem else ""
    status = UNAUTHORIZED if problem else 200
    return visit.page("sign_in.html", status, go_on=go_on, sentence=sentence, name=name)


def _signed_in(visit: Visit, secret: str, go_on: str) -> Response:
    response = RedirectResponse(go_on, SEE_OTHER)
    cookies.keep(response, visit.request, cookies.SESSION, secret)
    cookies.drop(response, visit.request, cookies.VISITOR)
    return response


def _provider(visit: Visit) -> Provider:
    if visit.house.provider is None:
        raise Refused(Problem("page.unknown", visit.request.url.path))
    return visit.house.provider


def _back(visit: Visit) -> str:
    return str(visit.request.url_for("from_provider"))


def inside(path: str) -> str:
    """A page of ours, whatever somebody wrote into the link."""
    parts = urlsplit(path)
    fine = not parts.scheme and not parts.netloc and path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if fine and path.isprintable() else "/"


def _address(request: Request) -> str:
    return request.client.host if request.client else "?"
