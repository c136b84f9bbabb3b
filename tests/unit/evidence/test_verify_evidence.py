"""Whatever is done to a package, the verifier names it or refuses; alone, without anything of ours."""

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import cryptography
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.adapters.memory import MemorySigner
from pipelines.evidence import verify_evidence
from pipelines.evidence.packing import Cover, pack
from pipelines.evidence.verify_evidence import MANIFEST, MOST_FILES, SIGNATURE, archive, check, signature_file
from tests.make import NINE

COVER = Cover("p1", ("i1",), "li", NINE, "监管调取", original=False)
FILES = {"README.txt": "说明".encode(), "audio/clip.wav": bytes(range(256)), "a/b.json": b"{}\n", "empty": b""}
PACKAGE = pack(COVER, FILES, MemorySigner())
FINGERPRINT = check(PACKAGE).fingerprint
#: The machine may be busy.
anyhow = settings(deadline=None, max_examples=200)
ALONE = Path(verify_evidence.__file__)


def codes(data, key=""):
    return [code for code, _ in check(data, key).faults]


def opened(data=PACKAGE):
    with zipfile.ZipFile(BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def zipped(entries, method=zipfile.ZIP_STORED):
    held = BytesIO()
    with zipfile.ZipFile(held, "w", method) as file:
        for name, data in entries:
            file.writestr(name, data)
    return held.getvalue()


def test_a_package_as_it_was_made_holds():
    report = check(PACKAGE, FINGERPRINT)
    assert report.faults == []
    assert report.manifest["incidents"] == ["i1"]
    assert opened() == {**FILES, MANIFEST: opened()[MANIFEST], SIGNATURE: opened()[SIGNATURE]}, "any program opens it"


def test_the_same_content_gives_the_same_bytes():
    assert pack(COVER, dict(reversed(FILES.items())), MemorySigner()) == PACKAGE


@anyhow
@given(st.integers(0, len(PACKAGE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_named(place, change):
    data = bytearray(PACKAGE)
    data[place] ^= change
    report = check(bytes(data))
    assert report.faults
    assert all(report.sentences("zh"))
    assert all(report.sentences("en"))


@anyhow
@given(st.integers(0, len(PACKAGE)), st.binary(min_size=1, max_size=40))
def test_added_bytes_are_named(place, more):
    assert codes(PACKAGE[:place] + more + PACKAGE[place:])


@anyhow
@given(st.integers(0, len(PACKAGE) - 1), st.integers(1, len(PACKAGE)))
def test_bytes_taken_out_are_named(place, count):
    assert codes(PACKAGE[:place] + PACKAGE[place + count :])


@anyhow
@given(st.integers(0, len(PACKAGE) - 1), st.integers(0, len(PACKAGE) - 1))
def test_swapped_bytes_are_named(one, other):
    data = bytearray(PACKAGE)
    data[one], data[other] = data[other], data[one]
    assert bool(codes(bytes(data))) == (PACKAGE[one] != PACKAGE[other])


@anyhow
@given(st.binary(max_size=300))
def test_what_is_no_package_is_refused(data):
    assert codes(data)


@anyhow
@given(st.lists(st.tuples(st.sampled_from([*FILES, MANIFEST, SIGNATURE, "../x"]), st.binary(max_size=20)), max_size=6))
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_of_others_is_refused(entries):
    assert codes(zipped(entries))


names = st.sampled_from(sorted(opened()))


@anyhow
@given(names)
def test_a_file_taken_out_is_named(name):
    files = opened()
    del files[name]
    assert ("missing", (name,)) in check(archive(files)).faults


@anyhow
@given(names, st.binary(max_size=30))
def test_a_changed_file_is_named(name, data):
    if data == opened()[name]:
        return
    found = check(archive({**opened(), name: data})).faults
    wanted = {MANIFEST: {"signature"}, SIGNATURE: {"signature_form"}}.get(name, {"changed"})
    assert wanted <= {code for code, _ in found}
    if wanted == {"changed"}:
        assert [values[0] for code, values in found if code == "changed"] == [name]


@anyhow
@given(names, names)
def test_swapped_files_are_named(one, other):
    files = opened()
    files[one], files[other] = files[other], files[one]
    assert bool(codes(archive(files))) == (files[one] != files[other])


@pytest.mark.parametrize("name", ["added.txt", "audio/other.wav", "a"])
def test_an_added_file_is_named(name):
    assert check(archive({**opened(), name: b"x"})).faults == [("added", (name,))]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../x", "above"),
        ("a/../../x", "above, later"),
        ("/etc/x", "absolute"),
        ("C:/x", "a drive"),
        ("a\\..\\x", "backslashes"),
        ("a//b", "an empty part"),
        ("./x", "the same folder"),
        ("名", "nothing but plain letters"),
        ("a\nb", "a line feed"),
    ],
)
def test_a_name_that_leads_elsewhere_is_named(name, reason):
    data = zipped([*opened().items(), (name, b"x")])
    found = check(data).faults
    assert ("bad_name", (ascii(name),)) in found, reason


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_is_there_twice_is_named():
    assert ("doubled", ("README.txt", "2")) in check(zipped([*opened().items(), ("README.txt", b"other")])).faults


def test_entries_in_another_order_are_not_as_signed():
    assert codes(zipped(reversed(opened().items()))) == ["container"]


def test_the_first_changed_byte_of_the_container_is_told():
    assert check(PACKAGE + b"\0").faults == [("container", (str(len(PACKAGE)), "1"))]
    at = PACKAGE.index(b"PK\3\4") + 10  # the hour of the first entry
    assert check(PACKAGE[:at] + b"\1" + PACKAGE[at + 1 :]).faults == [("container", (str(at), "1"))]


def test_a_bomb_is_not_unpacked():
    squeezed = zipped([("a", bytes(10**7))], zipfile.ZIP_DEFLATED)
    assert len(squeezed) < 20_000
    assert codes(squeezed) == ["bomb"]


def test_a_compressed_entry_is_named():
    assert ("packed", ("README.txt",)) in check(zipped(opened().items(), zipfile.ZIP_BZIP2)).faults


def test_too_many_entries_are_refused():
    assert codes(archive({f"f{number}": b"" for number in range(MOST_FILES + 1)})) == ["bomb"]


def test_what_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(verify_evidence, "LARGEST", 100)
    assert codes(PACKAGE) == ["too_large"]


def test_signed_anew_with_another_key_shows_whose():
    other = MemorySigner(7)
    forged = pack(COVER, {**FILES, "README.txt": b"other"}, other)
    assert codes(forged) == []
    assert check(forged).fingerprint != FINGERPRINT
    assert codes(forged, FINGERPRINT) == ["other_key"]
    assert codes(PACKAGE, FINGERPRINT.upper()) == []


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"{}", b"[" * 100_000, b'{"files": [1]}', b'{"format": "x", "files": []}', b"\xff", b'{"files": {}}'],
)
def test_a_signed_manifest_that_makes_no_sense_is_refused(manifest):
    signature = MemorySigner().sign(manifest)
    files = {MANIFEST: manifest, SIGNATURE: signature_file(signature.public, signature.value)}
    assert "manifest" in codes(archive(files))


