"""Words for which a recogniser gives no times get them from the words around; numbers are what it loses most."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from audit.letters import HAN
from audit.records import Word

_PIECES = re.compile(rf"\s*(?:[{HAN}]|[^\s{HAN}]+)[，。？！、：；,.?!:;]*")


def pieces(text: str, probability: float) -> tuple[Word, ...]:
    """The words of a text that was recognised without any, and without times."""
    return tuple(Word(found.group(), math.nan, math.nan, probability) for found in _PIECES.finditer(text))


def timed(words: Sequence[Word], start: float, end: float) -> list[Word]:
    """All words with times, those without spread by their length over the gap they stand in and marked so.

    `start` and `end` bound the segment, in seconds. A word that takes no time has none.
    """
    done, clock = list[Word](), start
    runs = [(known, list(run)) for known, run in groupby(words, _has_times)]
    for place, (known, run) in enumerate(runs):
        if known:
            done += run
            clock = max(clock, run[-1].end)
            continue
        until = runs[place + 1][1][0].start if place + 1 < len(runs) else end
        done += _spread(run, clock, max(clock, until))
    return done


def _has_times(word: Word) -> bool:
    return math.isfinite(word.start) and math.isfinite(word.end) and word.end > word.start


def _spread(words: Sequence[Word], start: float, end: float) -> Iterator[Word]:
    whole = sum(len(word.text) for word in words) or 1
    done = 0
    for word in words:
        first, done = done, done + len(word.text)
        begins, ends = (round(start + (end - start) * place / whole, 3) for place in (first, done))
        yield replace(word, start=begins, end=ends, interpolated=True)
