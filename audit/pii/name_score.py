"""How likely a stretch is a name: its features are summed into hidden values, those that are positive into a score.

All are whole numbers, so that the score is the same everywhere.
"""

import base64
import zlib
from collections.abc import Iterable
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audit.pii.gaps import NONE, Gaps, split
from audit.pii.name_features import BEFORE, BEHIND, Classes, afar, before, beside, ends, in_general, within
from audit.pii.name_weights import FEATURES, INTO, LEAST, OUT, START

Sums = NDArray[np.int32]
_NUMBERS = {feature: number for number, feature in enumerate(FEATURES.split("\t"))}
#: What was never learned adds nothing: the row behind the last.
_UNKNOWN = len(_NUMBERS)
_INTO = np.zeros((_UNKNOWN + 1, len(OUT)), np.int32)
_INTO[:-1] = np.frombuffer(zlib.decompress(base64.b64decode(INTO)), np.int8).reshape(len(OUT), -1).T
_START, _OUT = np.array(START, np.int32), np.array(OUT, np.int32)
#: The last value is what the features count by themselves; it may be negative.
_FLOOR = np.array([*(0 for _ in OUT[1:]), np.iinfo(np.int32).min], np.int32)


def _numbers(features: Iterable[str]) -> list[int]:
    return list(map(_NUMBERS.get, features, repeat(_UNKNOWN)))


@lru_cache(maxsize=1 << 14)
def _sums_of(classes: Classes) -> Sums:
    sums: Sums = _INTO[_numbers(in_general(classes))].sum(axis=0) + _START
    return sums.astype(np.int32)


class Near(NamedTuple):
    """A possible name by itself and what stands beside it."""

    surname: int
    length: int
    sums: Sums
    classes: Classes


@lru_cache(maxsize=1 << 14)
def _near(around: str, start: int) -> tuple[Near, ...]:
    """All that may begin there. Messages of one kind have the same words around the same places."""
    shapes = list(ends(around, start))
    left = before(around, start) if shapes else []
    common, found = _numbers(left), list[Near]()
    for surname, length in shapes:
        signs, classes = within(around, start, surname, length, beside(left))
        sums: Sums = _INTO[common + _numbers(signs)].sum(axis=0)
        found.append(Near(surname, length, sums, classes))
    return tuple(found)


def best(text: str, start: int, gaps: Gaps = NONE) -> tuple[int, int]:
    """The score and the end of the likeliest name that begins at `start`; the start itself if none does."""
    low = max(0, start - BEFORE)
    found = (LEAST, start)
    for surname, length, near, own in _near(text[low : start + BEHIND], start - low):
        far, classes = afar(text, start, surname, length, own)
        if gaps:
            far += split(start, start + length, gaps)
        sums = near + _sums_of(classes)
        if far:
            sums += _INTO[_numbers(far)].sum(axis=0)
        found = max(found, (int(np.maximum(sums, _FLOOR) @ _OUT), start + length))
    return found
