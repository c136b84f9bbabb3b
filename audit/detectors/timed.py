"""Turns along the clock: who speaks while somebody else does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.detectors.unanswered import listening
from audit.records import Speaker, Turn


@dataclass(frozen=True, slots=True)
class Timed:
    #: Position of the turn in its contact.
    place: int
    turn: Turn
    start: float
    end: float

    @property
    def speaks(self) -> bool:
        """Whether a person says something, and not only that he listens."""
        turn = self.turn
        return turn.speaker is not Speaker.IVR and not turn.void and not listening(turn.text)


@dataclass(frozen=True, slots=True)
class Talk:
    """The turns of one contact in the order of their beginnings."""

    everybody: Sequence[Timed]
    #: Turns by those whom the rule is about, or who may be they.
    own: Sequence[Timed]

    @property
    def mixed(self) -> bool:
        """Whether all people were recorded on one channel. Where no channels are known, the times of the turns count."""
        people = [one.turn for one in self.everybody if one.turn.speaker is not Speaker.IVR]
        measured = [(turn, turn.quality) for turn in people if turn.quality and turn.quality.sound]
        channels = {quality.sound.channel for _, quality in measured if quality.sound}
        told = any(turn.speaker is Speaker.UNKNOWN or quality.attribution is not None for turn, quality in measured)
        return len(channels) == 1 and told

    def at_once(self) -> Iterator[tuple[Timed, Timed]]:
        """Turns by two people that overlap in time, the one that began first in front."""
        active = list[Timed]()
        for one in self.everybody:
            active = [other for other in active if other.end > one.start]
            yield from ((other, one) for other in active if other.turn.speaker is not one.turn.speaker)
            active.append(one)


def talk(turns: Sequence[Turn], speakers: frozenset[Speaker]) -> Talk | None:
    """None where a turn has no times."""
    timed = list[Timed]()
    for place, turn in enumerate(turns):
        if turn.start is None or turn.end is None:
            return None
        timed.append(Timed(place, turn, turn.start, turn.end))
    ordered = sorted(timed, key=lambda one: one.start)
    return Talk(ordered, [one for one in ordered if _may_be(one.turn, speakers)])


def _may_be(turn: Turn, speakers: frozenset[Speaker]) -> bool:
    known = not speakers or turn.speaker in speakers or turn.speaker is Speaker.UNKNOWN
    return known and turn.speaker is not Speaker.IVR
