"""How much anybody may send: a body that is too long is not read to its end."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes, by what the path begins with; the first that fits holds. Proof is up to 10 MiB, and all else far less.
LIMITS = (
    ("/complain", 64 * 2**10),
    ("/api/v1/complaints", 64 * 2**10),
    ("/", 12 * 2**20),
)
TOO_LARGE = 413


class Bounded:
    """A middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = next(limit for start, limit in LIMITS if scope["path"].startswith(start))
        told, seen = Headers(scope=scope).get("content-length", ""), 0

        async def counted() -> Message:
            nonlocal seen
            if told.isdigit() and int(told) > most:
                raise HTTPException(TOO_LARGE, _size(most))
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(TOO_LARGE, _size(most))
            return message

        await self._app(scope, counted, send)


def _size(most: int) -> str:
    return f"{most // 2**20} MiB" if most >= 2**20 else f"{most // 2**10} KiB"
