"""A report as PDF, set by Typst from `config/reports/report.typ`. Equal reports give equal bytes."""

import json
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Any

import typst

from audit.errors import Problem, Refused
from audit.reports.record import Report
from audit.reports.release import Kept
from config.messages import words
from config.settings import ROOT
from pipelines.reports.drawing import chart, drawn
from pipelines.reports.fonts import FAMILY, font_folder
from pipelines.reports.telling import Told, ToldTable, tell

_TEMPLATE = ROOT / "config" / "reports" / "report.typ"
#: Words of the template itself.
_WORDS = ("brand", "draft", "contents", "none", "interval", "section.definitions", "appendix.note")


def pdf(kept: Kept, report: Report, language: str) -> bytes:
    """Raises Refused (`report.no_font`, `report.unfit`)."""
    told = tell(kept, report, language)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[Path(font_folder())])
    try:
        made = typst.compile(
            _TEMPLATE.read_bytes(),
            font_paths=fonts,
            sys_inputs={"report": json.dumps(_values(told), ensure_ascii=False)},
            timestamp=kept.steps[-1].at.astimezone(UTC).replace(microsecond=0),
        )
    except typst.TypstError as fault:
        raise Refused(Problem("report.unfit", kept.id, {"fault": str(fault)})) from fault
    assert isinstance(made, bytes)
    return made


def _values(told: Told) -> dict[str, Any]:
    return {
        "language": told.language,
        "font": FAMILY,
        "title": told.title,
        "subtitle": told.subtitle,
        "meta": told.meta,
        "draft": told.draft,
        "words": {code: words(f"reports.{code}", told.language) for code in _WORDS},
        "page": words("reports.page", told.language, page="{page}", pages="{pages}"),
        "sections": [
            {"title": one.title, "notes": one.notes, "tables": [_table(table, told.language) for table in one.tables]}
            for one in told.sections
        ],
    }


def _table(table: ToldTable, language: str) -> dict[str, Any]:
    spec = chart(table.source, language)
    return {
        "id": table.id,
        "title": table.title,
        "columns": table.columns,
        "numeric": table.numeric,
        "rows": [[asdict(cell) for cell in row] for row in table.rows],
        "total": table.source.total,
        "definitions": table.definitions,
        "notes": table.notes,
        "chart": drawn(spec) if spec else "",
        "label": words(f"reports.chart.{table.source.chart}", language) if spec else "",
    }
