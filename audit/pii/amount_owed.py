"""Whether a sum is owed or to be paid. Learned from marked sentences: most sums in such talk are, and what says otherwise is manifold."""

from functools import lru_cache

from audit.pii.amount_signs import Seen, seen, signs
from audit.pii.amount_weights import WEIGHTS

_WEIGHTS = {sign: weight for weight, group in WEIGHTS.items() for sign in group.split("\t")}
#: From here on, in hundredths: on authors left out who were asked for look-alikes as many are then wrong as are missed.
_LEAST = 50
#: What every sum has.
_START = _WEIGHTS[""]


def owed(text: str, start: int, end: int) -> bool:
    return _weight(seen(text, start, end)) > _LEAST


@lru_cache(maxsize=1 << 14)
def _weight(one: Seen) -> int:
    return _START + sum(_WEIGHTS.get(sign, 0) for sign in signs(one))
