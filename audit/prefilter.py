"""Which patterns may hold in which texts: one pass of Hyperscan over thousands of texts at once.

It says "perhaps" or "surely not", never where: its offsets are bytes of a rough match.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import hyperscan
import numpy as np

_FLAGS = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_MULTILINE
#: Between texts; a match that runs across it is a false "perhaps" and hides nothing, since every match end is reported.
_CUT = b"\n"


@dataclass(frozen=True, slots=True)
class Prefilter:
    #: Patterns that no expression could be made of: they may hold in any text.
    always: frozenset[int]
    _database: Any
    #: Hyperscan's ids -> the patterns that share this expression.
    _patterns: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, expressions: Sequence[str | None]) -> Self:
        """Patterns are numbered by their place in `expressions`."""
        patterns: dict[str, list[int]] = {}
        for pattern, expression in enumerate(expressions):
            if expression is not None:
                patterns.setdefault(expression, []).append(pattern)
        known = list(patterns)
        database = _compile(known, [_flags(expression) for expression in known])
        if known and database is None:
            tried = {expression: _tried(expression) for expression in known}
            known = [expression for expression in known if tried[expression] is not None]
            database = _compile(known, [tried[expression] or 0 for expression in known])
        covered = {pattern for expression in known for pattern in patterns[expression]}
        always = frozenset(range(len(expressions))) - covered
        return cls(always, database, tuple(tuple(patterns[expression]) for expression in known))

    def candidates(self, texts: Sequence[str]) -> Mapping[int, set[int]]:
        """Number of text -> the patterns that may hold there, besides `always`; most texts have no entry."""
        found: dict[int, set[int]] = {}
        if self._database is None or not texts:
            return found
        parts = [text.encode() for text in texts]
        ends: list[tuple[int, int]] = []
        report = ends.append
        self._database.scan(_CUT.join(parts), match_event_handler=lambda key, _start, end, _flags, _: report((key, end)))
        if not ends:
            return found
        keys, places = np.array(ends, dtype=np.int64).T
        starts = np.cumsum([0, *(len(part) + 1 for part in parts[:-1])])
        numbers = np.searchsorted(starts, places - 1, side="right") - 1
        pairs = np.unique(numbers * len(self._patterns) + keys)
        for number, key in zip(*(part.tolist() for part in np.divmod(pairs, len(self._patterns))), strict=True):
            found.setdefault(number, set()).update(self._patterns[key])
        return found


def _flags(expression: str) -> int:
    """Lookarounds are beyond Hyperscan: it then matches something wider."""
    return _FLAGS | (hyperscan.HS_FLAG_PREFILTER if "(?" in expression.replace("(?:", "") else 0)


def _tried(expression: str) -> int | None:
    """The flags with which this expression compiles."""
    choices = (_FLAGS, _FLAGS | hyperscan.HS_FLAG_PREFILTER)
    return next((flags for flags in choices if _compile([expression], [flags])), None)


def _compile(expressions: Sequence[str], flags: Sequence[int]) -> Any | None:
    if not expressions:
        return None
    database = hyperscan.Database()
    try:
        database.compile([text.encode() for text in expressions], ids=list(range(len(expressions))), flags=list(flags))
    except hyperscan.HyperscanError:
        return None
    return database
