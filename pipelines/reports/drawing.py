"""Charts of a report's tables: one spec, drawn by the browser on a page and without one for a file."""

from collections.abc import Callable, Mapping, Sequence

import vl_convert

from audit.rates import Counted
from audit.reports.record import Figure, Table, Text
from config.messages import words
from pipelines import charts
from pipelines.reports.fonts import FAMILY, font_folder
from pipelines.reports.telling import say

#: Points of a chart on paper.
_WIDTH = 430
_INK, _QUIET, _RULE, _ACCENT = "#1d2733", "#5b6673", "#d9dee4", "#1f5f8b"
_AXIS = {"labelColor": _QUIET, "titleColor": _QUIET, "gridColor": _RULE, "domainColor": _RULE, "tickColor": _RULE}
#: How a chart looks on paper.
_LOOK = {
    "font": FAMILY,
    "axis": {**_AXIS, "labelFontSize": 9, "titleFontSize": 9, "titleFontWeight": "normal"},
    "text": {"color": _INK, "fontSize": 9},
    "view": {"stroke": None},
    "mark": {"color": _ACCENT},
    "rule": {"color": _QUIET},
}

_Rows = Sequence[Mapping[str, Figure | Text]]


def chart(table: Table, language: str) -> charts.Spec | None:
    """None for a table that is not drawn, or of which there is nothing to draw."""
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows[: -1 if table.total else None]]
    return _CHARTS[table.chart](rows, language) if table.chart and rows else None


def drawn(spec: charts.Spec) -> str:
    """The chart as SVG, in the font of reports. Nothing is fetched. Raises Refused (`report.no_font`)."""
    vl_convert.register_font_directory(str(font_folder()))
    svg: str = vl_convert.vegalite_to_svg({**spec, "width": _WIDTH}, config=_LOOK, allowed_base_urls=[])
    return svg


def _whiskers(rows: _Rows, language: str) -> charts.Spec:
    return charts.whiskers([_counted(row, "agency", language) for row in rows], _words(language))


def _trend(rows: _Rows, language: str) -> charts.Spec:
    return charts.trend([_counted(row, "from", language) for row in rows], (), _words(language))


def _bars(rows: _Rows, language: str) -> charts.Spec:
    by_number = sorted(rows, key=lambda row: -_value(row, "incidents"))
    named = [(_name(row, "category", language), _value(row, "incidents")) for row in by_number]
    told = {
        code: words(f"reports.column.{of}", language) for code, of in (("name", "category"), ("count", "incidents"))
    }
    return charts.bars(named, told)


_CHARTS: Mapping[str, Callable[[_Rows, str], charts.Spec]] = {"whiskers": _whiskers, "trend": _trend, "bars": _bars}


def _counted(row: Mapping[str, Figure | Text], name: str, language: str) -> Counted:
    return Counted(_name(row, name, language), int(_value(row, "judged")), int(_value(row, "hit")), 0)


def _value(row: Mapping[str, Figure | Text], column: str) -> float:
    cell = row[column]
    return cell.value or 0 if isinstance(cell, Figure) else 0


def _name(row: Mapping[str, Figure | Text], column: str, language: str) -> str:
    cell = row[column]
    return say(cell, language) if isinstance(cell, Text) else cell.id


def _words(language: str) -> Mapping[str, str]:
    return {
        code: words(f"dashboard.{code}", language)
        for code in ("day", "share", "interval", "contacts", "change", "name")
    }
