"""A hit to which the other side does not react."""

import re
from collections.abc import Callable, Sequence

from audit.gate import SPEAKER_UNKNOWN, TOO_SHORT, UNCLEAR
from audit.heard import Spot
from audit.records import Speaker, Turn
from audit.rules.model import Unanswered

#: What one says while the other speaks on; it is no turn of one's own in which a reaction was due.
_LISTENING = re.compile(
    r"(?:[嗯哦噢喔啊呃额唉哎诶喂对是]|您?说|请?讲|听着呢|在听|uh|huh|mm|hm|yeah|[\s,。.!?…、,!?])+", re.IGNORECASE
)


def listening(text: str) -> bool:
    """Whether these words only tell the other side to go on."""
    return _LISTENING.fullmatch(text) is not None


def unanswered(
    wanted: Unanswered, spot: Spot, turns: Sequence[Turn], says: Callable[[int, int], bool], *, again: bool = False
) -> bool | str:
    """Whether no answer comes; a reason where it cannot be said.

    `says` tells for a place in `turns` whether the answer stands there, from an offset of the normalised text on.
    `again`: the same was answered before, so that the few turns before the end need not answer once more.
    """
    if turns[spot.place].speaker in wanted.by and says(spot.place, spot.match.end):
        return False
    later = range(spot.place + 1, len(turns))
    spoken = [place for place in later if turns[place].speaker in wanted.by and not turns[place].void]
    own = [place for place in spoken if not listening(turns[place].text)][: wanted.turns]
    full = len(own) == wanted.turns
    last = own[-1] if full else len(turns)
    if any(says(place, 0) for place in spoken if place <= last):
        return False
    if any(turns[place].void and turns[place].speaker in wanted.by for place in later if place < last):
        return UNCLEAR
    unknown = [place for place in later if turns[place].speaker is Speaker.UNKNOWN and place < last]
    if any(says(place, 0) for place in unknown) or (unknown and not own):
        return SPEAKER_UNKNOWN
    if again and not full:
        return False
    return True if own else TOO_SHORT
