"""Where a text was parted before it was normalised: blanks between Chinese characters go away, but say where words end."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from audit.text import Normal

#: Offsets before which a blank, or another sign that goes away, stood in the source.
Gaps = frozenset[int]
NONE: Gaps = frozenset()


def gaps(normal: Normal, places: Iterable[int]) -> Gaps:
    """Those among the places, which lie inside the text."""
    if not normal.stages:
        return NONE
    return frozenset(place for place in places if normal.span(place - 1, place)[1] < normal.span(place, place + 1)[0])


def near(normal: Normal, begins: Iterable[int], reach: int) -> Gaps:
    """Those within `reach` characters from a place on."""
    if not normal.stages:
        return NONE
    last = len(normal.text)
    return gaps(normal, {place for start in begins for place in range(max(start, 1), min(start + reach, last))})


def apart(normal: Normal, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches that nothing but a blank parts, each by itself; signs with a blank behind each stay together."""
    for start, end in spans:
        pieces = [*pairwise((start, *sorted(gaps(normal, range(start + 1, end))), end))]
        yield from pieces if all(high - low > 1 for low, high in pieces) else ((start, end),)


def split(start: int, end: int, gaps: Gaps) -> Iterator[str]:
    """Features of blanks that the source has in a name or at its ends."""
    if inside := len(gaps.intersection(range(start + 1, end))):
        yield f"k{inside}{end - start}"
    if start in gaps or end in gaps:
        yield f"k{start in gaps:d}{end in gaps:d}|{inside}"
