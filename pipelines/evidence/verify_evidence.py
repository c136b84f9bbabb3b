"""核验清催证据包是否完整、未改动,并说明由谁的密钥签名 / Checks that a FairDial evidence package is whole and unchanged, and says whose key signed it.

    python verify_evidence.py FILE.zip [--key FINGERPRINT]

This file stands alone: Python 3.10 or later and `pip install cryptography`. Nothing is unpacked, written or sent.
Exit codes: 0 all good, 1 not as it was signed, 2 wrong usage or not readable.
"""

import base64
import hashlib
import io
import json
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = "fairdial-evidence/1"
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
#: Bytes and files that are looked at; what is larger is refused before it is read.
LARGEST, MOST_FILES = 2**30, 10_000
SENTENCES = {
    "too_large": ("文件超过 {0} 字节,未读取", "the file has more than {0} bytes and was not read"),
    "no_zip": ("不是完整的 ZIP:{0}", "not a whole ZIP: {0}"),
    "bomb": ("条目超过 {0} 个,或声称的大小超过文件本身", "more than {0} entries, or they claim more bytes than there are"),
    "bad_name": ("文件名 {0} 越界或不合规", "the name {0} leads elsewhere or is not allowed"),
    "packed": ("{0} 被压缩或加密;证据包从不压缩", "{0} is compressed or encrypted; packages never are"),
    "doubled": ("{0} 出现 {1} 次", "{0} is there {1} times"),
    "missing": ("缺少 {0}", "{0} is missing"),
    "added": ("多出 {0},清单里没有", "{0} was added: the manifest does not name it"),
    "changed": ("{0} 被改动:应有 {1} 字节、SHA-256 {2}", "{0} was changed: it had {1} bytes and SHA-256 {2}"),
    "manifest": ("manifest.json 不合格式", "manifest.json is not as it should be"),
    "signature_form": ("signature.json 被改动", "signature.json was changed"),
    "signature": ("签名不符:清单 manifest.json 或签名被改动", "the signature does not hold: manifest.json or the signature was changed"),
    "other_key": ("由另一把密钥签名:指纹 {0}", "signed by another key, with the fingerprint {0}"),
    "container": ("自第 {0} 字节起,压缩包自身有 {1} 字节被改动", "{1} bytes of the container itself were changed, from byte {0} on"),
}  # fmt: skip
_NAME = re.compile(r"(?!.*(^|/)\.\.?(/|$))[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
_BROKEN = (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError, OverflowError, EOFError)
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_VERSION, _UTF8, _DAY, _MODE = 20, 0x800, 0x21, 0o100644 << 16  # of every entry: 1980-01-01, rw-r--r--


@dataclass
class Report:
    """What is wrong, each with its code of SENTENCES and values, and who signed."""

    faults: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    fingerprint: str = ""
    manifest: Mapping[str, Any] = field(default_factory=dict)

    def add(self, code: str, *values: object) -> None:
        self.faults.append((code, tuple(str(value) for value in values)))

    def sentences(self, language: str) -> list[str]:
        place = 0 if language == "zh" else 1
        return [SENTENCES[code][place].format(*values) for code, values in self.faults]


def archive(files: Mapping[str, bytes]) -> bytes:
    """The one way in which these files are a ZIP: by name, not compressed, no times. Equal files give equal bytes."""
    body, listing = io.BytesIO(), io.BytesIO()
    for name in sorted(files):
        data, raw, at = files[name], name.encode(), body.tell()
        same = (_VERSION, _UTF8, 0, 0, _DAY, zlib.crc32(data), len(data), len(data), len(raw), 0)
        body.write(_LOCAL.pack(b"PK\3\4", *same) + raw + data)
        listing.write(_CENTRAL.pack(b"PK\1\2", 3 << 8 | _VERSION, *same, 0, 0, 0, _MODE, at) + raw)
    size, count = len(listing.getvalue()), len(files)
    return body.getvalue() + listing.getvalue() + _END.pack(b"PK\5\6", 0, 0, count, count, size, body.tell(), 0)


def written(value: object) -> bytes:
    """JSON in one way: sorted keys, one space to the level, a line feed at the end."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def signature_file(public: bytes, value: bytes) -> bytes:
    texts = {"public_key": base64.b64encode(public).decode(), "signature": base64.b64encode(value).decode()}
    return written({"algorithm": "Ed25519", "fingerprint": hashlib.sha256(public).hexdigest(), **texts})


def check(data: bytes, key: str = "") -> Report:
    """`key` is the fingerprint that is expected, if any."""
    report = Report()
    files = _read(data, report)
    if files is None:
        return report
    for name in (MANIFEST, SIGNATURE):
        if name not in files:
            report.add("missing", name)
    if MANIFEST in files and SIGNATURE in files:
        _check_signature(files[MANIFEST], files[SIGNATURE], key, report)
    if MANIFEST in files:
        _check_files(files, report)
    if not report.faults and (whole := archive(files)) != data:
        both, longer = list(zip(whole, data, strict=False)), abs(len(whole) - len(data))
        first = next((at for at, (was, now) in enumerate(both) if was != now), len(both))
        report.add("container", first, longer + sum(was != now for was, now in both))
    return report


def _read(data: bytes, report: Report) -> dict[str, bytes] | None:
    if len(data) > LARGEST:
        report.add("too_large", LARGEST)
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            entries = opened.infolist()
    except (*_BROKEN, LookupError) as error:
        report.add("no_zip", f"{type(error).__name__}: {error}"[:200])
        return None
    if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > len(data):
        report.add("bomb", MOST_FILES)
        return None
    files: dict[str, bytes] = {}
    names = [one.orig_filename for one in entries]
    for one, name in zip(entries, names, strict=True):
        if not _NAME.fullmatch(name):
            report.add("bad_name", ascii(name)[:200])
        elif one.compress_type or one.flag_bits & 1 or one.compress_size != one.file_size:
            report.add("packed", name)
        elif name in files:
            report.add("doubled", name, names.count(name))
        header = data[one.header_offset : one.header_offset + _LOCAL.size] if one.header_offset >= 0 else b""
        begin = one.header_offset + _LOCAL.size + sum(_LOCAL.unpack(header)[-2:]) if len(header) == _LOCAL.size else 0
        files[name] = data[begin : begin + one.file_size]
    return files


def _check_signature(manifest: bytes, signature: bytes, key: str, report: Report) -> None:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - the help is shown without it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        told = json.loads(signature)
        public, value = (base64.b64decode(told[name], validate=True) for name in ("public_key", "signature"))
    except (ValueError, TypeError, LookupError, RecursionError):
        return report.add("signature_form")
    report.fingerprint = hashlib.sha256(public).hexdigest()
    if signature_file(public, value) != signature:
        report.add("signature_form")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(value, manifest)
    except (InvalidSignature, ValueError):
        report.add("signature")
    if key and report.fingerprint != key.replace(":", "").replace(" ", "").lower():
        report.add("other_key", report.fingerprint)
    return None


def _check_files(files: Mapping[str, bytes], report: Report) -> None:
    try:
        report.manifest = dict(json.loads(files[MANIFEST]))
        wanted = [(str(one["path"]), int(one["bytes"]), str(one["sha256"])) for one in report.manifest["files"]]
        sound = report.manifest["format"] == FORMAT and len({path for path, *_ in wanted}) == len(wanted)
    except (ValueError, TypeError, LookupError, RecursionError, OverflowError):
        sound = False
    if not sound:
        return report.add("manifest")
    for path, size, digest in wanted:
        if path not in files:
            report.add("missing", path)
        elif (len(files[path]), hashlib.sha256(files[path]).hexdigest()) != (size, digest):
            report.add("changed", path, size, digest)
    for path in sorted(set(files) - {path for path, *_ in wanted} - {MANIFEST, SIGNATURE}):
        report.add("added", ascii(path)[1:-1][:200])
    return None


def main(arguments: list[str]) -> int:
    usage = len(arguments) not in (1, 3) or arguments[1:2] not in ([], ["--key"])
    if usage or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with Path(arguments[0]).open("rb") as file:
            report = check(file.read(LARGEST + 1), *arguments[2:])
    except OSError as error:
        print(f"无法读取 / cannot be read: {error}", file=sys.stderr)
        return 2
    for both in zip(report.sentences("zh"), report.sentences("en"), strict=True):
        print("✗", " / ".join(both))
    if report.fingerprint:
        print("签名密钥指纹,请与机构公布的比对 / key fingerprint, to be compared with the published one:")
        print(f"  {report.fingerprint}")
    if not report.faults:
        print(f"✓ {len(report.manifest['files'])} 个文件完整且未改动 / files, whole and unchanged")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
