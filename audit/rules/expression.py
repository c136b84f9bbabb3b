"""Which regular expressions a rule may use: bounded, cheap on any text, and the same to every engine that runs them."""

import re
import re._constants as sre  # type: ignore[import-not-found, unused-ignore]
import re._parser as parser  # type: ignore[import-not-found, unused-ignore]
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import prod
from typing import Any

#: Characters that the repeats of one expression may span together.
LONGEST_REPEATS = 60
#: Ways in which repeats that follow each other may share out the same characters.
MOST_WAYS_TOUCHING = 64
#: The same for repeats of any character (`.`), wherever they stand.
MOST_WAYS = 100_000

#: The characters that an item can match; None stands for nearly all.
Characters = frozenset[int] | None


class NotAllowed(Exception):
    """`code` is the problem's last part, e.g. `unbounded_repeat`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Shape:
    """Shortest and longest match in characters."""

    shortest: int
    longest: int


def check(expression: str, normal: Callable[[str], str]) -> Shape:
    """Raises NotAllowed. `normal` gives a character's normalised form: any other form can never be met in a text."""
    try:
        tree = parser.parse(expression)
    except (re.error, OverflowError, RecursionError) as error:
        raise NotAllowed("bad_regex", reason=str(error)) from None
    if tree.state.flags & ~re.UNICODE.value or tree.state.groupdict:
        raise NotAllowed("regex_feature", feature="(?…)")
    walk = _Walk(normal)
    walk.sequence(tree, inside_repeat=False)
    if walk.span > LONGEST_REPEATS:
        raise NotAllowed("repeats_too_long", span=walk.span, limit=LONGEST_REPEATS)
    if walk.ways > MOST_WAYS:
        raise NotAllowed("too_many_ways", limit=MOST_WAYS)
    shortest, longest = map(int, tree.getwidth())
    if shortest == 0:
        raise NotAllowed("matches_nothing")
    return Shape(shortest, longest)


class _Walk:
    """One pass over the parsed expression, summing up what its repeats may cost."""

    def __init__(self, normal: Callable[[str], str]) -> None:
        self.span = 0
        self.ways = 1
        self._normal = normal

    def sequence(self, items: Iterable[tuple[Any, Any]], *, inside_repeat: bool) -> Characters:
        total: Characters = frozenset()
        touching: list[tuple[Characters, int]] = []
        for operator, value in items:
            characters = self._item(operator, value, inside_repeat)
            total = _union(total, characters)
            if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0] != value[1]:
                touching.append((characters, value[1] - value[0] + 1))
                self._check_touching(touching)
            elif operator not in (sre.ASSERT, sre.ASSERT_NOT):
                touching.clear()
        return total

    def _item(self, operator: Any, value: Any, inside_repeat: bool) -> Characters:
        if operator in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            return self._set(value if operator is sre.IN else [(operator, value)])
        if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            least, most, body = value
            return self._repeat(least, most, body, inside_repeat)
        if operator is sre.BRANCH:
            return self._branches(value[1], inside_repeat)
        if operator is sre.SUBPATTERN and not (value[1] or value[2]):
            return self.sequence(value[3], inside_repeat=inside_repeat)
        if operator in (sre.ASSERT, sre.ASSERT_NOT):
            self.sequence(value[1], inside_repeat=inside_repeat)
            return frozenset()
        raise NotAllowed("regex_feature", feature=str(operator))

    def _repeat(self, least: int, most: int, body: Any, inside_repeat: bool) -> Characters:
        if most is sre.MAXREPEAT:
            raise NotAllowed("unbounded_repeat")
        if inside_repeat and least != most:
            raise NotAllowed("nested_repeat")
        characters = self.sequence(body, inside_repeat=inside_repeat or most > 1)
        if most > 1:
            self.span += most * int(body.getwidth()[1])
        if least != most and characters is None:
            self.ways *= most - least + 1
        return characters

    def _branches(self, branches: list[Any], inside_repeat: bool) -> Characters:
        total: Characters = frozenset()
        span, ways = self.span, self.ways
        worst_span, worst_ways = span, ways
        for branch in branches:
            self.span, self.ways = span, ways
            total = _union(total, self.sequence(branch, inside_repeat=inside_repeat))
            worst_span, worst_ways = max(worst_span, self.span), max(worst_ways, self.ways)
        self.span, self.ways = worst_span, worst_ways
        return total

    def _set(self, parts: list[tuple[Any, Any]]) -> Characters:
        found: set[int] = set()
        for operator, value in parts:
            if operator is sre.LITERAL:
                found.add(self._literal(value))
            elif operator is sre.RANGE and value[1] - value[0] < 100:
                found.update(range(value[0], value[1] + 1))
            else:
                return None
        return frozenset(found)

    def _literal(self, code: int) -> int:
        character = chr(code)
        if character in "{}":  # a misspelt repeat here, a fuzzy match to the `regex` module
            raise NotAllowed("regex_feature", feature=character)
        if (normal := self._normal(character)) != character and not character.isspace():
            raise NotAllowed("not_normal", character=character, normal=normal)
        return code

    @staticmethod
    def _check_touching(run: list[tuple[Characters, int]]) -> None:
        characters, ways = run[-1]
        shared = [count for other, count in run[:-1] if characters is None or other is None or characters & other]
        if shared and ways * prod(shared) > MOST_WAYS_TOUCHING:
            raise NotAllowed("touching_repeats")


def _union(one: Characters, other: Characters) -> Characters:
    return None if one is None or other is None else one | other
