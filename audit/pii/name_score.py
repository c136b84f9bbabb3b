"""How likely a stretch is a name: a sum of learned weights, kept whole numbers so that it is the same everywhere."""

from audit.pii.name_features import before, ends, within
from audit.pii.name_weights import LEAST, WEIGHTS


class _Weights(dict[str, int]):
    """What was never learned weighs nothing."""

    def __missing__(self, feature: str) -> int:
        return 0


_WEIGHTS = _Weights((feature, weight) for weight, features in WEIGHTS.items() for feature in features.split("\t"))
_weight = _WEIGHTS.__getitem__


def best(text: str, start: int) -> tuple[int, int]:
    """The weight and the end of the likeliest name that begins at `start`; the start itself if none does."""
    shapes = list(ends(text, start))
    if not shapes:
        return LEAST, start
    left = before(text, start)
    weight = _weight("") + sum(map(_weight, left))
    found = (LEAST, start)
    for surname, length in shapes:
        features = within(text, start, surname, length, left[0][1:])
        found = max(found, (weight + sum(map(_weight, features)), start + length))
    return found
