"""Something that should have been said within a speaker's first turns."""

from collections.abc import Callable, Sequence

from audit.gate import SPEAKER_UNKNOWN, TOO_SHORT
from audit.records import Speaker, Turn
from audit.rules.model import Absence


def absent(
    absence: Absence, speakers: frozenset[Speaker], turns: Sequence[Turn], said: Callable[[int], bool]
) -> Turn | str | None:
    """The turn that a finding quotes, the reason why it cannot be judged, or None: it was said.

    `said` tells for a place in `turns` whether the pattern holds there.
    """
    own = [place for place, turn in enumerate(turns) if not speakers or turn.speaker in speakers][: absence.turns]
    if any(said(place) for place in own):
        return None
    last = own[-1] if len(own) == absence.turns else len(turns)
    if speakers and any(turn.speaker is Speaker.UNKNOWN for turn in turns[:last]):
        return SPEAKER_UNKNOWN
    spoken = next((turns[place] for place in own if turns[place].text.strip()), None)
    return TOO_SHORT if len(own) < absence.at_least or spoken is None else spoken
