"""Where a rule about sound holds in a contact."""

from collections.abc import Iterator, Sequence

from audit.detectors.acoustics import acoustics
from audit.detectors.matcher import Match
from audit.gate import missing
from audit.heard import Heard
from audit.hearing import hit_at
from audit.locate import Place
from audit.pack import Compiled
from audit.records import Contact


def sounding(compiled: Compiled, contact: Contact, heard: Sequence[Heard]) -> Iterator[Place | str]:
    """Turns that a finding quotes as a whole, and reasons why it cannot be judged."""
    assert compiled.rule.sound
    for event in acoustics(compiled.rule.sound, compiled.rule.who.speakers, contact.turns):
        if isinstance(event, str):
            yield event
            continue
        turn = heard[event.place]
        said = turn.normal.text
        hit = hit_at(compiled.rule, contact, turn, Match(0, len(said), (said,)))
        if any(exempt(hit) for exempt in compiled.exemptions):
            continue
        reason = event.doubt or missing(compiled, contact)
        yield reason or Place(turn.turn, 0, len(turn.turn.text), said, (event.told,), times=event.times)
