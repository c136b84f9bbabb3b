"""Whether a place lies in the first or last turns or seconds that a rule looks at."""

from collections.abc import Sequence

from audit.gate import NO_TIMES, SPEAKER_UNKNOWN
from audit.records import Speaker, Turn
from audit.rules.model import Reach, Unit


def reached(
    reach: Reach, speakers: frozenset[Speaker], turns: Sequence[Turn], place: int, at: float | None
) -> bool | str:
    """For something that begins in the turn at `place`, `at` so many seconds; a reason where it cannot be said."""
    if reach.unit is Unit.SECONDS:
        return in_seconds(reach, turns, at)
    nearer = turns[:place] if reach.first else turns[place + 1 :]
    own = sum(not speakers or turn.speaker in speakers for turn in nearer)
    unknown = sum(turn.speaker is Speaker.UNKNOWN for turn in nearer) if speakers else 0
    if own < reach.count <= own + unknown:
        return SPEAKER_UNKNOWN
    return own < reach.count


def in_seconds(reach: Reach, turns: Sequence[Turn], at: float | None) -> bool | str:
    people = [turn for turn in turns if turn.speaker is not Speaker.IVR] or turns
    edge = people[0].start if reach.first else people[-1].end
    if at is None or edge is None:
        return NO_TIMES
    if reach.first:
        return at - edge < reach.count
    return at >= max(turn.end for turn in people if turn.end is not None) - reach.count
