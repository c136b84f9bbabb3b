"""What every store of recordings must do: a folder, a bucket on an S3 server, any store that fsspec reaches, and the fake."""

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import fsspec
import pytest
import s3fs

from audit.errors import Refused
from pipelines.adapters.blobs import BucketBlobs, FolderBlobs
from pipelines.adapters.memory import MemoryBlobs
from tests.s3 import make_bucket, s3_server

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def service():
    with s3_server() as found, pytest.MonkeyPatch.context() as patch:
        for name, value in found.items():
            patch.setenv(name, value)
        yield found


@pytest.fixture
def bucket(service):
    assert service
    return make_bucket(f"calls-{uuid4().hex}")


@pytest.fixture(params=["memory", "folder", "bucket", "fsspec"])
def blobs(request, tmp_path):
    match request.param:
        case "memory":
            return MemoryBlobs()
        case "folder":
            return FolderBlobs(tmp_path / "blobs")
        case "bucket":
            return BucketBlobs(request.getfixturevalue("bucket") + "/in/here")
    return BucketBlobs(f"memory://{uuid4().hex}")


@pytest.mark.parametrize("data", [b"", b"RIFF\x00\xff", b"x" * 3_000_000], ids=["empty", "short", "long"])
def test_bytes_come_back_by_their_hash(blobs, data):
    assert blobs.put(data) == hashlib.sha256(data).hexdigest() == blobs.put(data)
    assert blobs.get(hashlib.sha256(data).hexdigest()) == data
    with blobs.open(hashlib.sha256(data).hexdigest()) as file:
        assert file.read() == data


def test_what_is_removed_is_gone_and_may_come_again(blobs):
    digest, other = blobs.put(b"RIFF"), blobs.put(b"RIFX")
    for _ in range(2):
        blobs.remove(digest)
    assert list(blobs.digests()) == [other]
    with pytest.raises(KeyError):
        blobs.get(digest)
    assert blobs.put(b"RIFF") == digest
    assert blobs.get(digest) == b"RIFF"


def test_what_was_never_stored_is_no_key(blobs):
    for read in (blobs.get, blobs.open):
        with pytest.raises(KeyError):
            read("0" * 64)


def test_everything_that_is_stored_is_listed(blobs):
    assert list(blobs.digests()) == []
    digests = [blobs.put(bytes([number])) for number in range(5)]
    blobs.put(b"\x00")
    assert list(blobs.digests()) == sorted(digests)
    blobs.check()


@pytest.fixture(params=["folder", "bucket"])
def damageable(request, tmp_path):
    """A store, and the way to write over what is in it behind its back."""
    if request.param == "folder":
        return FolderBlobs(tmp_path), lambda digest, data: (tmp_path / digest[:2] / digest).write_bytes(data)
    url = request.getfixturevalue("bucket")
    return BucketBlobs(url), lambda digest, data: s3fs.S3FileSystem().pipe_file(f"{url}/{digest[:2]}/{digest}", data)


def test_damaged_bytes_are_refused(damageable):
    blobs, write = damageable
    digest = blobs.put(b"what was said")
    write(digest, b"what was saib")
    for read in (blobs.get, blobs.open):
        with pytest.raises(Refused, match=r"blobs\.damaged"):
            read(digest)
    write(digest, b"what was said")
    assert blobs.get(digest) == b"what was said"


def test_nothing_but_whole_blobs_is_left_behind(tmp_path):
    blobs = FolderBlobs(tmp_path)
    digests = {blobs.put(bytes([number]) * 1000) for number in range(20)}
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == digests


def test_half_a_blob_of_a_killed_process_is_none(tmp_path):
    blobs = FolderBlobs(tmp_path)
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / "half").write_bytes(b"what was s")
    digest = blobs.put(b"what was said")
    assert list(blobs.digests()) == [digest]


def test_an_upload_that_was_killed_leaves_nothing_to_be_seen(bucket):
    """In parts, as large recordings go: the parts are there, and no object is."""
    script = f"""
import os, signal
import s3fs
from pipelines.adapters.blobs import BucketBlobs
blobs, whole = BucketBlobs({bucket!r}), s3fs.S3FileSystem._call_s3
async def killed(self, method, *arguments, **named):
    if method == "complete_multipart_upload":
        os.kill(os.getpid(), signal.SIGKILL)
    return await whole(self, method, *arguments, **named)
s3fs.S3FileSystem._call_s3 = killed
s3fs.S3FileSystem._pipe_file.__defaults__ = (5 * 2**20, *s3fs.S3FileSystem._pipe_file.__defaults__[1:])
blobs.put(b"x" * (11 * 2**20))
"""
    died = subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert died.returncode == -signal.SIGKILL
    blobs, data = BucketBlobs(bucket), b"x" * (11 * 2**20)
    digest = hashlib.sha256(data).hexdigest()
    assert list(blobs.digests()) == []
    with pytest.raises(KeyError):
        blobs.get(digest)
    assert blobs.put(data) == digest
    assert list(blobs.digests()) == [digest]


@pytest.mark.parametrize(
    "use",
    [
        lambda blobs: blobs.check(),
        lambda blobs: blobs.put(b"a call"),
        lambda blobs: blobs.get("0" * 64),
        lambda blobs: blobs.open("0" * 64),
        lambda blobs: list(blobs.digests()),
    ],
    ids=["check", "put", "get", "open", "digests"],
)
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (None, r"blobs\.refused"),
        (PermissionError("Access Denied"), r"blobs\.refused"),
        (ConnectionError("nobody listens"), r"blobs\.unreachable"),
        (TimeoutError("too long"), r"blobs\.unreachable"),
    ],
    ids=["no such bucket", "no rights", "away", "slow"],
)
@pytest.mark.usefixtures("service")
def test_a_service_that_does_not_serve_is_told_from_a_blob_that_is_not_there(monkeypatch, use, fault, code):
    blobs = BucketBlobs(f"s3://absent-{uuid4().hex}")
    if fault is not None:

        async def fail(*_arguments, **_named):
            raise fault

        monkeypatch.setattr(s3fs.S3FileSystem, "_call_s3", fail)
    with pytest.raises(Refused, match=code):
        use(blobs)


def test_a_folder_that_nobody_may_write_to_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(Refused, match=r"blobs\.refused"):
        FolderBlobs(tmp_path).check()


@pytest.fixture(autouse=True)
def forgotten():
    yield
    fsspec.filesystem("memory").store.clear()
