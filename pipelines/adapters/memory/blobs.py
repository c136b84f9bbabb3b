"""Bytes by their SHA-256, in a dictionary."""

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO


class MemoryBlobs:
    def __init__(self) -> None:
        self._data: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        self._data[digest] = data
        return digest

    def get(self, digest: str) -> bytes:
        return self._data[digest]

    def open(self, digest: str) -> BinaryIO:
        return io.BytesIO(self._data[digest])

    def digests(self) -> Iterator[str]:
        return iter(sorted(self._data))

    def remove(self, digest: str) -> None:
        self._data.pop(digest, None)

    def check(self) -> None:
        """There is nothing that could be away."""
