"""A hit to which the other side does not react."""

from collections.abc import Callable, Sequence

from audit.gate import SPEAKER_UNKNOWN, TOO_SHORT
from audit.heard import Spot
from audit.records import Speaker, Turn
from audit.rules.model import Unanswered


def unanswered(wanted: Unanswered, spot: Spot, turns: Sequence[Turn], says: Callable[[int, int], bool]) -> bool | str:
    """Whether no answer comes; a reason where it cannot be said.

    `says` tells for a place in `turns` whether the answer stands there, from an offset of the normalised text on.
    """
    if turns[spot.place].speaker in wanted.by and says(spot.place, spot.match.end):
        return False
    later = range(spot.place + 1, len(turns))
    own = [place for place in later if turns[place].speaker in wanted.by][: wanted.turns]
    if any(says(place, 0) for place in own):
        return False
    last = own[-1] if len(own) == wanted.turns else len(turns)
    unknown = [place for place in later if turns[place].speaker is Speaker.UNKNOWN and place < last]
    if any(says(place, 0) for place in unknown) or (unknown and not own):
        return SPEAKER_UNKNOWN
    return True if own else TOO_SHORT
