"""Words without which an expression cannot match: what the prefilter looks for.

A need is a set of words of which one must stand in the text; a way is needs that must all be met. An expression can
match only where one of its ways is open. Looking for words costs the same however wild the expressions are.
"""

import re
import re._constants as sre  # type: ignore[import-not-found, unused-ignore]
import re._parser as parser  # type: ignore[import-not-found, unused-ignore]
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from audit.ordinary import share

Need = frozenset[str]
Way = tuple[Need, ...]
Item = tuple[Any, Any]

#: More words than this are not spelt out any further.
_MOST = 600
_MOST_JOINED = 150
#: More needs leave hardly fewer texts.
_MOST_NEEDS = 3
_MOST_WAYS = 40
#: Words and nothing else, of which it needs no parser to know what they match.
_PLAIN = re.compile(r"[^\\.^$*+?{}\[\]()]+")
#: The one way of what may match anything.
_OPEN: tuple[Way, ...] = ((),)
#: A need that is met in nearly every message leaves hardly fewer of them.
_USELESS = 0.7
_EMPTY = frozenset(("",))


@dataclass(frozen=True, slots=True)
class _Words:
    """All strings that something can match, if they are few, else the ways in which whatever it matches can be met."""

    all: frozenset[str] | None
    ways: tuple[Way, ...] = _OPEN

    def settled(self) -> tuple[Way, ...]:
        if self.all is None:
            return self.ways
        return ((least(self.all),),) if self.all and "" not in self.all else _OPEN


_ANYTHING = _Words(None)


@cache
def needs(expression: str) -> tuple[Way, ...]:
    """The ways of an expression; one without needs where nothing can be said and every text must be looked at."""
    return either([_words(expression).settled()])


def is_list(expression: str) -> bool:
    """Whether it can match but a few strings."""
    return _words(expression).all is not None


@cache
def _words(expression: str) -> _Words:
    if _PLAIN.fullmatch(expression) and expression.count("|") < _MOST:
        return _Words(frozenset(expression.split("|")))
    items = parsed(expression)
    return _ANYTHING if items is None else _sequence(items)


@cache
def parsed(expression: str) -> tuple[Item, ...] | None:
    try:
        return tuple(parser.parse(expression))
    except (re.error, RecursionError, OverflowError):
        return None


def spelt_out(items: Iterable[Item]) -> frozenset[str] | None:
    """All strings that items of an expression can match together, if they are few."""
    return _sequence(items).all


def alternatives(item: Item) -> Sequence[Iterable[Item]]:
    """What an item consists of, one of which must match at least once; nothing for an item that may be missing."""
    operator, value = item
    if operator is sre.BRANCH:
        return value[1]  # type: ignore[no-any-return]
    if operator is sre.SUBPATTERN:
        return (value[3],)
    repeated = operator in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0] > 0
    return (value[2],) if repeated else ()


def both(one: tuple[Way, ...], other: tuple[Way, ...]) -> tuple[Way, ...]:
    """The ways of two things that must both be there."""
    if len(one) * len(other) > _MOST_WAYS:
        if len(one) >= len(other):
            return both(_merged(one), other) if len(one) > 1 else one
        return both(one, _merged(other))
    return tuple(_telling((*way, *more)) for way in one for more in other)


def either(several: Iterable[tuple[Way, ...]]) -> tuple[Way, ...]:
    """The ways of alternatives."""
    ways = tuple(dict.fromkeys(_telling(way) for some in several for way in some))
    if () in ways:
        return _OPEN
    return ways if len(ways) <= _MOST_WAYS else _merged(ways)


def _merged(ways: tuple[Way, ...]) -> tuple[Way, ...]:
    """One wider way: of each the most telling need."""
    if () in ways:
        return _OPEN
    return ((least(frozenset().union(*(min(way, key=cost) for way in ways))),),)


def _telling(found: Iterable[Need]) -> Way:
    """The few needs that will be met in fewest texts."""
    ordered = sorted(set(found), key=lambda need: (cost(need), sorted(need)))
    few = [need for need in ordered if cost(need) < _USELESS]
    return tuple((few or ordered[:1])[:_MOST_NEEDS])


@cache
def cost(need: Need) -> float:
    """In how many of all messages a need will be met, roughly."""
    return sum(map(share, need))


def least(words: frozenset[str]) -> Need:
    """Without words that hold another of them."""
    kept: set[str] = set()
    lengths = sorted({len(word) for word in words})
    for word in sorted(words, key=len):
        if not any(
            word[at : at + size] in kept for size in lengths if size < len(word) for at in range(len(word) - size + 1)
        ):
            kept.add(word)
    return frozenset(kept)


def _sequence(items: Iterable[Item]) -> _Words:
    joined: frozenset[str] = _EMPTY
    ways = _OPEN
    whole = True
    for item in items:
        if item[0] is sre.LITERAL:  # most are
            joined = frozenset([before + chr(item[1]) for before in joined])
            continue
        words = _item(item)
        if words.all is not None and len(joined) * len(words.all) <= max(_MOST_JOINED, len(words.all)):
            joined = frozenset(before + after for before in joined for after in words.all)
            continue
        whole = False
        ways = both(ways, _Words(joined).settled())
        joined = words.all if words.all is not None else _EMPTY
        ways = both(ways, words.ways)
    return _Words(joined) if whole else _Words(None, both(ways, _Words(joined).settled()))


def _item(item: Item) -> _Words:
    operator, value = item
    if operator is sre.LITERAL:
        return _Words(frozenset((chr(value),)))
    if operator in (sre.ASSERT, sre.ASSERT_NOT, sre.AT):
        return _Words(_EMPTY)
    read = _READERS.get(operator)
    return read(value) if read else _ANYTHING


def _repeat(value: tuple[int, int, Any]) -> _Words:
    least, most, body = value
    words = _sequence(body)
    if least == most == 1:
        return words
    if least == 0:
        return _Words(words.all | _EMPTY) if most == 1 and words.all is not None else _ANYTHING
    return _Words(None, words.settled())


def _branch(value: tuple[Any, Sequence[Any]]) -> _Words:
    branches = [_sequence(branch) for branch in value[1]]
    everything = [words.all for words in branches if words.all is not None]
    if len(everything) == len(branches) and sum(map(len, everything)) <= _MOST:
        return _Words(frozenset().union(*everything))
    exact = frozenset[str]().union(*everything)
    others = [words.ways for words in branches if words.all is None]
    return _Words(None, either([_Words(exact).settled(), *others] if everything else others))


def _class(parts: Sequence[Item]) -> _Words:
    characters: set[str] = set()
    for operator, value in parts:
        if operator is sre.LITERAL:
            characters.add(chr(value))
        elif operator is sre.RANGE and value[1] - value[0] < 30:
            characters.update(map(chr, range(value[0], value[1] + 1)))
        elif operator is sre.CATEGORY and value is sre.CATEGORY_DIGIT:
            characters.update("0123456789")
        else:
            return _ANYTHING
    return _Words(frozenset(characters))


_READERS: dict[Any, Callable[[Any], _Words]] = {
    sre.IN: _class,
    sre.BRANCH: _branch,
    sre.SUBPATTERN: lambda value: _sequence(value[3]),
    sre.MAX_REPEAT: _repeat,
    sre.MIN_REPEAT: _repeat,
}
