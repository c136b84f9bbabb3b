"""What every answer tells the browser to refuse."""

import secrets
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Where the nonce of a request lies: parts that make style sheets (wavesurfer) get it from `<meta name="csp-nonce">`.
NONCE = "csp_nonce"
STATIC = "/static/"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
#: Two years, as browsers' lists ask for.
TLS_ONLY = "max-age=63072000; includeSubDomains"
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'nonce-{nonce}'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "media-src 'self' blob:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)


class Headers:
    """A middleware. Pages are never kept by anybody on the way: they show what only one person may see."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        nonce = state[NONCE] = secrets.token_urlsafe(16)

        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = "; ".join(POLICY).format(nonce=nonce)
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = TLS_ONLY
                # A script or style sheet may be kept and is asked for again, so that an upgrade shows at once.
                kept = "no-cache" if scope["path"].startswith(STATIC) else "no-store"
                headers.setdefault("Cache-Control", kept)
            await send(message)

        await self._app(scope, receive, send_with)
