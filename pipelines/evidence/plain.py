"""Records as values of JSON, with personal data in them or without."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from audit.findings import Finding
from audit.personal import masked
from audit.records import Case, Turn

#: What people said or wrote, by the names of the fields.
TEXTS = frozenset({"text", "quote", "note", "reason", "why"})
#: What tells who somebody is whatever stands in it, or says words again.
HIDDEN = frozenset(
    {"number", "debtor_name", "debtor_phones", "debtor_id", "registered_contacts", "consents", "words", "recording"}
)


def plain(value: Any) -> Any:
    """Mappings, lists, texts and numbers; times in ISO 8601 with their zones."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def without_persons(value: Any, case: Case | None) -> Any:
    """A value of `plain` in which texts are starred out and what names somebody is left out."""
    if isinstance(value, Mapping):
        return {
            key: masked(one, case) if key in TEXTS and isinstance(one, str) else _extra(key, one, case)
            for key, one in value.items()
            if key not in HIDDEN or isinstance(one, int)  # an act has a number, too
        }
    return [without_persons(one, case) for one in value] if isinstance(value, list) else value


def finding(one: Finding, turn: Turn | None, case: Case | None, *, original: bool) -> Any:
    """A name is known by the words around it: the quote is starred out as its turn is."""
    value = plain(one)
    if original or turn is None:
        return value if original else without_persons(value, case)
    return {**without_persons(value, case), "quote": masked(turn.text, case)[one.start : one.end]}


def _extra(key: str, value: Any, case: Case | None) -> Any:
    """Columns that nobody knows, and particulars of acts, may hold anything."""
    if key in {"extra", "detail"} and isinstance(value, Mapping):
        return {name: masked(one, case) if isinstance(one, str) else one for name, one in value.items()}
    return without_persons(value, case)
