"""Whether a file may be kept as proof: bounded, and of a kind that its bytes show."""

from audit.actions import Proof
from audit.errors import Problem, Refused

#: Bytes.
MOST = 10 * 2**20
_START = 4096
#: What a file begins with, and its media type.
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_ZIP = b"PK\x03\x04"
#: Parts of office files, which are archives.
_PARTS = (
    (b"word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
_MACROS = b"vbaProject"
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}
#: Suffixes by media type, so that what is given out opens as what it is.
SUFFIXES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    _PARTS[0][1]: ".docx",
    _PARTS[1][1]: ".xlsx",
    "text/plain": ".txt",
}


def proof_of(name: str, data: bytes, digest: str) -> Proof:
    """PDF, PNG, JPEG, DOCX and XLSX without macros, and plain UTF-8 text. Raises Refused (`action.file_*`)."""
    shown = "".join(one for one in name.replace("\\", "/").rpartition("/")[2] if one.isprintable())[-120:]
    if not data or len(data) > MOST:
        raise Refused(Problem("action.file_size", shown, {"size": len(data), "most": MOST // 2**20}))
    kind = _kind(data)
    if kind is None:
        raise Refused(Problem("action.file_kind", shown))
    return Proof(digest, shown or "proof" + SUFFIXES[kind], kind, len(data))


def _kind(data: bytes) -> str | None:
    if found := next((kind for magic, kind in _MAGIC if data.startswith(magic)), None):
        return found
    if data.startswith(_ZIP):
        return None if _MACROS in data else next((kind for part, kind in _PARTS if part in data), None)
    try:
        data.decode()
    except UnicodeDecodeError:
        return None
    return None if _CONTROLS.intersection(data) else "text/plain"
