"""Resident identity card numbers: 18 characters with check digit, and the old form of 15 digits."""

import re
from collections.abc import Iterator
from datetime import date

Spans = Iterator[tuple[int, int]]

_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
        "91",
    ]
)
_NEW = re.compile("(?<![0-9])([0-9]{6})[ -]?([0-9]{8})[ -]?([0-9]{3})([0-9x])(?![0-9])")
_OLD = re.compile("(?<![0-9a-z])([0-9]{6})([0-9]{6})[0-9]{3}(?![0-9a-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: Births from 1800 on: nobody alive has such a number, so that tests can use them.
_FIRST_YEAR, _LAST_YEAR = 1800, 2099


def find(text: str) -> Spans:
    for match in _NEW.finditer(text):
        area, birth, serial, sign = match.groups()
        if area[:2] in _PROVINCES and _is_date(birth) and check_sign(area + birth + serial) == sign:
            yield match.span()
    for match in _OLD.finditer(text):
        if match[1][:2] in _PROVINCES and _is_date(f"19{match[2]}"):
            yield match.span()


def check_sign(digits: str) -> str:
    """ISO 7064 MOD 11-2 over 17 digits, `x` for ten."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return "10x98765432"[total % 11]


def _is_date(digits: str) -> bool:
    try:
        return _FIRST_YEAR <= date.fromisoformat(digits).year <= _LAST_YEAR
    except ValueError:
        return False
