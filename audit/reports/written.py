"""Reports as JSON and back: the one form in which they are kept and given out."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from audit.reports.record import Cell, Figure, Kind, Period, Report, Section, Table, Text, Unit
from audit.reports.release import Kept, State, Step
from audit.scope import Scope

_SIDES = ("institutions", "agencies", "agents")


def report_values(report: Report) -> dict[str, Any]:
    """A figure is a mapping with `figure`, its number from 1; words are one with `code` or `plain`."""
    number = 0
    sections = []
    for section in report.sections:
        tables = []
        for table in section.tables:
            rows = []
            for row in table.rows:
                cells: list[dict[str, Any]] = []
                for cell in row:
                    if isinstance(cell, Figure):
                        number += 1
                        cells.append({"figure": number, **asdict(cell), "sha256": cell.digest})
                    else:
                        cells.append(_words(cell))
                rows.append(cells)
            told = {"id": table.id, "columns": list(table.columns), "rows": rows, "total": table.total}
            tables.append({**told, "chart": table.chart, "notes": [_words(note) for note in table.notes]})
        sections.append({"id": section.id, "tables": tables, "notes": [_words(note) for note in section.notes]})
    head = {"kind": report.kind.value, "period": _period(report.period), "scope": _scope(report.scope)}
    return {**head, "by": report.by, "at": report.at.isoformat(), "figures_sha256": report.digest, "sections": sections}


def read_report(values: Mapping[str, Any]) -> Report:
    return Report(
        Kind(values["kind"]),
        _read_period(values["period"]),
        _read_scope(values["scope"]),
        values["by"],
        datetime.fromisoformat(values["at"]),
        tuple(
            Section(one["id"], tuple(map(_read_table, one["tables"])), tuple(map(_read_words, one["notes"])))
            for one in values["sections"]
        ),
    )


def kept_values(kept: Kept) -> dict[str, Any]:
    return {
        "id": kept.id,
        "kind": kept.kind.value,
        "period": _period(kept.period),
        "scope": _scope(kept.scope),
        "version": kept.version,
        "state": kept.state.value,
        "figures_sha256": kept.digest,
        "by": kept.by,
        "at": kept.at.isoformat(),
        "steps": [{**asdict(step), "at": step.at.isoformat()} for step in kept.steps],
        "files": dict(kept.files),
        "signature": list(kept.signature),
    }


def read_kept(values: Mapping[str, Any]) -> Kept:
    return Kept(
        values["id"],
        Kind(values["kind"]),
        _read_period(values["period"]),
        _read_scope(values["scope"]),
        values["version"],
        values["figures_sha256"],
        values["by"],
        datetime.fromisoformat(values["at"]),
        tuple(
            Step(State(one["state"]), one["by"], datetime.fromisoformat(one["at"]), one["note"])
            for one in values["steps"]
        ),
        values["files"],
        tuple(values["signature"]),
    )


def _words(text: Text) -> dict[str, Any]:
    if text.code:
        return {"code": text.code, "values": dict(text.values)} if text.values else {"code": text.code}
    return {"plain": text.plain}


def _read_words(values: Mapping[str, Any]) -> Text:
    return Text(values.get("code", ""), values.get("plain", ""), values.get("values", {}))


def _read_table(values: Mapping[str, Any]) -> Table:
    rows = tuple(tuple(map(_read_cell, row)) for row in values["rows"])
    notes = tuple(map(_read_words, values["notes"]))
    return Table(values["id"], tuple(values["columns"]), rows, values["total"], values["chart"], notes)


def _read_cell(values: Mapping[str, Any]) -> Cell:
    if "figure" not in values:
        return _read_words(values)
    unit = Unit(values["unit"])
    return Figure(values["id"], unit, values["value"], values["definition"], values["low"], values["high"])


def _period(period: Period) -> dict[str, str]:
    return {"first": period.first.isoformat(), "last": period.last.isoformat(), "zone": period.zone}


def _read_period(values: Mapping[str, str]) -> Period:
    return Period(date.fromisoformat(values["first"]), date.fromisoformat(values["last"]), values["zone"])


def _scope(scope: Scope) -> dict[str, list[str] | None]:
    sides = {side: getattr(scope, side) for side in _SIDES}
    return {side: names if names is None else sorted(names) for side, names in sides.items()}


def _read_scope(values: Mapping[str, list[str] | None]) -> Scope:
    return Scope(*(None if (names := values[side]) is None else frozenset(names) for side in _SIDES))
