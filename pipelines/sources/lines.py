"""`fairdial scan`: one JSON object a line becomes a contact, and what the rules say of it one JSON object again."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from audit.errors import Problem, Refused
from audit.findings import Finding, Scan
from audit.pack import Pack
from audit.ports import Reader
from audit.records import Contact
from audit.scan import scan_many
from config.messages import render_all
from pipelines.sources.line_contact import Identity, read_contact

#: A longer line is no contact but a broken file; it is passed over without being held in memory.
LONGEST_LINE = 16 << 20
#: The first lines are answered at once, later ones by the thousand.
_MOST_TOGETHER = 4096
_MOST_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of output, without its end."""

    text: str
    #: Whether the line could not be read; its text then says why.
    refused: bool


def scan_lines(lines: BinaryIO, pack: Pack, language: str = "zh", reader: Reader | None = None) -> Iterator[Answer]:
    """One answer for each line that is not blank, in order."""
    read = (_read(line, number) for number, line in enumerate(_lines(lines), 1) if line is None or line.strip())
    together = 1
    while chunk := list(_chunk(read, together)):
        yield from _answers(chunk, pack, language, reader)
        together = min(together * 2, _MOST_TOGETHER)


@dataclass(frozen=True, slots=True)
class _Read:
    id: Identity
    size: int
    contact: Contact | None
    problems: tuple[Problem, ...] = ()


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Lines of the stream; None for one that is too long."""
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE)
        yield None


def _read(line: bytes | None, number: int) -> _Read:
    where = f"stdin:{number}"
    if line is None:
        return _Read(None, 0, None, (Problem("lines.too_long", where, {"limit": LONGEST_LINE >> 20}),))
    try:
        identity, contact = read_contact(line, where)
    except Refused as refused:
        return _Read(getattr(refused, "id", None), len(line), None, refused.problems)
    return _Read(identity, len(line), contact)


def _chunk(read: Iterator[_Read], together: int) -> Iterator[_Read]:
    size = 0
    for one in islice(read, together):
        yield one
        size += one.size
        if size > _MOST_BYTES:
            return


def _answers(chunk: list[_Read], pack: Pack, language: str, reader: Reader | None) -> Iterator[Answer]:
    scans = scan_many((one.contact for one in chunk if one.contact), pack, reader=reader)
    for one in chunk:
        if one.contact:
            yield Answer(_json({"id": one.id, **_said(next(scans))}), refused=False)
        else:
            error = render_all(one.problems, language)
            yield Answer(_json({"id": one.id, "error": error}), refused=True)


def _said(scan: Scan) -> dict[str, object]:
    return {
        "findings": [finding_values(finding) for finding in scan.findings],
        "not_assessed": [{"rule": doubt.rule, "reason": doubt.reason} for doubt in scan.not_assessed],
        "pii": [{"kind": span.kind, "start": span.start, "end": span.end, "turn": span.turn} for span in scan.pii],
    }


def finding_values(finding: Finding) -> dict[str, object]:
    """As one object of the output."""
    return {
        "rule": finding.rule,
        "version": finding.version,
        "category": finding.category,
        "severity": finding.severity,
        "tier": finding.tier,
        "confidence": finding.confidence,
        "speaker": finding.speaker,
        "turn": finding.turn,
        "start": finding.start,
        "end": finding.end,
        "quote": finding.quote,
        "why": finding.why,
        "basis": finding.basis,
        "lifted": finding.lifted,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
