"""E-mail addresses, which Chinese characters may touch on either side."""

import re
from collections.abc import Iterator

Spans = Iterator[tuple[int, int]]

_PATTERN = re.compile(
    r"(?<![a-z0-9._%+\-])[a-z0-9_%+\-][a-z0-9._%+\-]{0,63}@(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,12}(?![a-z0-9\-@])"
)


def find(text: str) -> Spans:
    for match in _PATTERN.finditer(text):
        yield match.span()
