"""A signer without a folder."""

from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.signing import Signature, key_id


class MemorySigner:
    """`audit.signing.Signer`. Keys follow from a number, so that tests know them."""

    def __init__(self, first: int = 0) -> None:
        self._number = first
        self._known: dict[str, bytes] = {}
        self._use()

    def sign(self, data: bytes) -> Signature:
        public = self._private.public_key().public_bytes_raw()
        return Signature(key_id(public), public, self._private.sign(data))

    def holds(self, signature: Signature, data: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(signature.public).verify(signature.value, data)
        except (InvalidSignature, ValueError):
            return False
        return signature.key == key_id(signature.public)

    def known(self) -> Mapping[str, bytes]:
        return dict(self._known)

    def rotate(self) -> str:
        self._number += 1
        return self._use()

    def _use(self) -> str:
        self._private = Ed25519PrivateKey.from_private_bytes(self._number.to_bytes(32, "big"))
        public = self._private.public_key().public_bytes_raw()
        self._known[key_id(public)] = public
        return key_id(public)
