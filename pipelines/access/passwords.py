"""Passwords: hashed by Argon2, compared, made up."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from audit.access import SHORTEST_PASSWORD
from audit.errors import Problem

_HASHER = PasswordHasher()
#: Without letters that are taken for one another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@cache
def _nobodys() -> str:
    """Made when somebody first signs in: a hash takes as long as a hundred thousand lines of Python, and most commands need none."""
    return _HASHER.hash(secrets.token_hex())


def hashed(password: str) -> str:
    return _HASHER.hash(password)


def matches(known: str, password: str) -> bool:
    """Takes as long for an account without a password, so that time does not tell who has one."""
    try:
        return _HASHER.verify(known or _nobodys(), password) and bool(known)
    except (VerificationError, InvalidHashError):
        return False


def outdated(known: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return bool(known) and _HASHER.check_needs_rehash(known)


def made_up() -> str:
    """Four groups of four, some 79 bits: to be read from a screen once."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def unfit(password: str, name: str) -> Problem | None:
    """Length is what counts; what one signs in with is no password."""
    if len(password) < SHORTEST_PASSWORD:
        return Problem("access.short_password", "password", {"least": SHORTEST_PASSWORD})
    if name.casefold() in password.casefold() or len(set(password)) < 5:
        return Problem("access.weak_password", "password")
    return None
