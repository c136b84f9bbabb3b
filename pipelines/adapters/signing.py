"""Ed25519 keys: made on first use in a folder that only the owner reads, or given by a setting."""

import base64
import binascii
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_pem_public_key,
)

from audit.errors import Problem, Refused
from audit.signing import Signature, key_id

_PRIVATE, _PUBLIC = "signing.pem", ".pub.pem"
_OWNER_ONLY = 0o600


class FolderSigner:
    """`audit.signing.Signer`. The private key of today lies in `signing.pem`, each public one in `ID.pub.pem`."""

    def __init__(self, folder: Path, given: str = "") -> None:
        """`given` is PKCS#8 in PEM, on one line or several; empty: the folder has one, or one is made."""
        self._folder, self._given = folder, given

    def sign(self, data: bytes) -> Signature:
        public = _raw(self._private.public_key())
        return Signature(key_id(public), public, self._private.sign(data))

    def holds(self, signature: Signature, data: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(signature.public).verify(signature.value, data)
        except (InvalidSignature, ValueError):
            return False
        return signature.key == key_id(signature.public)

    def known(self) -> Mapping[str, bytes]:
        found = [_raw(self._private.public_key())]
        for path in sorted(self._folder.glob(f"*{_PUBLIC}")):
            try:
                key = load_pem_public_key(path.read_bytes())
            except ValueError as error:
                raise Refused(Problem("signing.bad_public_key", str(path))) from error
            if isinstance(key, Ed25519PublicKey):
                found.append(_raw(key))
        return {key_id(one): one for one in found}

    def rotate(self) -> str:
        if self._given:
            raise Refused(Problem("signing.given", "FAIRDIAL_SIGNING_KEY"))
        _ = self._private  # its public half stays
        half = _written(self._folder, Ed25519PrivateKey.generate())
        half.replace(self._folder / _PRIVATE)
        del self._private
        return key_id(_raw(self._private.public_key()))

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / _PRIVATE
        if not self._given and not path.exists():
            self._make(path)
        key = _read(
            self._given or path.read_text(encoding="ascii"), "FAIRDIAL_SIGNING_KEY" if self._given else str(path)
        )
        public = key.public_key()
        kept = self._folder / f"{key_id(_raw(public))}{_PUBLIC}"
        if not kept.exists():
            kept.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        return key

    def _make(self, path: Path) -> None:
        """Of several processes that come first, one names its key, and all read that one."""
        half = _written(self._folder, Ed25519PrivateKey.generate())
        try:
            os.link(half, path)
        except FileExistsError:
            pass
        finally:
            half.unlink()


def _written(folder: Path, key: Ed25519PrivateKey) -> Path:
    path = folder / f".{uuid4().hex}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    return path


def _read(text: str, where: str) -> Ed25519PrivateKey:
    """Raises Refused (`signing.bad_key`)."""
    body = "".join(line for line in text.replace("\\n", "\n").splitlines() if not line.startswith("-----"))
    try:
        key = load_der_private_key(base64.b64decode(body, validate=True), None)
    except (binascii.Error, ValueError, TypeError) as error:
        raise Refused(Problem("signing.bad_key", where)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused(Problem("signing.bad_key", where))
    return key


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)
