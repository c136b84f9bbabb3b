"""An expression taken apart at the alternatives it is made of: it matches in a text where one of them does."""

import re
from collections.abc import Iterator

from audit.needs import parsed, spelt_out

#: An expression is taken apart only where all that it has in brackets is known to stand for itself.
_SAFE = re.compile(r"(?:[^\\(]|\\[^1-9gGXRpPNLK]|\((?!\?)|\(\?(?:[:=!]|<[=!]|P<part>))*", re.DOTALL)
#: Signs that tell how brackets nest: an escape, a class, or one of the signs themselves.
_SIGN = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|[()|]", re.DOTALL)
_OPENING = re.compile(r"\((?:\?:|\?P<part>|(?!\?))")


def alternatives(expression: str) -> tuple[str, ...]:
    """Those that are but lists of words stay together."""
    if not _SAFE.fullmatch(expression):
        return (expression,)
    words, others = [], []
    for part in _parts(expression):
        (words if _is_spelt_out(part) else others).append(part)
    return (*(["|".join(words)] if words else []), *others)


def _is_spelt_out(expression: str) -> bool:
    items = parsed(expression)
    return items is not None and spelt_out(items) is not None


def _parts(expression: str) -> Iterator[str]:
    parts = list(_split(expression))
    if len(parts) > 1:
        for part in parts:
            yield from _parts(part)
    elif (inner := _inside(expression)) is not None:
        yield from _parts(inner)
    else:
        yield expression


def _split(expression: str) -> Iterator[str]:
    """At the strokes that stand in no bracket."""
    start = 0
    for at, depth in _depths(expression):
        if depth == 0 and expression[at] == "|":
            yield expression[start:at]
            start = at + 1
    yield expression[start:]


def _inside(expression: str) -> str | None:
    """What stands in the bracket that the expression is, if it is one."""
    opening = _OPENING.match(expression)
    if not opening:
        return None
    closed = next(at for at, depth in _depths(expression) if depth == 0)
    return expression[opening.end() : -1] if closed == len(expression) - 1 else None


def _depths(expression: str) -> Iterator[tuple[int, int]]:
    """Places of brackets and strokes, each with the number of brackets that are open behind it."""
    depth = 0
    for sign in _SIGN.finditer(expression):
        depth += {"(": 1, ")": -1}.get(sign[0], 0)
        if sign[0] in "()|":
            yield sign.start(), depth
