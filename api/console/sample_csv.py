"""What was drawn, as a table for a spreadsheet. Whose contacts they are is not in it."""

import csv
import io
from collections.abc import Iterable

from audit.looks import Item, Look

COLUMNS = ("place", "contact", "outcome", "category", "rule", "by", "at")


def as_table(items: Iterable[Item]) -> str:
    out = io.StringIO()
    # So that also spreadsheet programs that guess take it for UTF-8.
    out.write("\ufeff")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for item in items:
        look = item.look
        told = (look.outcome.value, *_marks(look), look.by, look.at.isoformat()) if look else ("",) * 5
        rows.writerow((item.place + 1, *map(_inert, (item.contact, *told))))
    return out.getvalue()


def _marks(look: Look) -> tuple[str, str]:
    """Categories and rules, in the same order."""
    rules = [mark.rule for mark in look.marks]
    return ";".join(mark.category for mark in look.marks), ";".join(rules) if any(rules) else ""


def _inert(value: str) -> str:
    """No spreadsheet program takes it for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
