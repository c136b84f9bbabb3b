"""The clauses of a text, and the stretches of neighbouring ones among which the telling one is looked for."""

import re
from collections.abc import Sequence

_ENDS = re.compile(r"[,。!?;:、\n]+")
#: Clauses taken together at most, and characters of a clause that stands alone.
_MOST, _SHORTEST = 4, 4


def clauses(text: str) -> list[tuple[int, int]]:
    """`[start, end)` of each clause without the sign that ends it; a very short one goes with the next."""
    found, start = [], 0
    for place in (*_ENDS.finditer(text), None):
        end = place.start() if place else len(text)
        if place and end - start < _SHORTEST:
            continue
        if text[start:end].strip():
            found.append((start, end))
        start = place.end() if place else end
    return found or [(0, len(text))]


def stretches(text: str) -> Sequence[tuple[int, int]]:
    """Every run of up to four clauses, and the whole text."""
    parts = clauses(text)
    runs = [
        (parts[first][0], parts[last][1])
        for first in range(len(parts))
        for last in range(first, min(first + _MOST, len(parts)))
    ]
    whole = (parts[0][0], parts[-1][1])
    return runs if whole in runs else [*runs, whole]
