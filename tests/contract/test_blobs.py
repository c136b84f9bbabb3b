"""What every store of recordings must do: a folder and the fake."""

import hashlib

import pytest

from audit.errors import Refused
from pipelines.adapters.blobs import FolderBlobs
from pipelines.adapters.memory import MemoryBlobs


@pytest.fixture(params=["memory", "folder"])
def blobs(request, tmp_path):
    return MemoryBlobs() if request.param == "memory" else FolderBlobs(tmp_path / "blobs")


@pytest.mark.parametrize("data", [b"", b"RIFF\x00\xff", b"x" * 3_000_000], ids=["empty", "short", "long"])
def test_bytes_come_back_by_their_hash(blobs, data):
    assert blobs.put(data) == hashlib.sha256(data).hexdigest() == blobs.put(data)
    assert blobs.get(hashlib.sha256(data).hexdigest()) == data
    with blobs.open(hashlib.sha256(data).hexdigest()) as file:
        assert file.read() == data


def test_what_was_never_stored_is_no_key(blobs):
    for read in (blobs.get, blobs.open):
        with pytest.raises(KeyError):
            read("0" * 64)


def test_damaged_bytes_are_refused_and_can_be_put_back(tmp_path):
    blobs = FolderBlobs(tmp_path)
    digest = blobs.put(b"what was said")
    (stored,) = tmp_path.rglob(digest)
    stored.write_bytes(b"what was saib")
    for read in (blobs.get, blobs.open):
        with pytest.raises(Refused, match=r"blobs\.damaged"):
            read(digest)
    stored.unlink()
    blobs.put(b"what was said")
    assert blobs.get(digest) == b"what was said"


def test_nothing_but_whole_blobs_is_left_behind(tmp_path):
    blobs = FolderBlobs(tmp_path)
    digests = {blobs.put(bytes([number]) * 1000) for number in range(20)}
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == digests


def test_any_store_that_fsspec_reaches():
    blobs = FolderBlobs("memory://calls")
    assert blobs.get(blobs.put(b"a call")) == b"a call"
