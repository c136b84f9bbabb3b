"""A long expression behind a short question: does one of the words stand in the text without which it cannot match?"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from sys import maxsize

from audit.needs import Way, needs


class Worded:
    """Answers as the compiled expression itself, mostly by the short question alone."""

    def __init__(self, expression: str) -> None:
        self.whole = re.compile(expression)

    @cached_property
    def words(self) -> re.Pattern[str]:
        """Needs take digits for those of ASCII, which `re` does not."""
        return one_of_each(needs(self.whole.pattern.replace(r"\d", r"\w")))

    def search(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        return self.whole.search(text, start, end) if self.words.search(text, start, end) else None

    def match(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        return self.whole.match(text, start, end) if self.words.search(text, start, end) else None

    def finditer(self, text: str, start: int = 0, end: int = maxsize) -> Iterator[re.Match[str]]:
        return self.whole.finditer(text, start, end) if self.words.search(text, start, end) else iter(())


def one_of_each(ways: Iterable[Way]) -> re.Pattern[str]:
    """Found wherever one of the ways may be open: the words of the first need of each."""
    needed = [way[0] if way else frozenset(("",)) for way in ways]
    return re.compile("|".join(map(re.escape, sorted(frozenset().union(*needed)))))
