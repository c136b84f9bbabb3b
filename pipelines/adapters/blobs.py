"""Bytes by their SHA-256: in a folder of this machine, or in a bucket that fsspec reaches."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import fsspec
from fsspec.core import url_to_fs

from audit.errors import Problem, Refused

#: Bytes that are hashed at a time.
_PIECE = 2**20
#: Folder of files that have no name yet; whatever a killed process left there is nobody's.
_INCOMING = "incoming"
_HEX = frozenset("0123456789abcdef")


class FolderBlobs:
    """`audit.ports.Blobs` under a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if not path.exists():
            # Nobody ever sees half a blob: it gets its name when all of it lies on the disk.
            half = self._folder / _INCOMING / uuid4().hex
            half.parent.mkdir(parents=True, exist_ok=True)
            path.parent.mkdir(exist_ok=True)
            with half.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            half.replace(path)
        return digest

    def get(self, digest: str) -> bytes:
        """Raises Refused (`blobs.damaged`) when the bytes are no longer those that were stored."""
        with self.open(digest) as file:
            return file.read()

    def open(self, digest: str) -> BinaryIO:
        """Raises Refused (`blobs.damaged`) as `get` does; so the bytes are read twice."""
        try:
            file = self._path(digest).open("rb")
        except FileNotFoundError:
            raise KeyError(digest) from None
        return _checked(file, digest)

    def digests(self) -> Iterator[str]:
        for folder in sorted(self._folder.glob("??")):
            yield from sorted(path.name for path in folder.iterdir() if _is_digest(path.name))

    def remove(self, digest: str) -> None:
        self._path(digest).unlink(missing_ok=True)

    def check(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if not os.access(self._folder, os.R_OK | os.W_OK | os.X_OK):
            raise Refused(Problem("blobs.refused", str(self._folder), {"fault": "PermissionError"}))

    def _path(self, digest: str) -> Path:
        # A thousand folders of a few files each are listed faster than one with millions.
        return self._folder / digest[:2] / digest


class BucketBlobs:
    """`audit.ports.Blobs` below a URL such as `s3://bucket/prefix`, where an object is put as a whole or not at all.

    Address and keys of the service come from the environment, as the library of the protocol knows them. Raises Refused
    (`blobs.unreachable`) for what may pass, (`blobs.refused`) for what the service does not let us do.
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._files: fsspec.AbstractFileSystem
        # What other processes put there must be seen at once.
        self._files, self._root = url_to_fs(self._url, use_listings_cache=False)

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        with self._reached():
            if not self._files.exists(self._path(digest)):
                self._files.pipe_file(self._path(digest), data)
        return digest

    def get(self, digest: str) -> bytes:
        """Raises Refused (`blobs.damaged`) when the bytes are no longer those that were stored."""
        with self._reached(digest):
            data: bytes = self._files.cat_file(self._path(digest))
        if hashlib.sha256(data).hexdigest() != digest:
            raise Refused(Problem("blobs.damaged", digest))
        return data

    def open(self, digest: str) -> BinaryIO:
        """Raises Refused (`blobs.damaged`) as `get` does. The bytes are read once, into an unnamed file of this machine."""
        with ExitStack() as until_whole:
            file: BinaryIO = until_whole.enter_context(tempfile.TemporaryFile())
            with self._reached(digest), self._files.open(self._path(digest), "rb") as found:
                shutil.copyfileobj(found, file, _PIECE)
            until_whole.pop_all()
        return _checked(file, digest)

    def digests(self) -> Iterator[str]:
        for folder in self._names(self._root):
            yield from filter(_is_digest, self._names(f"{self._root}/{folder}"))

    def remove(self, digest: str) -> None:
        with suppress(KeyError), self._reached(digest):
            self._files.rm_file(self._path(digest))

    def check(self) -> None:
        with self._reached():
            self._files.exists(self._path("0" * 64))
            self._files.ls(self._root.partition("/")[0], detail=False)

    def _path(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest}"

    def _names(self, folder: str) -> list[str]:
        """What lies there, in order; nothing as long as no blob was put there."""
        with self._reached():
            try:
                return sorted(str(path).rpartition("/")[2] for path in self._files.ls(folder, detail=False))
            except FileNotFoundError as error:
                if _code(error) == "NoSuchBucket":
                    raise
                return []

    @contextmanager
    def _reached(self, digest: str | None = None) -> Iterator[None]:
        """What the service says becomes our word for it; KeyError where it has nothing of this hash."""
        try:
            yield
        except Refused:
            raise
        except Exception as error:
            if digest and isinstance(error, FileNotFoundError) and _code(error) != "NoSuchBucket":
                raise KeyError(digest) from None
            fault = {"fault": f"{type(error).__name__}: {error}"}
            final = isinstance(error, FileNotFoundError | PermissionError) or "Credentials" in type(error).__name__
            raise Refused(Problem("blobs.refused" if final else "blobs.unreachable", self._url, fault)) from error


def _checked(file: BinaryIO, digest: str) -> BinaryIO:
    """The file at its start, or Refused and closed when it is not what its name says."""
    file.seek(0)
    if hashlib.file_digest(file, "sha256").hexdigest() != digest:  # type: ignore[arg-type]  # any file will do
        file.close()
        raise Refused(Problem("blobs.damaged", digest))
    file.seek(0)
    return file


def _code(error: BaseException) -> str:
    """What the service called it, where that came along."""
    response = getattr(error.__cause__, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))


def _is_digest(name: str) -> bool:
    return len(name) == 2 * hashlib.sha256().digest_size and _HEX.issuperset(name)
