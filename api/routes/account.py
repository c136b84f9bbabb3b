"""`/account`: one's own password, language and looks."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api import cookies
from api.allowed import allowed, open_to_all
from api.errors import BAD, SEE_OTHER
from api.routes.sign_in import inside
from api.visit import Visit
from audit.access import SHORTEST_PASSWORD
from audit.errors import Problem, Refused
from audit.rights import Verb
from config.messages import render_all

router = APIRouter(include_in_schema=False)


@router.get("/account")
def account(visit: Annotated[Visit, allowed(Verb.ACCOUNT)]) -> Response:
    return visit.page("account.html", sentence="", least=SHORTEST_PASSWORD)


@router.post("/account/password")
def password(
    visit: Annotated[Visit, allowed(Verb.ACCOUNT)],
    old: Annotated[str, Form(max_length=1000)],
    new: Annotated[str, Form(max_length=1000)],
    again: Annotated[str, Form(max_length=1000)],
) -> Response:
    if visit.session is None:  # a token changes no password
        raise Refused(Problem("access.sign_in", visit.request.url.path))
    try:
        visit.house.door.renew_password(visit.who, visit.session, old, new, again)
    except Refused as refused:
        return visit.page(
            "account.html", BAD, sentence=render_all(refused.problems, visit.language), least=SHORTEST_PASSWORD
        )
    return RedirectResponse("/", SEE_OTHER)


@router.post("/looks")
def looks(
    visit: Annotated[Visit, open_to_all()],
    lang: Annotated[Literal["zh", "en"] | None, Form()] = None,
    theme: Annotated[Literal["auto", "light", "dark"] | None, Form()] = None,
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Language and colours of this browser; the language of the person, too."""
    response = RedirectResponse(inside(back), SEE_OTHER)
    if lang:
        cookies.keep(response, visit.request, cookies.LANGUAGE, lang, cookies.LONG)
        if visit.account:
            visit.house.application.accounts.change_account(visit.account.name, lambda one: replace(one, language=lang))
    if theme:
        cookies.keep(response, visit.request, cookies.THEME, theme, cookies.LONG)
    return response
