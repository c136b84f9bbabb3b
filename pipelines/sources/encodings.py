"""Which encoding a text table has, decided so that nothing is ever read as mojibake."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.errors import Problem, Refused

_CHUNK = 1 << 20
#: Bytes that do not decode become lone surrogates, so that only their rows are refused.
ESCAPE = "surrogateescape"
ESCAPED = re.compile("[\udc80-\udcff]")
_BEYOND_TWO_BYTES = re.compile("[\u0800-\U0010ffff]")
_BEYOND_LATIN_1 = re.compile("[\u0100-\u07ff]")
#: Below this share of everyday characters a GB18030 reading is Big5 or noise. Chinese text has 0.9, traditional 0.6.
_EVERYDAY_SHARE = 0.5
_NAMED = {"utf-8": "utf-8-sig", "gb18030": "gb18030"}
NAMES = frozenset(_NAMED)


@dataclass(frozen=True, slots=True)
class Encoding:
    codec: str
    #: Some rows hold bytes of another encoding, or NUL bytes: every row must be looked at.
    damaged: bool


def detect(path: Path, named: str | None = None) -> Encoding:
    """UTF-8 or GB18030. `named` settles what the bytes leave open. Raises Refused where neither can be right."""
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise Refused(Problem("sources.encoding_utf16", path.name))
    nul = any(b"\0" in chunk for chunk in _chunks(path))
    if named is not None:
        codec = _NAMED[named]
        return Encoding(codec, nul or any(map(ESCAPED.search, _decoded(path, codec))))
    if _is_utf8(path):
        return Encoding("utf-8-sig", nul)
    return _damaged_utf8_or_gb18030(path, nul)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _decoded(path: Path, codec: str, errors: str = ESCAPE) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)(errors)
    for chunk in _chunks(path):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _is_utf8(path: Path) -> bool:
    with path.open("rb") as file:
        marked = file.read(3) == codecs.BOM_UTF8
    certain, doubtful = marked, False
    try:
        for text in _decoded(path, "utf-8-sig", "strict"):
            if not certain and not text.isascii():
                certain = _BEYOND_TWO_BYTES.search(text) is not None
                doubtful = doubtful or _BEYOND_LATIN_1.search(text) is not None
    except UnicodeDecodeError:
        return False
    # Some hanzi in GB18030 are also valid UTF-8, as Cyrillic or accented letters. A sentence settles it; a name may not.
    if doubtful and not certain and _share(path, "gb18030")[0] == 0:
        raise Refused(Problem("sources.encoding_ambiguous", path.name))
    return True


def _damaged_utf8_or_gb18030(path: Path, nul: bool) -> Encoding:
    bad, other, _ = _share(path, "utf-8")
    if other > bad:
        return Encoding("utf-8-sig", damaged=True)
    bad, other, everyday = _share(path, "gb18030")
    if bad * 20 > other or everyday < other * _EVERYDAY_SHARE:
        raise Refused(Problem("sources.encoding_unknown", path.name))
    return Encoding("gb18030", nul or bad > 0)


def _share(path: Path, codec: str) -> tuple[int, int, int]:
    """Undecodable bytes, other characters beyond ASCII, and how many of these GB2312 has."""
    left_out = path.stat().st_size
    other = everyday = 0
    for text in _decoded(path, codec, "ignore"):
        ascii_only = len(text.encode("ascii", "ignore"))
        left_out -= len(text.encode(codec))
        other += len(text) - ascii_only
        everyday += (len(text.encode("gb2312", "ignore")) - ascii_only) // 2
    return left_out, other, everyday
