"""What a regular expression is like, shown by strings that it matches."""

import re
import re._constants as sre  # type: ignore[import-not-found, unused-ignore]
import re._parser as parser  # type: ignore[import-not-found, unused-ignore]
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

#: Stands for any characters at all.
GAP = "…"


def samples(expression: str, texts: Iterable[str], most: int) -> tuple[str, ...]:
    """Up to `most` different strings: as matched in `texts` first, then made up, one for each alternative."""
    compiled = re.compile(expression)
    met = (found.group() for text in texts for found in compiled.finditer(text))
    wanted = dict.fromkeys(islice(dict.fromkeys(met), most))
    for made in _branches(parser.parse(expression)):
        if len(wanted) >= most:
            break
        wanted.setdefault(made)
    return tuple(wanted)


def plain(expression: str) -> str | None:
    """The one string that an expression without any freedom matches."""
    try:
        tree = parser.parse(expression)
    except re.error:
        return None
    return "".join(chr(value) for _, value in tree) if all(operator is sre.LITERAL for operator, _ in tree) else None


def _branches(tree: Sequence[tuple[Any, Any]]) -> Iterator[str]:
    """One string for each alternative at the top."""
    if len(tree) == 1 and tree[0][0] is sre.SUBPATTERN:
        yield from _branches(tree[0][1][3])
    elif len(tree) == 1 and tree[0][0] is sre.BRANCH:
        for branch in tree[0][1][1]:
            yield from _branches(branch)
    else:
        yield _one(tree)


def _one(tree: Iterable[tuple[Any, Any]]) -> str:
    text = "".join(map(_item, tree))
    return re.sub(f"{GAP}+", GAP, text)


def _item(item: tuple[Any, Any]) -> str:
    operator, value = item
    teller = _TELLERS.get(operator)
    return teller(value) if teller else ""


def _repeat(value: tuple[int, int, Any]) -> str:
    least, most, body = value
    inner = _one(body)
    return inner * least if least else (GAP if inner == GAP and most else "")


def _class(parts: Sequence[tuple[Any, Any]]) -> str:
    operator, value = parts[0]
    if operator is sre.LITERAL:
        return chr(value)
    if operator is sre.RANGE:
        return chr(value[0])
    return "0" if operator is sre.CATEGORY and value is sre.CATEGORY_DIGIT else GAP


_TELLERS: Mapping[Any, Callable[[Any], str]] = {
    sre.LITERAL: chr,
    sre.ANY: lambda _: GAP,
    sre.NOT_LITERAL: lambda _: GAP,
    sre.IN: _class,
    sre.BRANCH: lambda value: _one(value[1][0]),
    sre.SUBPATTERN: lambda value: _one(value[3]),
    sre.MAX_REPEAT: _repeat,
    sre.MIN_REPEAT: _repeat,
}
