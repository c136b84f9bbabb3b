"""Signatures: whose key stands behind some bytes. Ed25519 as in RFC 8032."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

ALGORITHM = "Ed25519"
#: Hexadecimal digits of a fingerprint that name a key.
_ID = 16


@dataclass(frozen=True, slots=True)
class Signature:
    #: Id of the key: how its fingerprint begins.
    key: str
    #: The public key, 32 bytes.
    public: bytes
    #: 64 bytes.
    value: bytes


class Signer(Protocol):
    """Signs for one installation. What it holds true depends on no server and no clock."""

    def sign(self, data: bytes) -> Signature:
        """With the key of today; the same bytes and key give the same signature."""

    def holds(self, signature: Signature, data: bytes) -> bool:
        """Whether the owner of `signature.public` signed exactly these bytes, whoever that is."""

    def known(self) -> Mapping[str, bytes]:
        """Public keys of this installation by id: today's, and those that signed here before."""

    def rotate(self) -> str:
        """Sign with a new key from now on; answers its id. Raises Refused (`signing.given`) where settings give the key."""


def fingerprint(public: bytes) -> str:
    """Hexadecimal SHA-256 of the key's 32 bytes: what people compare."""
    return hashlib.sha256(public).hexdigest()


def key_id(public: bytes) -> str:
    return fingerprint(public)[:_ID]


def sealed(signature: Signature) -> str:
    """As a short text that names the key and leaves its bytes out."""
    return f"{signature.key}.{base64.b64encode(signature.value).decode()}"


def read_seal(seal: str, known: Mapping[str, bytes]) -> Signature | None:
    """None for a text that is no seal. A key that is not known stands as an empty one."""
    key, dot, value = seal.partition(".")
    try:
        return Signature(key, known.get(key, b""), base64.b64decode(value, validate=True)) if dot else None
    except (binascii.Error, ValueError):
        return None
