"""What makes an export of rows trustworthy: cells no spreadsheet computes, a hash over the rows, a last line that says all came."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from audit.errors import Problem

Row = Sequence[str]

#: A text that begins like this a spreadsheet may take for a formula (OWASP, CSV Injection), full-width signs alike. So it
#: may a part of a text, where its list separator is not our comma and it cuts cells anew.
_COMPUTED = re.compile(r"(^|[;\t\n])(?=(?:[^\S\t\n]|[\ufeff\u200b-\u200f\u2060])*[=+\-@＝＋－＠])")
_BLANK_FIRST = ("\t", "\n")
#: Control characters, which XML cannot hold, and halves of characters, which no file can.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: What a spreadsheet does not show and does not compute behind.
_QUOTE = "'"
#: First cell of the last line.
MARK = "#fairdial"


def safe(text: str) -> str:
    """The cell as it is written: no spreadsheet computes it, every file format holds it, and it stays one cell.

    An apostrophe goes before what begins like a formula. Carriage returns become line feeds: some programs change them.
    """
    plain = _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
    marked = _COMPUTED.sub(rf"\1{_QUOTE}", plain)
    return _QUOTE + marked if marked.startswith(_BLANK_FIRST) else marked


@dataclass(slots=True)
class Sum:
    """Counts and hashes rows as they pass. The hash is SHA-256 over each row, the headings among them, as a line of JSON."""

    rows: int = -1
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def take(self, row: Row) -> Row:
        """The row as given; the first one is the headings and not counted."""
        self.rows += 1
        self._hash.update(json.dumps(list(row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        return row

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


@dataclass(frozen=True, slots=True)
class Closing:
    """The last line of a file, or its last sheet: what came before, and whether that is all."""

    export: str
    by: str
    at: datetime
    rows: int
    sha256: str
    #: Why the rest is missing, a code; empty for a complete one.
    cut: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """`#fairdial`, `complete` or `truncated:why`, then names with their values."""
        state = f"truncated:{self.cut}" if self.cut else "complete"
        values = {"rows": self.rows, "sha256": self.sha256, "export": self.export, "by": self.by}
        return (MARK, state, *(f"{name}:{value}" for name, value in values.items()), f"at:{self.at.isoformat()}")


def read_closing(row: Row) -> Closing | None:
    """None for what is no last line of an export."""
    if len(row) < 2 or row[0] != MARK:
        return None
    values = dict(cell.partition(":")[::2] for cell in row[2:])
    state, _, cut = row[1].partition(":")
    try:
        rows, at = int(values["rows"]), datetime.fromisoformat(values["at"])
        found = Closing(values["export"], values["by"], at, rows, values["sha256"], cut)
    except (KeyError, ValueError):
        return None
    return found if found.cells[1] == row[1] and state in {"complete", "truncated"} else None


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file holds, and what is wrong with it."""

    rows: int
    digest: str
    closing: Closing | None
    problems: tuple[Problem, ...]


def check(rows: Iterable[Row], where: str) -> Checked:
    """Read a file from first row to last line. `exports.unclosed`: it was cut off; `exports.cut`: it says itself that it is
    not whole; `exports.rows` and `exports.hash`: it is not what was written.
    """
    total = Sum()
    closing: Closing | None = None
    for row, last in _with_last(rows):
        if not last or (closing := read_closing(row)) is None:
            total.take(row)
    return Checked(max(total.rows, 0), total.digest, closing, tuple(_faults(total, closing, where)))


def _faults(total: Sum, closing: Closing | None, where: str) -> Iterator[Problem]:
    if closing is None:
        yield Problem("exports.unclosed", where)
        return
    if closing.cut:
        yield Problem("exports.cut", where, {"why": closing.cut, "rows": closing.rows})
    if closing.rows != total.rows:
        yield Problem("exports.rows", where, {"said": closing.rows, "found": max(total.rows, 0)})
    if closing.sha256 != total.digest:
        yield Problem("exports.hash", where, {"said": closing.sha256, "found": total.digest})


def _with_last(rows: Iterable[Row]) -> Iterator[tuple[Row, bool]]:
    coming = iter(rows)
    for held in coming:
        current = held
        for following in coming:
            yield current, False
            current = following
        yield current, True
