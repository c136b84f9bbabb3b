"""What no person says in a call: music on hold, and announcements of machines. Both are speaker `ivr`, whom no rule judges."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from audit.grading import void
from audit.quality import Flaw, Grade, Quality, Sound
from audit.records import MUSIC, Speaker, Turn
from audit.roles import Cues
from audit.text import normalise

#: Share of a turn's time in which music plays that makes its words an invention.
_UNDER = 0.8


def set_apart(turns: Iterable[Turn], music: Sequence[tuple[float, float]], channel: int, cues: Cues) -> Iterator[Turn]:
    """Turns of one channel, those of machines marked, with one more for each stretch of music, in no order."""
    for turn in turns:
        if _share(turn, music) >= _UNDER:
            yield replace(void(turn, Flaw.MUSIC), speaker=Speaker.IVR)
        elif cues.announced(normalise(turn.text).text):
            yield replace(turn, speaker=Speaker.IVR)
        else:
            yield turn
    for start, end in music:
        yield Turn(0, Speaker.IVR, MUSIC, start, end, quality=Quality(Grade.VOID, (Flaw.MUSIC,), Sound(channel)))


def _share(turn: Turn, music: Sequence[tuple[float, float]]) -> float:
    start, end = turn.start or 0.0, turn.end or 0.0
    if end <= start:
        return float(any(first <= start < last for first, last in music))
    return sum(max(0.0, min(end, last) - max(start, first)) for first, last in music) / (end - start)
