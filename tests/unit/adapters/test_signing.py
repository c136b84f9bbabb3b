"""Keys: made once, read by their owner alone, changed without losing what was signed before."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import Refused
from audit.signing import Signature, fingerprint, key_id, read_seal, sealed
from pipelines.adapters.memory import MemorySigner
from pipelines.adapters.signing import FolderSigner

DATA = "证据".encode()


@pytest.fixture(params=["memory", "folder"])
def signer(request, tmp_path):
    return MemorySigner() if request.param == "memory" else FolderSigner(tmp_path / "keys")


def test_what_is_signed_holds_and_nothing_else_does(signer):
    made = signer.sign(DATA)
    assert made == signer.sign(DATA)
    assert signer.holds(made, DATA)
    assert not signer.holds(made, DATA + b" ")
    assert not signer.holds(Signature("0" * 16, made.public, made.value), DATA), "under another name"
    assert not signer.holds(Signature(made.key, made.public, bytes(64)), DATA)
    assert not signer.holds(Signature(made.key, b"short", made.value), DATA)


def test_a_new_key_signs_and_the_old_one_is_still_known(signer):
    before = signer.sign(DATA)
    named = signer.rotate()
    after = signer.sign(DATA)
    assert after.key == named != before.key
    assert signer.holds(before, DATA)
    assert signer.known() == {one.key: one.public for one in (before, after)}


def test_the_folder_keeps_the_key_for_its_owner_alone(tmp_path):
    made = FolderSigner(tmp_path / "keys").sign(DATA)
    assert FolderSigner(tmp_path / "keys").sign(DATA) == made
    assert stat.S_IMODE((tmp_path / "keys" / "signing.pem").stat().st_mode) == 0o600
    assert {path.name for path in (tmp_path / "keys").iterdir()} == {"signing.pem", f"{made.key}.pub.pem"}
    assert FolderSigner(tmp_path / "keys").rotate() != made.key
    assert stat.S_IMODE((tmp_path / "keys" / "signing.pem").stat().st_mode) == 0o600
    assert made.key in FolderSigner(tmp_path / "keys").known()


def test_processes_that_come_first_together_share_one_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: FolderSigner(tmp_path / "keys").sign(DATA).key, range(16)))
    assert len(made) == 1


def test_a_key_may_be_given(tmp_path):
    FolderSigner(tmp_path / "one").sign(DATA)
    text = (tmp_path / "one" / "signing.pem").read_text()
    wanted = FolderSigner(tmp_path / "one").sign(DATA)
    body = "".join(text.splitlines()[1:-1])
    for given_ in (text, text.replace("\n", "\\n"), body):
        signer = FolderSigner(tmp_path / "two", given_)
        assert signer.sign(DATA) == wanted
        with pytest.raises(Refused, match="given"):
            signer.rotate()
    assert not (tmp_path / "two" / "signing.pem").exists()
    assert wanted.key in FolderSigner(tmp_path / "two", body).known()


def other_key():
    key = generate_private_key(SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize(
    "text", ["no key", "AAAA", "%%", other_key()], ids=["words", "no DER", "no base64", "other kind"]
)
def test_what_is_no_key_is_refused_with_its_place(tmp_path, text):
    with pytest.raises(Refused, match=r"FAIRDIAL_SIGNING_KEY: signing\.bad_key"):
        FolderSigner(tmp_path, text).sign(DATA)
    (tmp_path / "signing.pem").write_text(text)
    with pytest.raises(Refused, match=r"signing\.pem: signing\.bad_key"):
        FolderSigner(tmp_path).sign(DATA)


def test_a_public_key_that_is_none_is_refused_with_its_place(tmp_path):
    signer = FolderSigner(tmp_path)
    signer.sign(DATA)
    (tmp_path / "x.pub.pem").write_text("no key")
    with pytest.raises(Refused, match=r"x\.pub\.pem: signing\.bad_public_key"):
        signer.known()


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_a_seal_is_read_as_it_was_written(public, value):
    one = Signature(key_id(public), public, value)
    assert read_seal(sealed(one), {one.key: public}) == one
    assert read_seal(sealed(one), {}) == Signature(one.key, b"", value)
    assert fingerprint(public).startswith(one.key)


@pytest.mark.parametrize("text", ["", "x", "k.%", "k.é"])
def test_what_is_no_seal_is_none(text):
    assert read_seal(text, {}) is None
