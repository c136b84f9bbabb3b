"""Who may come in. Every route says it once: `visit: Annotated[Visit, allowed(Verb.QUEUE)]`, or `open_to_all()`."""

from dataclasses import dataclass, replace
from typing import Any

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api import cookies
from api.deps import REQUESTS, SIGN_INS, House
from api.visit import Visit
from audit.errors import Problem, Refused
from audit.rights import Verb
from config.messages import LANGUAGES
from pipelines.access.door import digest

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
#: Where somebody who must change the password may go.
UNTIL_RENEWED = "/account"
BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Allowed:
    """The dependency. `verb` is None for what is open to all."""

    verb: Verb | None
    #: Whether JSON needs no token of a form: no other site can make a browser send that without asking us first.
    json: bool = False

    async def __call__(self, request: Request) -> Visit:
        shown = await _shown(request)
        visit = await run_in_threadpool(_come_in, request)
        # A token comes in a header of its own, which no other site can make a browser send.
        proven = _bearer(request) or (self.json and _is_json(request)) or cookies.proves(_secret(request, visit), shown)
        if request.method not in SAFE and not proven:
            raise Refused(Problem("access.csrf", request.url.path))
        return visit if self.verb is None else self._admit(visit, self.verb)

    def _admit(self, visit: Visit, verb: Verb) -> Visit:
        if visit.account is None:
            raise Refused(Problem("access.sign_in", visit.request.url.path))
        if visit.account.renew and not visit.request.url.path.startswith(UNTIL_RENEWED):
            raise Refused(Problem("access.renew", UNTIL_RENEWED))
        grant = visit.rights.grant(verb)
        if grant is None:
            raise Refused(Problem("access.forbidden", visit.request.url.path, {"verb": visit.say(f"verb.{verb}")}))
        return replace(visit, scope=grant.scope)


def allowed(verb: Verb) -> Any:
    return Depends(Allowed(verb))


def open_to_all() -> Any:
    return Depends(Allowed(None))


def _come_in(request: Request) -> Visit:
    """`visitor`, once for each request: who shows a token that is none is slowed down, and known to the log."""
    try:
        return visitor(request)
    except Refused as refused:
        if refused.problems[0].code == "access.token":
            address = request.client.host if request.client else "-"
            home: House = request.app.state.house
            home.pace.keep(SIGN_INS, address)
            home.door.refuse_token(address)
        raise


def open_to_programs() -> Any:
    """To all, without a cookie, as long as they send JSON."""
    return Depends(Allowed(None, json=True))


def visitor(request: Request) -> Visit:
    """Whoever it is, signed in or not."""
    home: House = request.app.state.house
    jar, stranger = request.cookies, Visit(request, home, *_looks(request, home), csrf="")
    if secret := _bearer(request):
        found = home.door.program(secret)
        if found is None:
            raise Refused(Problem("access.token", "Authorization"))
        home.pace.keep(REQUESTS, digest(secret))
        return replace(stranger, account=found[0], rights=found[1])
    if (secret := jar.get(cookies.SESSION, "")) and (known := home.door.who(secret)):
        account, session = known
        language = account.language or stranger.language
        mine = replace(stranger, language=language, account=account, session=session, rights=account.rights)
        return replace(mine, csrf=cookies.csrf_of(secret))
    if secret := jar.get(cookies.VISITOR, ""):
        return replace(stranger, csrf=cookies.csrf_of(secret))
    new = cookies.new_visitor()
    return replace(stranger, csrf=cookies.csrf_of(new), visitor=new)


def _looks(request: Request, home: House) -> tuple[str, str]:
    language, theme = request.cookies.get(cookies.LANGUAGE, ""), request.cookies.get(cookies.THEME, "")
    return (
        language if language in LANGUAGES else home.settings.lang,
        theme if theme in cookies.THEMES else cookies.THEMES[0],
    )


def _bearer(request: Request) -> str:
    shown = request.headers.get("authorization", "")
    return shown[len(BEARER) :] if shown.lower().startswith(BEARER) else ""


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _secret(request: Request, visit: Visit) -> str:
    """What the token of a form is bound to; nothing for a browser that keeps no cookie of ours."""
    return request.cookies.get(cookies.SESSION if visit.session else cookies.VISITOR, "")


async def _shown(request: Request) -> str:
    if request.method in SAFE:
        return ""
    if token := request.headers.get(cookies.HEADER):
        return token
    if not request.headers.get("content-type", "").startswith(FORMS):
        return ""
    return str((await request.form()).get(cookies.FIELD, ""))
