"""Ledger findings to JSON and back."""

import json
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from audit.findings import Account, Counted, LedgerFinding
from pipelines.adapters.sql.records import to_json


def to_body(found: LedgerFinding) -> str:
    values: dict[str, Any] = {field.name: getattr(found, field.name) for field in fields(found)}
    values["day"] = found.day.isoformat()
    values["account"] = list(found.account)
    values["events"] = [_row(event) for event in found.events]
    return to_json(values)


def from_body(body: str) -> LedgerFinding:
    values = json.loads(body)
    values["day"] = date.fromisoformat(values["day"])
    values["account"] = Account(*values["account"])
    values["events"] = tuple(Counted(key, datetime.fromisoformat(at), *rest) for key, at, *rest in values["events"])
    for name in ("accused", "tested", "basis"):
        values[name] = tuple(values[name])
    return LedgerFinding(**values)


def _row(event: Counted) -> tuple[object, ...]:
    return event.contact, event.at.isoformat(), event.why, event.part, event.accused
