"""The cookies that a browser keeps for us, and the tokens that prove a form to be one of ours."""

import hashlib
import hmac
import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

#: Secret of a session; of a browser that has none yet; of an errand to the provider; what a page looks like.
SESSION: Final = "fairdial"
VISITOR: Final = "fairdial_visitor"
ERRAND: Final = "fairdial_errand"
LANGUAGE: Final = "lang"
THEME: Final = "theme"
THEMES = ("auto", "light", "dark")
#: Seconds: a year, and as long as one may take to sign in elsewhere.
LONG, SHORT = 31_536_000, 600
#: Where a form carries its token, and where a script does.
FIELD, HEADER = "csrf", "x-csrf-token"


def keep(response: Response, request: Request, name: str, value: str, lasts: int | None = None) -> None:
    """Scripts cannot read it, other sites cannot send it along with a form, and it goes over TLS wherever we are reached by it."""
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=lasts, httponly=True, samesite="lax", secure=secure)


def drop(response: Response, request: Request, name: str) -> None:
    response.delete_cookie(name, httponly=True, samesite="lax", secure=request.url.scheme == "https")


def new_visitor() -> str:
    return secrets.token_urlsafe(32)


def csrf_of(secret: str) -> str:
    """Bound to the session, or to the browser before sign-in: nobody who does not know the cookie can make it."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def proves(secret: str, token: str) -> bool:
    return bool(secret) and hmac.compare_digest(csrf_of(secret).encode(), token.encode())
