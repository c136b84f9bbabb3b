"""A place in a turn becomes a finding: quote, moment in the recording, confidence, explanation."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from audit.findings import Finding, Tier, finding_id
from audit.pack import Compiled
from audit.records import Contact, Turn, Word

#: Of a pattern that was written and tested by people, on text that nobody had to recognise.
EXACT = 0.98
#: However badly a turn was recognised, its words still count for something.
LEAST_RECOGNITION = 0.3


@dataclass(frozen=True, slots=True)
class Place:
    """`[start, end)` of the turn's own text."""

    turn: Turn
    start: int
    end: int
    #: Normalised quote, which enters the finding's identity; empty for something that was not said.
    normal: str = ""
    words: tuple[str, ...] = ()
    tier: Tier = Tier.EXACT
    #: In [0, 1], of a turn whose words are certain.
    confidence: float = EXACT
    #: Seconds at which it begins and ends, where that is not when the quote was said.
    times: tuple[float, float] | None = None


def finding(compiled: Compiled, contact: Contact, place: Place) -> Finding:
    rule, turn, start, end = compiled.rule, place.turn, place.start, place.end
    at, until = place.times or moments(turn, start, end)
    return Finding(
        id=finding_id(contact.key, rule.id, place.normal),
        contact=contact.key,
        rule=rule.id,
        version=rule.version,
        category=rule.category,
        severity=rule.severity,
        tier=place.tier,
        confidence=confidence(turn, place.confidence),
        speaker=turn.speaker,
        turn=turn.index,
        start=start,
        end=end,
        quote=turn.text[start:end],
        why=f"{rule.title['zh']}:{'…'.join(place.words)}" if place.words else rule.title["zh"],
        basis=compiled.basis,
        at=at,
        until=until,
    )


def confidence(turn: Turn, certain: float = EXACT) -> float:
    """As `certain`, less where a recogniser doubts what it heard, or it is not sure who said it."""
    if turn.quality and turn.quality.attribution is not None:
        certain = round(certain * turn.quality.attribution, 2)
    if turn.avg_logprob is None:
        return certain
    return round(certain * min(1.0, max(LEAST_RECOGNITION, math.exp(turn.avg_logprob))), 2)


def moments(turn: Turn, start: int, end: int) -> tuple[float | None, float | None]:
    """Seconds at which `[start, end)` begins and ends: of its words, or as far into the turn as it is into the text."""
    heard = [word for first, last, word in _words(turn) if first < end and start < last]
    if heard:
        return heard[0].start, heard[-1].end
    if turn.start is None or turn.end is None or not turn.text:
        return None, None
    length = turn.end - turn.start
    return tuple(round(turn.start + length * place / len(turn.text), 3) for place in (start, end))  # type: ignore[return-value]


def _words(turn: Turn) -> Iterator[tuple[int, int, Word]]:
    """Each recognised word and its place in the turn's text."""
    done = 0
    for word in turn.words:
        text = word.text.strip()
        first = turn.text.find(text, done)
        if text and first >= 0:
            done = first + len(text)
            yield first, done, word
