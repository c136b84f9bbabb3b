"""The people of the demo's tables, who are invented, and where something that must not tell of them does so.

`told(text)` names what a text tells of anybody: hand it whatever leaves the installation for other eyes: log lines, figures,
exports, notices, reports.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

DEMO = Path(__file__).resolve().parents[1] / "demo" / "data"
#: Digits in a row, however they are parted; a timestamp or a hash has no such groups of its own.
_WRITTEN = re.compile(r"(?<![0-9a-fA-F])[0-9](?:[ \-()]{0,2}[0-9]){10}(?![0-9a-fA-F])")


@cache
def names() -> frozenset[str]:
    return frozenset(name for name, _ in _people() if name)


@cache
def numbers() -> frozenset[str]:
    """Of the debtors, of those they registered, and of whoever was called or written to."""
    found = {number for _, number in _people() if number}
    for table in ("sms", "calls", "dials"):
        found |= {row["number"] for row in _rows(table)}
    return frozenset(filter(None, found))


def told(text: str) -> list[str]:
    """Names and numbers of the demo's people in this text, however numbers are written."""
    written = {re.sub(r"[^0-9]", "", found.group()) for found in _WRITTEN.finditer(text)}
    return sorted({name for name in names() if name in text} | (written & numbers()))


def _people() -> Iterator[tuple[str, str]]:
    for row in _rows("cases"):
        yield row["debtor_name"], ""
        for number in row["debtor_phones"].split(";"):
            yield "", number
        for one in filter(None, row["registered_contacts"].split(";")):
            name, _, number = one.split(":")
            yield name, number


def _rows(table: str) -> Iterator[dict[str, str]]:
    with (DEMO / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
