"""How likely a stretch is a name: a sum of learned weights, kept whole numbers so that it is the same everywhere."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import repeat

from audit.pii.gaps import NONE, Gaps, split
from audit.pii.name_features import Classes, before, beside, ends, in_general, within
from audit.pii.name_weights import LEAST, WEIGHTS

_WEIGHTS = {feature: weight for weight, features in WEIGHTS.items() for feature in features.split("\t")}


def _weight(features: Iterable[str]) -> int:
    """What was never learned weighs nothing."""
    return sum(map(_WEIGHTS.get, features, repeat(0)))


@lru_cache(maxsize=1 << 15)
def _weight_of(classes: Classes) -> int:
    return _weight(in_general(classes))


def best(text: str, start: int, gaps: Gaps = NONE) -> tuple[int, int]:
    """The weight and the end of the likeliest name that begins at `start`; the start itself if none does."""
    shapes = list(ends(text, start))
    if not shapes:
        return LEAST, start
    left = before(text, start)
    weight, around = _weight(("", *left)), beside(left)
    found = (LEAST, start)
    for surname, length in shapes:
        signs, classes = within(text, start, surname, length, around)
        if gaps:
            signs += split(start, start + length, gaps)
        found = max(found, (weight + _weight(signs) + _weight_of(classes), start + length))
    return found
