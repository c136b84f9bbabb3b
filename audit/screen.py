"""Whole expressions run over all texts in which they may hold, in one pass of Hyperscan each: what stays is verified exactly.

Hyperscan takes most of our syntax as it is and widens the rest, so it may report too much and never too little.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import hyperscan
import numpy as np
from numpy.typing import NDArray

#: Compiling an expression takes as long as verifying some thousand texts one by one.
WORTH = 2000
#: A sign that no expression looks for except as the end of a line.
_CUT = b"\n"
#: `$` holds before a line's end, too, so that texts may stand behind one another.
_FLAGS = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_MULTILINE
#: Only the first text of several begins where all of them do; sets within sets are read in different ways.
_STRANGE = re.compile(r"\\(?![bBdDsSwWnrt])[0-9A-Za-z]|\[\^?\[|\(\?[^:=!<P]")
_Numbers = NDArray[np.int64]


class Screens:
    """One for each pattern, made when the pattern has been a candidate so often that it is worth it; no result depends on it."""

    def __init__(self, expressions: Sequence[Sequence[str]], worth: int = WORTH) -> None:
        """`expressions` has for each pattern what must all match; nothing for one of which nothing is known."""
        self._expressions = expressions
        self._left = [worth if own else -1 for own in expressions]

    def narrowed(self, texts: Sequence[bytes], at: _Numbers, patterns: _Numbers) -> Iterator[tuple[int, int]]:
        """The pairs (text, pattern) that may still hold. `at` is in order for each pattern."""
        if not len(at):
            return
        order = np.argsort(patterns, kind="stable")
        at, patterns = at[order], patterns[order]
        first = np.flatnonzero(np.diff(patterns, prepend=-1))
        for places, pattern in zip(np.split(at, first[1:]), patterns[first].tolist(), strict=True):
            for place in self._narrowed(texts, places.tolist(), pattern):
                yield place, pattern

    def _narrowed(self, texts: Sequence[bytes], places: list[int], pattern: int) -> list[int]:
        if pattern >= len(self._left) or self._left[pattern] < 0:
            return places
        if self._left[pattern] > 0:
            self._left[pattern] = max(self._left[pattern] - len(places), 0)
            return places
        for expression in self._expressions[pattern]:
            if places and (screen := _compiled(expression)):
                places = _met(screen, texts, places)
        return places


def _met(screen: Any, texts: Sequence[bytes], places: list[int]) -> list[int]:
    ends: list[int] = []
    report = ends.append
    parts = [texts[place] for place in places]
    screen.scan(_CUT.join(parts), match_event_handler=lambda _id, _start, end, _flags, _context: report(end))
    starts = np.cumsum([0, *(len(part) + 1 for part in parts)])
    met = np.unique(np.searchsorted(starts, np.array(ends, dtype=np.int64) - 1, side="right") - 1)
    return [places[number] for number in met.tolist()]


@cache
def _compiled(expression: str) -> Any | None:
    """None for an expression that Hyperscan cannot take or would take otherwise than we do."""
    if _STRANGE.search(expression):
        return None
    database = hyperscan.Database()
    try:
        re.compile(expression)
        database.compile([expression.encode()], ids=[0], flags=[_FLAGS])
    except (re.error, RecursionError, OverflowError, hyperscan.HyperscanError):
        return None
    return database
