"""A report as files, all made from the one record."""

import json
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from audit.exports import Closing
from audit.reports.record import Report
from audit.reports.release import Kept, manifest
from audit.reports.written import kept_values, report_values
from config.messages import LANGUAGES
from pipelines.exports.writing import Export, csv_pieces
from pipelines.reports.pdf import pdf
from pipelines.reports.rows import headings, rows
from pipelines.reports.sheets import xlsx


class Format(StrEnum):
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    #: What is signed, and the signature over its bytes; of what was released.
    MANIFEST = "manifest"
    SIGNATURE = "signature"


MEDIA = {
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.MANIFEST: "application/json",
    Format.SIGNATURE: "application/json",
}
#: What is written at the release, hashed and kept, in each of these languages.
_FILES = {Format.PDF: LANGUAGES, Format.XLSX: LANGUAGES, Format.CSV: LANGUAGES, Format.JSON: LANGUAGES[:1]}


def name_of(kind: Format, language: str) -> str:
    """JSON speaks no language: its words are codes."""
    return _NAMES.get(kind) or f"report-{language}.{kind}"


def write(kept: Kept, report: Report, kind: Format, language: str) -> bytes:
    """As it stands. Raises Refused (`report.no_font`, `report.unfit`) for PDF."""
    return _WRITERS[kind](kept, report, language)


def every_file(kept: Kept, report: Report) -> Iterator[tuple[str, bytes]]:
    for kind, languages in _FILES.items():
        for language in languages:
            yield name_of(kind, language), write(kept, report, kind, language)


def _json(kept: Kept, report: Report, language: str) -> bytes:
    del language
    head = {name: value for name, value in kept_values(kept).items() if name not in ("files", "signature")}
    told = {"report": head, **report_values(report)}
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _csv(kept: Kept, report: Report, language: str) -> bytes:
    step = kept.steps[-1]

    def done(_: Closing) -> None:
        """The file is whole: nobody waits for it to be."""

    export = Export(kept.id, step.by, headings(language), rows(kept, report, language), lambda: step.at, done)
    return b"".join(csv_pieces(export))


def _manifest(kept: Kept, report: Report, language: str) -> bytes:
    del report, language
    return manifest(kept)


def _signature(kept: Kept, report: Report, language: str) -> bytes:
    """Empty where the installation has no key."""
    del report, language
    return json.dumps(dict(zip(_SIGNATURE, kept.signature, strict=False))).encode() + b"\n"


_SIGNATURE = ("algorithm", "key", "public_key", "signature")
_NAMES = {
    Format.JSON: "report.json",
    Format.MANIFEST: "manifest.json",
    Format.SIGNATURE: "manifest.sig.json",
}
_WRITERS: Mapping[Format, Callable[[Kept, Report, str], bytes]] = {
    Format.PDF: pdf,
    Format.XLSX: xlsx,
    Format.CSV: _csv,
    Format.JSON: _json,
    Format.MANIFEST: _manifest,
    Format.SIGNATURE: _signature,
}
