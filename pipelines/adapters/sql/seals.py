"""Names and numbers as they lie in the database: sealed so that nobody reads them there, and found again by a blind index.

AES-SIV (RFC 5297) seals the same text to the same letters, so that rows stay comparable; what it is for goes in as
associated data, so that a text sealed for one place opens in no other. The index is HMAC-SHA256 over the number's digits.
"""

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import Connection

from audit.errors import Problem, Refused
from audit.ledger.events import digits

#: Numbers that are kept sealed, and opened: those of one chunk of rows. In a large import more would hardly ever be asked for again.
_REMEMBERED = 1 << 12
_BLOCK = 64
#: Enough that no two of a billion numbers meet.
_BLIND = 12
#: What is in front of a digest that is keyed.
_KEYED = "~"
_SEALED = re.compile(r"~[0-9a-f]{8}~[A-Za-z0-9_-]+")
#: Length of what tells the key in front of a sealed text; more padding than there can be does no harm.
_KEY, _PADDING = 10, "=="
#: What a text is sealed for.
NUMBER, PERSON, COMPLAINT = b"number", b"person", b"complaint"


@dataclass(frozen=True, slots=True)
class Keys:
    """`index` is 32 bytes, each of the others 64. The first of `data` seals; all open."""

    index: bytes
    data: tuple[bytes, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(map(name_of, self.data))


def name_of(key: bytes) -> str:
    """Tells keys apart and tells nothing of them."""
    return hashlib.sha256(b"fairdial key\n" + key).hexdigest()[:8]


class Seals(Protocol):
    def __hash__(self) -> int: ...

    def refresh(self) -> None:
        """Whoever writes asks first: the keys may have been changed by another process."""

    @property
    def current(self) -> str:
        """What everything begins with that is sealed by the current key; empty where nothing is sealed."""

    def seal(self, text: str, purpose: bytes) -> str: ...

    def open(self, text: str, purpose: bytes) -> str:
        """What was never sealed comes as it is. Raises Refused (`keys.unknown`, `keys.damaged`)."""

    def number(self, number: str) -> tuple[str, str]:
        """Sealed, and its blind index."""

    def opened(self, number: str) -> str: ...

    def blind(self, number: str) -> str:
        """The same for one line however its number is written."""

    def digest(self, plain: str) -> str:
        """Of rows in which there is personal data: without the key nobody tells a row by trying every number."""

    def alike(self, stored: str) -> str:
        """A digest as `digest` writes it, also of a row that was stored before anything was sealed."""


class Plain:
    """Seals nothing: for a database in which there is nobody, as those of tests, and for copying rows as they are."""

    current = ""

    def refresh(self) -> None:
        """There are no keys."""

    def seal(self, text: str, purpose: bytes) -> str:
        del purpose
        return text

    def open(self, text: str, purpose: bytes) -> str:
        del purpose
        return text

    def number(self, number: str) -> tuple[str, str]:
        return number, digits(number)

    def opened(self, number: str) -> str:
        return number

    def blind(self, number: str) -> str:
        return digits(number)

    def digest(self, plain: str) -> str:
        return plain

    def alike(self, stored: str) -> str:
        return stored


PLAIN = Plain()


class Sealer:
    """`read` gives the keys, `stamp` changes when they do."""

    def __init__(self, read: Callable[[], Keys], stamp: Callable[[], object]) -> None:
        self._read, self._stamp = read, stamp
        self._seen: object = object()
        self._take()

    def refresh(self) -> None:
        if self._stamp() != self._seen:
            self._take()

    def _take(self) -> None:
        self._seen = self._stamp()
        keys = self._read()
        self._ciphers: Mapping[str, AESSIV] = {
            f"{_KEYED}{name}{_KEYED}": AESSIV(key) for name, key in zip(keys.names, keys.data, strict=True)
        }
        self.current = next(iter(self._ciphers))
        self._mac = _mac(keys.index)
        self._blinded = _mac(keys.index + b"number")
        # Caches of C functions: what is asked for every row must cost next to nothing the second time.
        self.number: Callable[[str], tuple[str, str]] = lru_cache(_REMEMBERED)(self._number)
        self.opened: Callable[[str], str] = lru_cache(_REMEMBERED)(lambda number: self.open(number, NUMBER))

    def seal(self, text: str, purpose: bytes) -> str:
        if not text:
            return text
        sealed = self._ciphers[self.current].encrypt(text.encode(), [purpose])
        return self.current + urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, text: str, purpose: bytes) -> str:
        key, sealed = text[:_KEY], text[_KEY:]
        if key not in self._ciphers:
            if not _SEALED.fullmatch(text):
                return text
            self._take()
        cipher = self._ciphers.get(key)
        if cipher is None:
            raise Refused(Problem("keys.unknown", key.strip(_KEYED)))
        try:
            return cipher.decrypt(urlsafe_b64decode(sealed + _PADDING), [purpose]).decode()
        except (InvalidTag, ValueError) as error:
            raise Refused(Problem("keys.damaged", key.strip(_KEYED))) from error

    def blind(self, number: str) -> str:
        return urlsafe_b64encode(self._blinded(digits(number).encode())[:_BLIND]).decode()

    def digest(self, plain: str) -> str:
        return _KEYED + self._mac(plain.encode())[: len(plain) // 2].hex()

    def alike(self, stored: str) -> str:
        return stored if stored.startswith(_KEYED) or not stored else self.digest(stored)

    def _number(self, number: str) -> tuple[str, str]:
        return self.seal(number, NUMBER), self.blind(number)


def _mac(key: bytes) -> Callable[[bytes], bytes]:
    """HMAC-SHA256 of which the key was taken in once: a third of the time that the library takes for a short text."""
    padded = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def mac(message: bytes) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(message)
        second.update(first.digest())
        return second.digest()

    return mac


def seals(connection: Connection) -> Seals:
    """Those of the database that this is a connection to."""
    found: Seals = connection.get_execution_options().get("seals", PLAIN)
    return found
