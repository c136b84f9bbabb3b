"""What it means that words stand in a text. Search engines must answer the same; a property test compares them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audit.letters import HAN

_UNIT = re.compile(f"(?P<han>[{HAN}])|[^\\W_{HAN}]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """One Chinese character or one whole word or number, at `[start, end)` of the normalised text."""

    text: str
    start: int
    end: int
    #: Whether this and the unit before are Chinese characters without anything between them.
    joined: bool


def units(normal: str) -> list[Unit]:
    """Everything between units (blanks, punctuation) counts only as a gap."""
    found: list[Unit] = []
    chinese_until = -1
    for match in _UNIT.finditer(normal):
        chinese = match.lastgroup is not None
        found.append(Unit(match.group(), match.start(), match.end(), chinese and match.start() == chinese_until))
        chinese_until = match.end() if chinese else -1
    return found


def places(asked: Sequence[Unit], said: Sequence[Unit]) -> list[tuple[int, int]]:
    """Spans of the normalised text in which the asked units stand side by side, with gaps where they have gaps.

    A word matches whole words only (`wx` is not in `wxid`); a Chinese character matches anywhere.
    """
    size = len(asked)
    if not size:
        return []
    first = asked[0].text
    inside = [(unit.text, unit.joined) for unit in asked[1:]]
    return [
        (said[at].start, said[at + size - 1].end)
        for at in range(len(said) - size + 1)
        if said[at].text == first and [(unit.text, unit.joined) for unit in said[at + 1 : at + size]] == inside
    ]
