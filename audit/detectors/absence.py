"""Something that should have been said within a speaker's first or last turns, or seconds of the conversation."""

from collections.abc import Callable, Iterable, Sequence

from audit.detectors.reach import in_seconds
from audit.gate import BEGINS_LATE, NO_TIMES, SPEAKER_UNKNOWN, TOO_SHORT, UNCLEAR
from audit.records import Speaker, Turn
from audit.rules.model import Absence, Unit

#: Seconds without any speech at the start of a recording after which its opening was most likely not recorded.
LATE = 15

#: Moments at which the pattern holds in the turn at a place.
Said = Callable[[int], Iterable[float | None]]


def absent(absence: Absence, speakers: frozenset[Speaker], turns: Sequence[Turn], said: Said) -> Turn | str | None:
    """The turn that a finding quotes, the reason why it cannot be judged, or None: it was said."""
    own = [place for place, turn in enumerate(turns) if not turn.void and (not speakers or turn.speaker in speakers)]
    look = _seconds if absence.reach.unit is Unit.SECONDS else _turns
    due = look(absence, speakers, turns, own, said)
    if due is None or isinstance(due, str):
        return due
    spoken = [turns[place] for place in due if turns[place].text.strip()]
    if len(due) < absence.at_least or not spoken:
        return TOO_SHORT
    if absence.opening and (turns[0].start or 0) > LATE:
        return BEGINS_LATE
    return spoken[0] if absence.reach.first else spoken[-1]


def _turns(
    absence: Absence, speakers: frozenset[Speaker], turns: Sequence[Turn], own: list[int], said: Said
) -> list[int] | str | None:
    """Places of the turns in which it was due and not said."""
    count, first = absence.reach.count, absence.reach.first
    due = own[:count] if first else own[-count:]
    if any(True for place in due for _ in said(place)):
        return None
    full = len(due) == count
    others = turns[: due[-1] if full else None] if first else turns[due[0] if full else 0 :]
    return next(filter(None, (_hidden(turn, speakers) for turn in others)), due)


def _seconds(
    absence: Absence, speakers: frozenset[Speaker], turns: Sequence[Turn], own: list[int], said: Said
) -> list[int] | str | None:
    reach = absence.reach
    heard = [in_seconds(reach, turns, at) for place in own for at in said(place)]
    if True in heard:
        return None
    edges = {place: turn.start if reach.first else turn.end for place, turn in enumerate(turns)}
    near = {place: in_seconds(reach, turns, at) for place, at in edges.items()}
    if NO_TIMES in heard or (own and all(near[place] == NO_TIMES for place in own)):
        return NO_TIMES
    for place, turn in enumerate(turns):
        if near[place] and (reason := _hidden(turn, speakers)):
            return reason
    due = [place for place in own if near[place] is True]
    possible = [place for place in own if near[place]]
    return NO_TIMES if len(due) < absence.at_least <= len(possible) else due


def _hidden(turn: Turn, speakers: frozenset[Speaker]) -> str | None:
    """Why it may have been said there, for all that anybody knows."""
    if turn.void and (not speakers or turn.speaker in speakers | {Speaker.UNKNOWN}):
        return UNCLEAR
    return SPEAKER_UNKNOWN if speakers and turn.speaker is Speaker.UNKNOWN else None