@pytest.mark.parametrize(
    "signature", [b"", b"{}", b"[1]", b"\xff", b'{"public_key": 1, "signature": ""}', b"[" * 99_999]
)
def test_a_signature_that_makes_no_sense_is_refused(signature):
    assert "signature_form" in codes(archive({**opened(), SIGNATURE: signature}))


# Alone ------------------------------------------------------------------------------------------------


def alone(*arguments, file=ALONE):
    """Isolated, with nothing but the standard library and the signature library."""
    library = Path(cryptography.__file__).parents[1]
    start = f"import sys, runpy; sys.path.append({str(library)!r}); sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    command = [sys.executable, "-I", "-S", "-c", start, str(file), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_alone_it_says_that_all_is_well_and_whose_key_signed(tmp_path):
    (tmp_path / "p.zip").write_bytes(PACKAGE)
    done = alone(tmp_path / "p.zip")
    assert (done.returncode, done.stderr) == (0, "")
    assert FINGERPRINT in done.stdout
    assert "完整且未改动" in done.stdout
    assert alone(tmp_path / "p.zip", "--key", FINGERPRINT).returncode == 0
    assert alone(tmp_path / "p.zip", "--key", "00").returncode == 1


def test_alone_it_names_what_was_done_in_both_languages(tmp_path):
    (tmp_path / "p.zip").write_bytes(archive({**opened(), "README.txt": b"x", "more": b""}))
    done = alone(tmp_path / "p.zip")
    assert done.returncode == 1
    assert "README.txt 被改动" in done.stdout
    assert "README.txt was changed" in done.stdout
    assert "多出 more" in done.stdout
    assert "more was added" in done.stdout


@pytest.mark.parametrize("arguments", [(), ("--help",), ("a", "b"), ("no-such-file",)])
def test_alone_it_says_how_it_is_used(arguments):
    done = alone(*arguments)
    assert done.returncode == 2
    assert done.stderr


def test_it_is_small_and_needs_nothing_of_ours():
    text = ALONE.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 200
    for ours in ("import audit", "from audit", "from pipelines", "from config"):
        assert ours not in text
