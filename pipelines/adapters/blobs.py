"""Bytes by their SHA-256, in a folder or any store that fsspec reaches."""

import hashlib
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import fsspec
from fsspec.core import url_to_fs

from audit.errors import Problem, Refused


class FolderBlobs:
    """`audit.ports.Blobs` under `folder`, which may be a path or a URL such as `s3://bucket/blobs`."""

    def __init__(self, folder: Path | str) -> None:
        target = str(folder.resolve()) if isinstance(folder, Path) else folder
        self._files: fsspec.AbstractFileSystem
        self._files, self._root = url_to_fs(target)

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if not self._files.exists(path):
            # Nobody ever sees half a blob: it gets its name when it is whole.
            half = f"{self._root}/incoming/{uuid4().hex}"
            self._files.makedirs(f"{self._root}/incoming", exist_ok=True)
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._files.pipe_file(half, data)
            self._files.mv(half, path)
        return digest

    def get(self, digest: str) -> bytes:
        """Raises Refused (`blobs.damaged`) when the bytes are no longer those that were stored."""
        try:
            data: bytes = self._files.cat_file(self._path(digest))
        except FileNotFoundError:
            raise KeyError(digest) from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise Refused(Problem("blobs.damaged", digest))
        return data

    def open(self, digest: str) -> BinaryIO:
        """Raises Refused (`blobs.damaged`) as `get` does; so the bytes are read twice."""
        try:
            found = self._files.open(self._path(digest), "rb")
        except FileNotFoundError:
            raise KeyError(digest) from None
        if hashlib.file_digest(found, "sha256").hexdigest() != digest:
            found.close()
            raise Refused(Problem("blobs.damaged", digest))
        found.seek(0)
        file: BinaryIO = found
        return file

    def _path(self, digest: str) -> str:
        # A thousand folders of a few files each are listed faster than one with millions.
        return f"{self._root}/{digest[:2]}/{digest}"
