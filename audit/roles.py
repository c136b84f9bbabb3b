"""Who speaks, by what is said: agents and debtors of collection calls use different words, and machines use their own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

#: Of a turn's characters, so many must belong to announcements to make it one.
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Cue:
    pattern: re.Pattern[str]
    #: Log-odds that a turn in which it stands is that side's.
    weight: float


@dataclass(frozen=True)
class Cues:
    """Patterns are matched in normalised text."""

    agent: tuple[Cue, ...]
    #: Of the debtor, or of whoever else took the call.
    other: tuple[Cue, ...]
    ivr: tuple[re.Pattern[str], ...]

    def odds(self, text: str) -> float:
        """Log-odds that the agent says this, 0 where nothing tells."""
        return _weight(self.agent, text) - _weight(self.other, text)

    def announced(self, text: str) -> bool:
        """Whether a machine says this: a menu, a queue, a network."""
        letters = sum(map(str.isalnum, text))
        told = sum(map(str.isalnum, self._announcement.sub("", text)))
        return letters > 0 and letters - told >= _MOSTLY * letters

    @cached_property
    def _announcement(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{one.pattern})" for one in self.ivr) or "(?!)")


def _weight(cues: Iterable[Cue], text: str) -> float:
    """The strongest counts whole, others only a little: what they tell is much the same."""
    found = sorted((cue.weight for cue in cues if cue.pattern.search(text)), reverse=True)
    return sum(weight / (1 + 2 * place) for place, weight in enumerate(found))
