"""Whether the sides of a call are on the channels on which they should be, by what is said there."""

from collections.abc import Iterable, Mapping
from enum import Enum

from audit.records import Speaker, Turn
from audit.roles import Cues
from audit.text import normalise


class Sides(Enum):
    RIGHT = "right"
    #: Each is on the other's channel.
    SWAPPED = "swapped"
    #: What is said speaks against the channels, and not clearly.
    DOUBTFUL = "doubtful"


#: Log-odds for the swap from which it is certain, or doubted.
_CERTAIN, _DOUBTED = 5.0, 2.0


def sides(speakers: Mapping[int, Speaker], turns: Iterable[Turn], channels: Iterable[int], cues: Cues) -> Sides:
    """`channels` tells for each turn on which one it was said. Words that prove nothing are not counted."""
    agents = [channel for channel, speaker in speakers.items() if speaker is Speaker.AGENT]
    if len(speakers) != 2 or len(agents) != 1:
        return Sides.RIGHT
    against = 0.0
    for turn, channel in zip(turns, channels, strict=True):
        if not turn.void:
            odds = cues.odds(normalise(turn.text).text)
            against += -odds if channel == agents[0] else odds
    return Sides.SWAPPED if against >= _CERTAIN else Sides.DOUBTFUL if against >= _DOUBTED else Sides.RIGHT
