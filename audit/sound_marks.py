"""What is drawn beside a recording: where both sides speak at once, and where nobody does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audit.detectors.timed import Timed, talk
from audit.records import Turn

#: Seconds; shorter ones are how people talk (house values: rules about them have limits of their own).
LEAST_OVERLAP, LEAST_SILENCE = 0.5, 5.0


class MarkKind(StrEnum):
    OVERLAP = "overlap"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Mark:
    """Seconds [start, end) of a recording."""

    kind: MarkKind
    start: float
    end: float


def sound_marks(turns: Sequence[Turn]) -> tuple[Mark, ...]:
    """In time order; none where turns have no times. On one channel nobody can tell who overlaps whom: silences only."""
    heard = talk([turn for turn in turns if turn.start is not None], frozenset())
    if heard is None or not heard.everybody:
        return ()
    found = [] if heard.mixed else [mark for pair in heard.at_once() if (mark := _overlap(*pair))]
    return tuple(sorted((*found, *_silences(heard.everybody)), key=lambda mark: (mark.start, mark.kind)))


def _overlap(one: Timed, other: Timed) -> Mark | None:
    end = min(one.end, other.end)
    if not (one.speaks and other.speaks) or end - other.start < LEAST_OVERLAP:
        return None
    return Mark(MarkKind.OVERLAP, other.start, end)


def _silences(everybody: Sequence[Timed]) -> Iterator[Mark]:
    until = everybody[0].end
    for one in everybody[1:]:
        if one.start - until >= LEAST_SILENCE:
            yield Mark(MarkKind.SILENCE, until, one.start)
        until = max(until, one.end)
