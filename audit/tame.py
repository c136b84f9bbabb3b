"""Expressions that cannot run away: in any text so few ways lead through them that they need no time budget."""

import math
import re
import re._constants as sre  # type: ignore[import-not-found, unused-ignore]
from collections.abc import Iterable

from audit.needs import Item, parsed, spelt_out

#: Ways through an expression from one place of a text.
_MOST = 20_000
_ONE = frozenset((sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN, sre.AT))


def tame(expression: str) -> re.Pattern[str] | None:
    """The expression for the standard library, whose engine is faster but knows no budget; None where it needs one."""
    items = parsed(expression)
    if items is None or _ways(items) > _MOST:
        return None
    return re.compile(expression, re.ASCII)


def _ways(items: Iterable[Item]) -> float:
    return math.prod(map(_ways_of, items))


def _ways_of(item: Item) -> float:
    operator, value = item
    if operator in _ONE:
        return 1
    if operator in (sre.ASSERT, sre.ASSERT_NOT):
        return _ways(value[1])
    if operator is sre.SUBPATTERN:
        return _ways(value[3])
    if operator is sre.BRANCH:
        words = spelt_out((item,))
        return _beginnings(words) if words else sum(map(_ways, value[1]))
    if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        least, most, body = value
        return math.inf if most > _MOST else sum(_ways(body) ** count for count in range(least, most + 1))
    return math.inf


def _beginnings(words: frozenset[str]) -> int:
    """How many of the words may stand at one place."""
    return max(sum(word[:end] in words for end in range(1, len(word) + 1)) for word in words) + ("" in words)
