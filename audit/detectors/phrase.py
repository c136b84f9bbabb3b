"""A stretch of text that a regular expression describes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import regex

from audit.alternatives import PART, alternatives
from audit.detectors.matcher import Match, OverBudget
from audit.needs import Way, needs
from audit.order import Step, order
from audit.tame import tame

#: Seconds for one search in one turn; an honest pattern needs a thousandth of it.
BUDGET = 0.5


_WORDS = re.compile(r"\(\?:((?:[^()\[\]|\\?*+{}.^$]+\|){5,}[^()\[\]|\\?*+{}.^$]+)\)")


def guarded(expression: str) -> str:
    """The same, but long lists of words look at the next character before they try word by word."""
    return _WORDS.sub(lambda words: f"(?:(?={_initials(words[1])}){words[0]})", expression)


def _initials(words: str) -> str:
    return "[" + "".join(sorted({re.escape(word[0]) for word in words.split("|")})) + "]"


@cache
def _compiled(expression: str) -> Any:
    """Compiled when first needed: one message needs few of a pack's patterns, and all of them take seconds.

    ASCII classes: word and digit classes beside Chinese characters then mean what they say.
    """
    return regex.compile(expression, regex.ASCII)


@cache
def _tame(expression: str) -> re.Pattern[str] | None:
    return tame(expression.replace(PART, "(?:"))


@cache
def _order(expression: str) -> Step | None:
    return order(expression.replace(PART, "(?:"))


@cache
def _needs(expression: str) -> tuple[Way, ...]:
    return needs(expression.replace(PART, "(?:"))


@dataclass(frozen=True, slots=True)
class Branch:
    """An expression that is tried as a whole, as one of the alternatives of another."""

    expression: str

    @property
    def needs(self) -> tuple[Way, ...]:
        return _needs(self.expression)

    def find(self, text: str, start: int = 0) -> Match | None:
        """Words that a match needs most often do not stand in their order, which is found quickly."""
        step = _order(self.expression)
        if step is not None and step(text, start) < 0:
            return None
        if quick := _tame(self.expression):
            begun = quick.search(text, start)
            if begun is None:
                return None
            start = begun.start()
        try:
            found = _compiled(self.expression).search(text, start, timeout=BUDGET)
        except TimeoutError:
            raise OverBudget from None
        if found is None:
            return None
        words = tuple(found.captures("part")) if PART in self.expression else ()
        return Match(found.start(), found.end(), words or (found.group(),))


@dataclass(frozen=True, slots=True)
class Expression:
    """Phrases within `expression` stand in groups named `part`; they are the words that a finding shows."""

    expression: str
    branches: tuple[Branch, ...]

    @classmethod
    def of(cls, expression: str) -> Self:
        whole = guarded(expression)
        return cls(whole, tuple(map(Branch, alternatives(whole))))

    @property
    def needs(self) -> tuple[Way, ...]:
        return _needs(self.expression)

    def find(self, text: str, start: int = 0) -> Match | None:
        """Of those that begin together, the match of the first branch, as the whole expression would have it."""
        return earliest(found for branch in self.branches if (found := branch.find(text, start)))


def earliest(matches: Iterable[Match]) -> Match | None:
    return min(matches, key=lambda match: match.start, default=None)
