"""How a text sounds: one character for each syllable, whatever its tone, so that offsets stay what they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from audit.rules.model import AllOf, AnyOf, Near, Pattern, Phrase
from audit.sounds import SOUND
from audit.text import replaced

_SOUNDS = np.arange(0x110000, dtype="<u4")
_SOUNDS[list(SOUND)] = [ord(sign) for sign in SOUND.values()]
#: A range of Chinese characters has no sound.
_RANGE = re.compile("[\u3400-\u9fff]-[\u3400-\u9fff]|\\\\u")


def sound(text: str) -> str:
    """Characters that sound alike become the sign of their syllable; all others stay. Sounding the result again changes nothing."""
    return text.translate(SOUND)


def sounds(texts: Sequence[str]) -> list[str]:
    """As `sound` of each, at a fraction of the cost."""
    return replaced(texts, _SOUNDS)[1] if texts else []


def sounding(pattern: Pattern) -> Pattern | None:
    """The pattern over sounds: it holds in `sound(text)` wherever `pattern` holds in `text`.

    What must not be there is left out: the words as they were meant will tell. None where nothing can be said: of
    personal data, of ranges of characters.
    """
    if isinstance(pattern, Phrase):
        return None if _RANGE.search(pattern.expression) else replace(pattern, expression=sound(pattern.expression))
    if isinstance(pattern, Near | AnyOf | AllOf):
        parts = tuple(part for part in map(sounding, pattern.parts) if part)
        if len(parts) == len(pattern.parts):
            return AllOf(parts) if isinstance(pattern, AllOf) else replace(pattern, parts=parts)
    return None


def expressions(pattern: Pattern) -> Iterator[str]:
    """Of all phrases that the pattern is made of."""
    if isinstance(pattern, Phrase):
        yield pattern.expression
    elif isinstance(pattern, Near | AnyOf | AllOf):
        for part in pattern.parts:
            yield from expressions(part)


def is_chinese(sign: str) -> bool:
    return sign >= "\u3400"
