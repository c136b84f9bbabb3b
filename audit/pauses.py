"""Blanks of an unpunctuated transcript are pauses: to exemptions they are the commas that the recogniser left out."""

import re
from bisect import bisect_left
from itertools import pairwise

from audit.letters import HAN
from audit.sentence import REACH
from audit.text import Normal

_BLANK = re.compile(rf"(?<=[{HAN}\w])[ \u3000\t]+(?=[{HAN}\w])")
_ANY = re.compile(r"[ \u3000\t]")
#: Characters between two blanks on average; with fewer the blanks only part words, or letters to hide them.
_BROKEN = 3
_WORD = re.compile(rf"[{HAN}\w]")


def paused(normal: Normal, source: str, start: int, end: int) -> tuple[str, int, int]:
    """The normalised text with a comma at each pause near `[start, end)`, and where that stretch now begins and ends."""
    text = normal.text
    places = _places(normal, source, max(start - REACH, 0), min(end + REACH, len(text)))
    if not places:
        return text, start, end
    bounds = [0, *places, len(text)]
    commas = ",".join(text[first:last] for first, last in pairwise(bounds))
    return commas, start + bisect_left(places, start + 1), end + bisect_left(places, end)


def _places(normal: Normal, source: str, low: int, high: int) -> list[int]:
    """Offsets of `[low, high)` of the normalised text before which the speaker paused."""
    text = normal.text
    if not normal.stages or low >= high or not _ANY.search(source):
        return []
    first, last = normal.span(low, high)
    places = list[int]()
    for blank in _BLANK.finditer(source, first, last):
        place = bisect_left(
            range(len(text)), blank.end(), low, high, key=lambda offset: normal.span(offset, offset + 1)[0]
        )
        if low < place < high and _WORD.match(text[place]) and _WORD.match(text[place - 1]):
            places.append(place)
    if high - low < _BROKEN * (len(places) + 1):
        return []
    bounds = [low, *places, high]
    return [
        place
        for before, place, after in zip(bounds, places, bounds[2:], strict=False)
        if before + 1 < place and place + 1 < after
    ]
