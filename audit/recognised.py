"""Where a rule holds because a learned reader says so."""

from collections.abc import Iterator, Sequence

from audit.detectors.reader import Recognition
from audit.gate import SPEAKER_UNKNOWN, UNCLEAR
from audit.heard import Heard, Spot
from audit.hearing import hit_at, opened
from audit.pack import Compiled
from audit.records import Contact, Speaker


def recognised(compiled: Compiled, contact: Contact, heard: Sequence[Heard]) -> Iterator[tuple[Spot, float]]:
    """Places under no exemption, each with the reader's confidence."""
    for place, turn, doubt in _spoken(compiled, heard):
        for one in _asked(compiled, turn):
            for match, confidence in one.matches(turn.read):
                hit = hit_at(compiled.rule, contact, turn, match)
                if not any(exempt(hit) for exempt in compiled.exemptions):
                    yield Spot(place, turn, match, doubt), confidence


def doubts(compiled: Compiled, heard: Sequence[Heard]) -> Iterator[str]:
    """Why the reader could not say."""
    for _, turn, _ in _spoken(compiled, heard):
        for one in _asked(compiled, turn):
            yield from one.doubts(turn.read)


def _asked(compiled: Compiled, turn: Heard) -> Iterator[Recognition]:
    return (one for one in opened(turn, compiled.parts[0]) if isinstance(one, Recognition))


def _spoken(compiled: Compiled, heard: Sequence[Heard]) -> Iterator[tuple[int, Heard, str | None]]:
    """Turns of the rule's own side, and why it cannot be said whether one of them counts."""
    speakers = compiled.rule.who.speakers
    for place, turn in enumerate(heard):
        known = not speakers or turn.turn.speaker in speakers
        if known or turn.turn.speaker is Speaker.UNKNOWN:
            yield place, turn, UNCLEAR if turn.turn.void else None if known else SPEAKER_UNKNOWN
