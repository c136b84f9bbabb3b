"""Resident identity card numbers: 18 characters with check digit, and the old form of 15 digits."""

import re
from collections.abc import Iterator
from datetime import date

Spans = Iterator[tuple[int, int]]

_AREA = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)[0-9]{4}"
_NEW = re.compile(f"(?<![0-9])({_AREA})[ -]?([0-9]{{8}})[ -]?([0-9]{{3}})([0-9x])(?![0-9])")
_OLD = re.compile(f"(?<![0-9a-z]){_AREA}([0-9]{{6}})[0-9]{{3}}(?![0-9a-z])")
_SHAPED = re.compile(f"{_AREA}(?:1[89][0-9]|20[0-2])[0-9]{{8}}[0-9x]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: Births from 1800 on: nobody alive has such a number, so that tests can use them.
_FIRST_YEAR, _LAST_YEAR = 1800, 2099


def find(text: str) -> Spans:
    for match in _NEW.finditer(text):
        area, birth, serial, sign = match.groups()
        if _is_date(birth) and check_sign(area + birth + serial) == sign:
            yield match.span()
    for match in _OLD.finditer(text):
        if _is_date(f"19{match[1]}"):
            yield match.span()


def shaped(number: str) -> bool:
    """Whether it has a region and a year of birth where an identity number has them, whatever day and check sign: people mistype."""
    return _SHAPED.fullmatch(number) is not None


def check_sign(digits: str) -> str:
    """ISO 7064 MOD 11-2 over 17 digits, `x` for ten."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return "10x98765432"[total % 11]


def _is_date(digits: str) -> bool:
    try:
        return _FIRST_YEAR <= date.fromisoformat(digits).year <= _LAST_YEAR
    except ValueError:
        return False
