"""Expressions that cannot run away: in any text so few ways lead through them that they need no time budget."""

import math
import re
import re._constants as sre  # type: ignore[import-not-found, unused-ignore]
from collections import Counter
from collections.abc import Iterable, Sequence

from audit.needs import Item, parsed

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
        words = [word for branch in value[1] if (word := _word(branch)) is not None]
        others = [branch for branch in value[1] if _word(branch) is None]
        return _beginnings(words) + sum(map(_ways, others))
    if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        least, most, body = value
        return math.inf if most > _MOST else sum(_ways(body) ** count for count in range(least, most + 1))
    return math.inf


def _word(items: Iterable[Item]) -> str | None:
    """What a branch says, if it is but a word."""
    return "".join(chr(value) for _, value in items) if all(operator is sre.LITERAL for operator, _ in items) else None


def _beginnings(words: Sequence[str]) -> int:
    """How many of the words may stand at one place."""
    times = Counter(words)
    return max((sum(times[word[:end]] for end in range(len(word) + 1)) for word in words), default=0)
