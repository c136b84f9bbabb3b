"""How it sounds: silence, both speaking at once, breaking in, haste, a raised voice; by the turns' times and loudness."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from audit.detectors.timed import Talk, Timed, talk
from audit.gate import NO_LEVELS, NO_TIMES, ONE_CHANNEL, SPEAKER_UNKNOWN, TOO_SHORT, UNCLEAR
from audit.rate import rate, syllables
from audit.records import Speaker, Turn
from audit.rules.model import Acoustic, Measure

#: Seconds that somebody must have been speaking before another breaks in; less is two people who begin together.
UNDER_WAY = 0.5
#: A shorter turn has no rate to speak of, and fewer turns have no usual loudness.
LEAST_SYLLABLES, LEAST_TURNS = 10, 4


@dataclass(frozen=True, slots=True)
class Event:
    #: Position of the quoted turn in its contact.
    place: int
    #: The measure with its unit, for explanations.
    told: str
    #: Seconds at which it begins and ends.
    times: tuple[float, float]
    #: Why it cannot be said whether it counts.
    doubt: str | None = None


def acoustics(wanted: Acoustic, speakers: frozenset[Speaker], turns: Sequence[Turn]) -> Iterator[Event | str]:
    """Events that count, or the reason why nothing can be said; a doubtful event where only that would complete `times`."""
    heard = talk(turns, speakers)
    found = NO_TIMES if heard is None else _MEASURES[wanted.measure](wanted.limit, heard) if heard.own else []
    if isinstance(found, str):
        yield found
        return
    events = [_doubted(event, speakers, turns[event.place]) for event in found]
    sure = [event for event in events if event.doubt is None]
    if len(sure) >= wanted.times:
        yield from sure[wanted.times - 1 :]
    elif len(events) >= wanted.times:
        yield next(event for event in events if event.doubt)


def _doubted(event: Event, speakers: frozenset[Speaker], turn: Turn) -> Event:
    unknown = SPEAKER_UNKNOWN if speakers and turn.speaker is Speaker.UNKNOWN else None
    return replace(event, doubt=UNCLEAR if turn.void else unknown)


def _silence(limit: float, heard: Talk) -> list[Event] | str:
    first, *others = heard.everybody
    found, until = list[Event](), first.end
    for one in others:
        if one.start - until > limit:
            before = [other for other in heard.own if other.end <= until]
            quoted = max(before, key=lambda other: (not other.turn.void, other.end)) if before else heard.own[0]
            found.append(Event(quoted.place, f"{one.start - until:.0f} s", (until, one.start)))
        until = max(until, one.end)
    return found


def _overlap(limit: float, heard: Talk) -> list[Event] | str:
    if heard.mixed:
        return ONE_CHANNEL
    shared = dict[int, float]()
    for one, other in heard.at_once():
        if one.speaks and other.speaks:
            both = min(one.end, other.end) - other.start
            for place in (one.place, other.place):
                shared[place] = shared.get(place, 0.0) + both
    seconds = ((one, shared.get(one.place, 0.0)) for one in heard.own)
    return [Event(one.place, f"{both:.1f} s", (one.start, one.end)) for one, both in seconds if both > limit]


def _interruption(limit: float, heard: Talk) -> list[Event] | str:
    if heard.mixed:
        return ONE_CHANNEL
    mine, found = {one.place for one in heard.own}, dict[int, Event]()
    for speaking, breaks_in in heard.at_once():
        both = min(speaking.end, breaks_in.end) - breaks_in.start
        under_way = breaks_in.start - speaking.start >= UNDER_WAY and speaking.speaks and breaks_in.speaks
        if under_way and both > limit and breaks_in.place in mine:
            times = breaks_in.start, speaking.end
            found.setdefault(breaks_in.place, Event(breaks_in.place, f"{both:.1f} s", times))
    return list(found.values())


def _rate(limit: float, heard: Talk) -> list[Event] | str:
    fast = ((one, rate(one.turn)) for one in heard.own if syllables(one.turn.text) >= LEAST_SYLLABLES)
    return [Event(one.place, f"{of:.1f}/s", (one.start, one.end)) for one, of in fast if of is not None and of > limit]


def _loudness(limit: float, heard: Talk) -> list[Event] | str:
    levels = dict[Speaker, list[tuple[Timed, float]]]()
    for one in heard.own:
        sound = one.turn.quality and one.turn.quality.sound
        if sound and sound.level is not None:
            levels.setdefault(one.turn.speaker, []).append((one, sound.level))
    enough = [own for own in levels.values() if len(own) >= LEAST_TURNS]
    if not enough:
        return TOO_SHORT if levels else NO_LEVELS
    found = list[Event]()
    for own in enough:
        usual = median(level for _, level in own)
        risen = ((one, level - usual) for one, level in own)
        found += (Event(one.place, f"+{by:.0f} dB", (one.start, one.end)) for one, by in risen if by > limit)
    return sorted(found, key=lambda event: event.times)


_MEASURES: Mapping[Measure, Callable[[float, Talk], list[Event] | str]] = {
    Measure.SILENCE: _silence,
    Measure.OVERLAP: _overlap,
    Measure.INTERRUPTION: _interruption,
    Measure.RATE: _rate,
    Measure.LOUDNESS: _loudness,
}
