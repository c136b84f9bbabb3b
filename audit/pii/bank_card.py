"""Bank card numbers: an issuer's leading digits, the length that goes with them, and the Luhn check digit."""

import re
from collections.abc import Iterator

Spans = Iterator[tuple[int, int]]

_PATTERN = re.compile(
    r"(?<![0-9a-z])(?<![0-9][.\-])(?:[0-9]{13,19}|[0-9]{4}(?P<sign>[ \-])[0-9]{4}(?:(?P=sign)[0-9]{4}){1,2}(?:(?P=sign)[0-9]{1,4})?)"
    r"(?![0-9a-z]|\.[0-9])"
)
#: Leading digits and lengths: UnionPay, Visa, Mastercard, American Express, JCB, Diners, older domestic debit cards.
_ISSUERS = re.compile(
    "62[0-9]{14,17}|4[0-9]{12}(?:[0-9]{3}){0,2}|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
    "|3[47][0-9]{13}|35[0-9]{14}|3(?:0[0-5]|[68][0-9])[0-9]{11}|6(?:0|5|8|9)[0-9]{14,17}|95[0-9]{14,17}"
)


#: Longer numbers that begin as foreign cards do: only after such a word.
_LONG = re.compile("(?:4[0-9]{3}|5[1-5][0-9]{2})[0-9]{13,15}")
_NAMED = re.compile("(?:卡|账号|账户)[^0-9。!?\n]{0,12}$")
_REACH = 16


def find(text: str) -> Spans:
    for match in _PATTERN.finditer(text):
        digits = match[0].replace(match["sign"], "") if match["sign"] else match[0]
        named = _LONG.fullmatch(digits) and _NAMED.search(text[max(0, match.start() - _REACH) : match.start()])
        if (named or _ISSUERS.fullmatch(digits)) and luhn(digits):
            yield match.span()


def luhn(digits: str) -> bool:
    """Every second digit from the right counts double, digit sum; the total is a multiple of ten."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
