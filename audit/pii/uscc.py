"""Unified social credit codes of organisations (GB 32100): 18 characters, the last one a check."""

import re
from collections.abc import Iterator

from audit.pii import cn_id

Spans = Iterator[tuple[int, int]]

SIGNS = "0123456789abcdefghjklmnpqrtuwxy"
_PATTERN = re.compile(f"(?<![0-9a-z])[1-9a-hj-np-rtuwxy][{SIGNS}][0-9]{{6}}[{SIGNS}]{{10}}(?![0-9a-z])")
#: Such a card is much more common than a code of figures alone that begins like it.
_CARD = re.compile("62[0-9]{16}")
#: Of the usual form: unmistakable whatever its check sign.
_USUAL = re.compile("(?<![0-9a-z])9[1-3][0-9]{6}ma[0-9a-z]{8}(?![0-9a-z])")
#: In groups, or with any check sign, only after the word.
_NAMED = re.compile(
    f"(?:信用代码|统一代码|营业执照|税号|纳税人识别号|纳税识别号|机构代码)[^0-9a-z。!?\n]{{0,8}}([1-9a-hj-np-rtuwxy][{SIGNS}](?:[ -]?[{SIGNS}]){{16}})(?![0-9a-z])"
)


def find(text: str) -> Spans:
    for match in _PATTERN.finditer(text):
        other = _CARD.fullmatch(match[0]) or (cn_id.shaped(match[0]) and not match[0].startswith("91"))
        if not other and check_sign(match[0][:17]) == match[0][17]:
            yield match.span()
    for match in _USUAL.finditer(text):
        yield match.span()
    for match in _NAMED.finditer(text):
        yield match.span(1)


def check_sign(code: str) -> str:
    """Over 17 characters: powers of three modulo 31."""
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code))
    return SIGNS[-total % 31]
