"""What is shown of a conversation: what was found with its context first, all of it where asked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.console.marks import marks_of
from audit.locate import moments
from audit.ports import Incident
from audit.records import Contact, Turn

#: Turns before and after one in which something was found, and how many open a conversation in which nothing was.
CONTEXT, OPENING = 2, 12


@dataclass(frozen=True, slots=True)
class Said:
    turn: Turn
    marks: Sequence[tuple[int, int]]
    #: Turns that are left out before this one.
    skipped: int
    #: [[offset, second], …] of the words, for a player; empty where there are no times.
    times: str


@dataclass(frozen=True, slots=True)
class Conversation:
    said: tuple[Said, ...]
    total: int
    #: Turns that are left out behind the last one.
    skipped: int

    @property
    def whole(self) -> bool:
        return len(self.said) == self.total


def conversation(incident: Incident, contact: Contact, *, whole: bool) -> Conversation:
    marks = marks_of(incident.findings)
    chosen = sorted(range(len(contact.turns)) if whole else _chosen(contact.turns, marks))
    return Conversation(
        tuple(_said(contact.turns, chosen, marks)),
        len(contact.turns),
        len(contact.turns) - 1 - chosen[-1] if chosen else 0,
    )


def _chosen(turns: Sequence[Turn], marks: Mapping[int, object]) -> set[int]:
    hits = [place for place, turn in enumerate(turns) if turn.index in marks]
    around = {place + step for place in hits for step in range(-CONTEXT, CONTEXT + 1)} if hits else set(range(OPENING))
    return {place for place in around if 0 <= place < len(turns)}


def _said(
    turns: Sequence[Turn], chosen: Sequence[int], marks: Mapping[int, Sequence[tuple[int, int]]]
) -> Iterator[Said]:
    last = -1
    for place in chosen:
        turn = turns[place]
        yield Said(turn, marks.get(turn.index, ()), place - last - 1, _times(turn))
        last = place


def _times(turn: Turn) -> str:
    """Where the words are not timed, seconds go with the letters: that is what a click is good for."""
    if turn.start is None or not turn.text:
        return ""
    step = max(1, len(turn.text) // 40)
    starts = ((offset, moments(turn, offset, offset + 1)[0]) for offset in range(0, len(turn.text), step))
    return json.dumps([[offset, round(second, 2)] for offset, second in starts if second is not None])
