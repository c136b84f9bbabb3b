"""An expression taken apart at the alternatives it is made of: what it finds first is what the first of them finds."""

import re
from collections.abc import Iterator

from audit.needs import is_list

#: Phrases within an expression stand in groups of this name.
PART = "(?P<part>"
#: An expression is taken apart only where all that it has in brackets is known to stand for itself.
_SAFE = re.compile(r"(?:[^\\(]|\\[^1-9gGXRpPNLK]|\((?!\?)|\(\?(?:[:=!]|<[=!]|P<part>))*", re.DOTALL)
#: Signs that tell how brackets nest: an escape, a class, or one of the signs themselves.
_SIGN = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|[()|]", re.DOTALL)
_OPENING = re.compile(r"\((?:\?:|\?P<part>)")


def alternatives(expression: str) -> tuple[str, ...]:
    """In their order; neighbours that are but lists of words stay together."""
    if not _SAFE.fullmatch(expression):
        return (expression,)
    found, words = list[str](), ""
    for part in _parts(expression):
        if not is_list(part.replace(PART, "(?:")):
            found.append(part)
            words = ""
        elif words and words.startswith(PART) == part.startswith(PART):
            found[-1] = words = f"{words[:-1]}|{part[len(PART) :]}" if words.startswith(PART) else f"{words}|{part}"
        else:
            found.append(part)
            words = part
    return tuple(found)


def _parts(expression: str) -> Iterator[str]:
    """Each with its group, if it stood in one."""
    parts = list(_split(expression))
    if len(parts) > 1:
        for part in parts:
            yield from _parts(part)
    elif (inner := _inside(expression)) is None:
        yield expression
    elif expression.startswith(PART):
        yield from (f"{PART}{part})" for part in _parts(inner)) if PART not in inner else (expression,)
    else:
        yield from _parts(inner)


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
