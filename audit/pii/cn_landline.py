"""Landline numbers with their area code; the local part begins with 2-8 unless a sign sets it off."""

import re
from collections.abc import Iterator

Spans = Iterator[tuple[int, int]]

_EXTENSION = "(?:(?: ?-| ?转接?| ?分机号?) ?[0-9]{1,5})?"
_PATTERN = re.compile(
    r"(?<![0-9a-z])(?<![0-9][.\-])(?:\+?86[ \-]?)?(?:"
    r"\(?0(?:10|2[0-9])(?:\) ?| ?- ?| )[0-9]{8}"
    r"|\(?0[3-9][0-9]{2}(?:\) ?| ?- ?| )[0-9]{7,8}"
    r"|0(?:10|2[0-9])[2-8][0-9]{7}"
    r"|0[3-9][0-9]{2}[2-8][0-9]{6,7}"
    rf"){_EXTENSION}(?![0-9])"
)


def find(text: str) -> Spans:
    for match in _PATTERN.finditer(text):
        yield match.span()
