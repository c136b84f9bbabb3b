"""A stretch of text that a regular expression describes."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import regex

from audit.detectors.matcher import Match, OverBudget
from audit.needs import Way, needs
from audit.order import Step, order

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
def _order(expression: str) -> Step | None:
    return order(expression.replace("(?P<part>", "(?:"))


@cache
def _needs(expression: str) -> tuple[Way, ...]:
    return needs(expression.replace("(?P<part>", "(?:"))


@dataclass(frozen=True, slots=True)
class Expression:
    """Phrases within `expression` stand in groups named `part`; they are the words that a finding shows."""

    expression: str

    @classmethod
    def of(cls, expression: str) -> Self:
        return cls(guarded(expression))

    @property
    def needs(self) -> tuple[Way, ...]:
        return _needs(self.expression)

    def plausible(self, text: str, start: int = 0) -> bool:
        """Whether the words that a match needs stand in their order; most often they do not, and this is found quickly."""
        step = _order(self.expression)
        return step is None or step(text, start) >= 0

    def find(self, text: str, start: int = 0) -> Match | None:
        return self.search(text, start) if self.plausible(text, start) else None

    def search(self, text: str, start: int = 0) -> Match | None:
        """What `find` finds where a match is plausible, without asking whether it is."""
        try:
            found = _compiled(self.expression).search(text, start, timeout=BUDGET)
        except TimeoutError:
            raise OverBudget from None
        if found is None:
            return None
        return Match(found.start(), found.end(), tuple(found.captures("part")) or (found.group(),))
