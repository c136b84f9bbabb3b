"""Identity and card numbers read out digit by digit (一一零一零五…) or cut into groups of any size (1101 0519 …)."""

import re
from collections.abc import Iterator

from audit.pii import bank_card, cn_id

Spans = Iterator[tuple[int, int]]

_DIGITS = {"〇": "0", "零": "0", "洞": "0", "幺": "1", "两": "2", "拐": "7", "勾": "9", "叉": "x"} | {
    character: str(value) for value, character in enumerate("一二三四五六七八九", 1)
}
_DIGIT = f"[0-9{''.join(_DIGITS).replace('叉', '')}]"
_PAUSE = r"[ ,、.\-–—]?"
_RUN = re.compile(f"(?<!{_DIGIT})(?:{_DIGIT}{_PAUSE}){{12,18}}[0-9x{''.join(_DIGITS)}](?!{_DIGIT}|[十百千万a-z])")
_LENGTH_OF_ID = 18


def find_id(text: str) -> Spans:
    for digits, span in _runs(text):
        if len(digits) == _LENGTH_OF_ID and any(cn_id.find(digits)):
            yield span


def find_card(text: str) -> Spans:
    for digits, span in _runs(text):
        if any(bank_card.find(digits)):
            yield span


def _runs(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each run of dictated digits as plain digits, and where it stands."""
    for match in _RUN.finditer(text):
        yield "".join(_DIGITS.get(sign, sign) for sign in match[0] if sign in _DIGITS or sign.isalnum()), match.span()
