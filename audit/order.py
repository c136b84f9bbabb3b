"""The order in which words of an expression must stand in a text: quickly shows that most texts with the words do not match.

A step takes a text and a place and says where at the earliest the rest could begin, or -1 where it cannot match at all.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from audit.needs import Item, Need, alternatives, least, parsed, spelt_out

Step = Callable[[str, int], int]
#: More words at once are looked for more slowly than they are spelt out.
_MOST_JOINED = 150


def order(expression: str) -> Step | None:
    """None where nothing is known."""
    items = parsed(expression)
    return _sequence(items) if items is not None else None


def _sequence(items: Iterable[Item]) -> Step | None:
    steps = list[Step | None]()
    joined = frozenset(("",))
    for item in items:
        words = spelt_out((item,))
        if words is not None and len(joined) * len(words) <= max(_MOST_JOINED, len(words)):
            joined = frozenset(before + after for before in joined for after in words)
            continue
        steps.append(_words(joined))
        if words is None:
            steps.append(_inside(item))
        joined = words or frozenset(("",))
    return _all([step for step in (*steps, _words(joined)) if step])


def _inside(item: Item) -> Step | None:
    """Of something that is not spelt out: the steps of its alternatives, those that are spelt out together."""
    exact, steps = set[str](), list[Step | None]()
    for branch in map(list, alternatives(item)):
        if (words := spelt_out(branch)) is not None:
            exact |= words
        else:
            steps.append(_sequence(branch))
    steps += [_words(frozenset(exact))] if exact else []
    known = [step for step in steps if step]
    return _any(known) if known and len(known) == len(steps) else None


def _words(words: Need) -> Step | None:
    few = least(words)
    if "" in words:
        return None
    search = re.compile("|".join(map(re.escape, sorted(few)))).search
    shortest = min(map(len, few))

    def step(text: str, start: int) -> int:
        found = search(text, start)
        return found.start() + shortest if found else -1

    return step


def _all(steps: Sequence[Step]) -> Step | None:
    if len(steps) < 2:
        return steps[0] if steps else None

    def step(text: str, start: int) -> int:
        for one in steps:
            start = one(text, start)
            if start < 0:
                break
        return start

    return step


def _any(steps: Sequence[Step]) -> Step:
    if len(steps) == 1:
        return steps[0]

    def step(text: str, start: int) -> int:
        earliest = -1
        for one in steps:
            end = one(text, start)
            if end >= 0 and (earliest < 0 or end < earliest):
                earliest = end
        return earliest

    return step
