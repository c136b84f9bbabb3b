"""What went wrong, as a page or as `application/problem+json`, in the language of whoever asked."""

import logging
from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.allowed import visitor
from api.visit import Visit
from audit.errors import Problem, Refused
from config.messages import render

BAD, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, GONE = 400, 401, 403, 404, 410
TOO_LARGE, NO_RANGE, UNFIT, TOO_MANY, BROKEN, AWAY = 413, 416, 422, 429, 500, 503
#: Codes that stand for something else than a bad request.
STATUS = {
    "access.sign_in": UNAUTHORIZED,
    "access.wrong": UNAUTHORIZED,
    "access.token": UNAUTHORIZED,
    "access.no_account": FORBIDDEN,
    "access.forbidden": FORBIDDEN,
    "access.renew": FORBIDDEN,
    "access.csrf": FORBIDDEN,
    "access.too_many": TOO_MANY,
    "page.unknown": NOT_FOUND,
    "incident.unknown": NOT_FOUND,
    "rules.unknown": NOT_FOUND,
    "proposal.unknown": NOT_FOUND,
    "proposal.own": FORBIDDEN,
    "proposal.not_yours": FORBIDDEN,
    "report.unknown": NOT_FOUND,
    "report.no_figure": NOT_FOUND,
    "report.own": FORBIDDEN,
    "rules.busy": TOO_MANY,
    "contact.not_seen": NOT_FOUND,
    "retention.unknown": NOT_FOUND,
    "retention.own": FORBIDDEN,
    "retention.not_yours": FORBIDDEN,
    "retention.beyond_scope": FORBIDDEN,
    "hold.unknown": NOT_FOUND,
    "hold.not_there": NOT_FOUND,
    "saved.unknown": NOT_FOUND,
    "search.unreachable": AWAY,
    "search.outdated": AWAY,
    "sampling.unknown": NOT_FOUND,
    "sampling.part_only": FORBIDDEN,
    "double.unknown": NOT_FOUND,
    "double.not_asked": FORBIDDEN,
    "double.own": FORBIDDEN,
    "looks.not_asked": FORBIDDEN,
    "looks.own": FORBIDDEN,
    "appeal.unknown": NOT_FOUND,
    "appeal.own_matter": FORBIDDEN,
    "intake.too_many": TOO_MANY,
    "intake.unknown": NOT_FOUND,
    "receipt.unknown": NOT_FOUND,
    "request.too_large": TOO_LARGE,
    "action.unknown": NOT_FOUND,
    "action.no_file": NOT_FOUND,
    "action.own_matter": FORBIDDEN,
    "action.outside": FORBIDDEN,
    "alerts.unknown": NOT_FOUND,
    "alerts.not_dead": NOT_FOUND,
    "alerts.unknown_target": NOT_FOUND,
    "store.page_gone": GONE,
    "request.unfit": UNFIT,
    "incident.no_recording": NOT_FOUND,
    "audio.no_copy": NOT_FOUND,
    "audio.range": NO_RANGE,
    "server.broken": BROKEN,
}
SEE_OTHER = 303
JSON = "application/problem+json"
API = "/api/"


def install(app: FastAPI) -> None:
    """Whatever is raised anywhere ends here."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(Broken)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return await _answer(request, error.problems, STATUS.get(error.problems[0].code, BAD))


async def _unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        Problem("request.unfit", ".".join(map(str, fault["loc"])), {"fault": fault["msg"]}) for fault in error.errors()
    ]
    return await _answer(request, faults, UNFIT)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known = Problem("page.unknown", request.url.path)
    large = Problem("request.too_large", request.url.path, {"most": error.detail})
    other = Problem("request.refused", request.url.path, {"status": error.status_code})
    said = {NOT_FOUND: known, TOO_LARGE: large}.get(error.status_code, other)
    return await _answer(request, [said], error.status_code)


class Broken:
    """A middleware, so that also the page about a fault of ours carries the headers that all carry."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            if scope["type"] != "http" or started:
                raise
            logging.getLogger(__name__).exception("%s %s", scope["method"], scope["path"])
            request = Request(scope, receive)
            answer = await _answer(request, [Problem("server.broken", scope["path"])], BROKEN)
            await answer(scope, receive, send)


async def _answer(request: Request, problems: Sequence[Problem], status: int) -> Response:
    try:
        visit = await run_in_threadpool(visitor, request)
    except Refused:  # a token that holds no more: the answer goes to nobody
        visit = Visit(request, request.app.state.house, request.app.state.house.settings.lang, "auto", "")
    if wants_json(request):
        return _json(visit, problems, status)
    if (where := _elsewhere(request, problems[0])) is not None:
        # A script follows this header; a browser by itself follows the other one.
        if "hx-request" in request.headers:
            return Response(status_code=status, headers={"HX-Redirect": where})
        return RedirectResponse(where, SEE_OTHER)
    sentences = [render(problem, visit.language) for problem in problems]
    return visit.page("error.html", status, code=problems[0].code, number=status, sentences=sentences)


def _json(visit: Visit, problems: Sequence[Problem], status: int) -> Response:
    errors = [
        {"code": problem.code, "where": problem.where, "detail": render(problem, visit.language)}
        for problem in problems
    ]
    body = {"type": "about:blank", "status": status, **errors[0], "errors": errors}
    headers = {"WWW-Authenticate": "Bearer"} if status == UNAUTHORIZED else None
    return JSONResponse(body, status, headers, JSON)


def _elsewhere(request: Request, problem: Problem) -> str | None:
    """A page that mends it at once."""
    if problem.code == "access.renew":
        return problem.where
    if problem.code != "access.sign_in":
        return None
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return "/sign-in" if request.method != "GET" or here == "/" else f"/sign-in?{urlencode({'next': here})}"


def wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return request.url.path.startswith(API) or ("json" in accepted and "html" not in accepted)
