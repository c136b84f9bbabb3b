"""`/metrics`: what Prometheus reads; and the clock that stands around every request."""

import time

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.allowed import open_to_all
from api.deps import House
from pipelines.metrics import answered, exposition

#: What no route answers has one name, whatever was asked for.
NOWHERE = "other"

router = APIRouter(include_in_schema=False, dependencies=[open_to_all()])


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    home: House = request.app.state.house
    return Response(await home.aside(exposition, home.application), media_type=CONTENT_TYPE_PLAIN_0_0_4)


class Timed:
    """Tells how long each answer took: in the figures, and to whoever asked, as far as it had been made when it began to leave.

    Calls under way are no requests: they last as long as people speak.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = [500], time.monotonic()

        async def heard(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                took = (time.monotonic() - began) * 1e3
                MutableHeaders(scope=message).append("Server-Timing", f"app;dur={took:.1f}")
            await send(message)

        try:
            await self._app(scope, receive, heard)
        finally:
            route = getattr(scope.get("route"), "path", NOWHERE)
            answered(scope["method"], route, status[0], time.monotonic() - began)
