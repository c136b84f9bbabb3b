"""Where the words of a query stand in the text as it was given."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from audit.ports import Query
from audit.text import Normal, normalise
from audit.words import Unit, places, units


def highlights(text: str, query: Query) -> list[tuple[int, int]]:
    """Half-open spans of the original text, in order, overlapping ones joined. Negated words show nothing."""
    sought = [_sought(words.text) for words in query.words if not words.negated]
    if not sought:
        return []
    normal, said = _said(text)
    return join(normal.span(*place) for words in sought for place in places(words, said))


@lru_cache(256)  # the same few words for every text of a page
def _sought(words: str) -> tuple[Unit, ...]:
    return tuple(units(normalise(words).text))


@lru_cache(1024)  # a page further on, another word beside it: the same turns again
def _said(text: str) -> tuple[Normal, list[Unit]]:
    normal = normalise(text)
    return normal, units(normal.text)


def join(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same stretches of text, in order, overlapping and touching ones as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def excerpt(text: str, spans: Sequence[tuple[int, int]], width: int = 160, before: int = 40) -> tuple[int, int]:
    """The stretch of a long text that a list shows: a little before the first of these spans, and on from there."""
    if len(text) <= width:
        return 0, len(text)
    first = spans[0][0] if spans else 0
    start = max(0, min(first - before, len(text) - width))
    return start, start + width
