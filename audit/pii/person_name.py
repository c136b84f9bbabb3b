"""Names of persons: wherever one may begin its likeliest end is weighed, and where two overlap the likelier stays."""

import re
from collections.abc import Iterable, Iterator

from audit.pii.gaps import NONE, Gaps
from audit.pii.name_gate import starts
from audit.pii.name_score import best

Spans = Iterator[tuple[int, int]]

#: Who signs a message is no person.
_SIGNED = re.compile("【[^】\n]*】")


def find(text: str) -> Spans:
    return find_at(text, starts(text))


def find_at(text: str, begins: Iterable[int], gaps: Gaps = NONE) -> Spans:
    """Names among those that begin at the offsets given; `gaps` are those of the source within and around them."""
    signed = [match.span() for match in _SIGNED.finditer(text)] if "【" in text else []
    found = []
    for start in begins:
        weight, end = best(text, start, gaps)
        if end > start and not any(low < start < high for low, high in signed):
            found.append((-weight, start, end))
    taken: list[tuple[int, int]] = []
    for _, start, end in sorted(found):
        if all(end <= low or high <= start for low, high in taken):
            taken.append((start, end))
    yield from sorted([*taken, *_again(text, taken)])


def _again(text: str, taken: list[tuple[int, int]]) -> Spans:
    """Where the names found stand once more; those that are everyday words may mean just that there."""
    for name in {text[start:end] for start, end in taken}:
        if len(name) < 3 or text.count(name) == 1:
            continue
        at = text.find(name)
        while at >= 0:
            if all(at + len(name) <= low or high <= at for low, high in taken):
                yield at, at + len(name)
            at = text.find(name, at + len(name))
