"""The `case` of a scanned line: any columns of a case table, as text or as JSON values."""

import json
from collections.abc import Callable
from typing import Any

from audit.records import Case, LegalStage
from pipelines.sources import fields
from pipelines.sources.cases import consents, offers, phones, registered_contacts
from pipelines.sources.rows import Fault
from pipelines.sources.times import Times, timezone

_MOMENT = Times(None)
_COLUMNS: dict[str, Callable[[str], Any]] = {
    "case_id": fields.name,
    "institution": fields.name,
    "debtor_id": fields.name,
    "agency": fields.name,
    "debtor_name": fields.name,
    "debtor_phones": phones,
    "product": fields.name,
    "principal": fields.amount,
    "due_amount": fields.amount,
    "overdue_days": fields.days,
    "legal_stage": fields.Choice(LegalStage, {}).__getitem__,
    "registered_contacts": registered_contacts,
    "consents": lambda cell: consents(cell, _MOMENT),
    "timezone": timezone,
    "assigned_at": _MOMENT,
    "notified_at": _MOMENT,
    "opened_at": _MOMENT,
    "offers": offers,
}


def read_case(given: Any) -> Case:
    """Raises Fault. Ids that are not told are empty: a scan needs the facts, not whose they are."""
    if not isinstance(given, dict):
        raise Fault("lines.case_not_object")
    found: dict[str, Any] = {"case_id": "", "institution": "", "debtor_id": ""}
    for column, value in given.items():
        if column not in _COLUMNS:
            raise Fault("lines.unknown_case_column", key=ascii(column)[:80], known=", ".join(_COLUMNS))
        cell = _cell(value)
        if cell.strip():
            try:
                found[column] = _COLUMNS[column](cell)
            except Fault as fault:
                raise Fault(fault.code, **{**fault.values, "column": f"case.{column}"}) from None
    return Case(id=found.pop("case_id"), **found)


def _cell(value: Any) -> str:
    """The value as a table would have it."""
    if value is None:
        return ""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise Fault("lines.half_character", place=error.start) from None
        return value
    if isinstance(value, list):
        return ";".join(_cell(part) for part in value)
    if isinstance(value, dict):
        return json.dumps(value)
    if isinstance(value, bool):
        raise Fault("lines.not_text", value=repr(value))
    return repr(value)
