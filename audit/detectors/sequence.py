"""Parts near one another inside one sentence: as one regular expression where that can be, else link by link."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import regex

from audit.detectors.matcher import Match, Matcher, every
from audit.needs import Way
from audit.rules.model import AnyOf, Near, Pattern, Phrase

#: Ends a sentence; no sequence reaches across.
STOPS = "。!?\n"


def exact(pattern: Pattern) -> str | None:
    """The pattern as one expression with its phrases in groups named `part`, or None if it is no regular one."""
    if isinstance(pattern, Phrase):
        return f"(?P<part>{pattern.expression})"
    if isinstance(pattern, Near):
        return _joined(pattern, f"[^{STOPS}]{{0,{pattern.within}}}?", [exact(part) for part in pattern.parts])
    if isinstance(pattern, AnyOf):
        return _either([exact(part) for part in pattern.parts])
    return None


def _joined(near: Near, gap: str, parts: Sequence[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return _either([gap.join(order) for order in ([known] if near.ordered else permutations(known))])


def _either(parts: Sequence[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    return f"(?:{'|'.join(known)})" if len(known) == len(parts) else None


def orders(pattern: Pattern) -> Iterator[Pattern]:
    """The alternatives that a pattern is made of, each an ordered one, so that the prefilter can tell them apart."""
    if isinstance(pattern, AnyOf):
        for part in pattern.parts:
            yield from orders(part)
    elif isinstance(pattern, Near) and not pattern.ordered:
        yield from (Near(parts, pattern.within) for parts in permutations(pattern.parts))
    else:
        yield pattern


@dataclass(frozen=True, slots=True)
class Chain:
    """An ordered sequence of which some part is no regular expression, e.g. personal data near a verb."""

    parts: tuple[Matcher, ...]
    within: int
    needs: tuple[Way, ...]

    def find(self, text: str, start: int = 0) -> Match | None:
        return next((whole for head in every(self.parts[0], text, start) if (whole := self._from(head, text, 1))), None)

    def _from(self, head: Match, text: str, part: int) -> Match | None:
        """The shortest completion of what was matched up to `part`."""
        if part == len(self.parts):
            return head
        stop = regex.search(f"[{STOPS}]", text, pos=head.end)
        limit = min(head.end + self.within, stop.start() if stop else len(text))
        wholes = []
        for link in every(self.parts[part], text, head.end):
            if link.start > limit:
                break
            if whole := self._from(Match(head.start, link.end, head.words + link.words), text, part + 1):
                wholes.append(whole)
        return min(wholes, key=lambda whole: whole.end, default=None)
