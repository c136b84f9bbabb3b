"""Internet addresses of both versions; four numbers after a word for a version are none."""

import re
from collections.abc import Iterator
from ipaddress import ip_address

Spans = Iterator[tuple[int, int]]

_FOUR = re.compile(
    r"(?:(?<![0-9a-z.])|(?<=ip))(?<!版本)(?<!版本号)(?<!版本[ :])(?<!version[ :])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9a-z]|\.[0-9])"
)
_SIX = re.compile("(?<![0-9a-z:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![0-9a-z:])")


def find(text: str) -> Spans:
    for pattern in (_FOUR, _SIX):
        for match in pattern.finditer(text):
            if _is_address(match[0]):
                yield match.span()


def _is_address(candidate: str) -> bool:
    try:
        ip_address(candidate)
    except ValueError:
        return False
    return len(candidate) > len("::")
