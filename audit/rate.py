"""How fast somebody speaks."""

import re

from audit.letters import HAN
from audit.records import Turn

_HAN = re.compile(f"[{HAN}]")
_DIGIT = re.compile("[0-9]")
_WORD = re.compile("[A-Za-z']+")
#: Of an English word, on average.
_SYLLABLES = 1.5


def syllables(text: str) -> float:
    """A Chinese character or a digit is one."""
    return len(_HAN.findall(text)) + len(_DIGIT.findall(text)) + _SYLLABLES * len(_WORD.findall(text))


def rate(turn: Turn) -> float | None:
    """Syllables per second; None without times."""
    if turn.start is None or turn.end is None or turn.end <= turn.start:
        return None
    return syllables(turn.text) / (turn.end - turn.start)
