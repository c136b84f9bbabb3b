"""One contact, with what the prefilter left open, is judged by each rule that may hold."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from audit.alike import Judged
from audit.detectors.absence import absent
from audit.detectors.matcher import Match, OverBudget
from audit.detectors.repetition import repeated
from audit.detectors.spread import by, spread
from audit.exemptions.correction import taken_back
from audit.findings import Finding, NotAssessed, PiiSpan, Scan, Tier
from audit.gate import OVER_BUDGET, missing
from audit.heard import Heard, Occurrence, Spot
from audit.hearing import Hearing, hit_at, matches, opened
from audit.locate import Place, finding
from audit.meaning import CONFIDENCE, meanings
from audit.pack import Compiled, Pack
from audit.recognised import doubts, recognised
from audit.records import Contact, Turn
from audit.rules.model import Recognised, Repeated, Spread, parts
from audit.severity import Stretch, weighed
from audit.signs import Sign
from audit.sounding import sounding
from audit.taken_up import not_taken_up


@dataclass(slots=True)
class _Said:
    """What is gathered about one contact; one finding for each rule and normalised quote, the first."""

    contact: Contact
    heard: Sequence[Heard]
    findings: dict[str, Finding] = field(default_factory=dict)
    not_assessed: dict[NotAssessed, None] = field(default_factory=dict)
    #: Where the words of each finding were said, and the ids of those that were taken back.
    stretches: dict[str, list[Stretch]] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)
    signs: list[Sign] = field(default_factory=list)
    #: The normalised quote of each finding.
    quotes: dict[str, str] = field(default_factory=dict)

    def note(self, compiled: Compiled, place: Place) -> tuple[Finding, bool]:
        """The finding, and whether it is the first of its words."""
        found = finding(compiled, self.contact, place)
        self.quotes[found.id] = place.normal
        return found, self.findings.setdefault(found.id, found) is found

    def keep(self, compiled: Compiled, place: Place, turn: Heard, match: Match) -> None:
        """`match` is where in the turn it was found."""
        found, first = self.note(compiled, place)
        self.stretches.setdefault(found.id, []).append((found.turn, found.start, found.end))
        if first and "correction" in compiled.rule.unless:
            hit = hit_at(compiled.rule, self.contact, turn, match)
            if taken_back(hit, [other.normal.text for other in self.heard if hit.goes_on_in(other.turn)]):
                self.taken_back.add(found.id)

    def doubt(self, compiled: Compiled, reason: str) -> None:
        self.not_assessed.setdefault(NotAssessed(compiled.rule.id, reason))


def judge(
    contact: Contact, heard: Sequence[Heard], pack: Pack, wordless: tuple[int, ...], pii: tuple[PiiSpan, ...]
) -> Judged:
    """`heard` and `wordless` name only what concerns the contact."""
    said = _Said(contact, heard)
    touched = {
        pack.owners[number] for turn in heard for number in (*turn.open, *(guess.number for guess in turn.meant))
    }
    for number in sorted(touched.union(wordless)):
        compiled = pack.rules[number]
        if compiled.rule.absence:
            _judge_absence(compiled, contact, heard, said)
        elif compiled.rule.sound:
            for result in sounding(compiled, contact, heard):
                said.doubt(compiled, result) if isinstance(result, str) else said.note(compiled, result)
        elif isinstance(compiled.rule.say, Recognised):
            _judge_reading(compiled, contact, heard, said)
        else:
            said.signs += _signs(compiled, contact, heard)
            _judge_say(compiled, contact, heard, said)
            _judge_sound(compiled, contact, heard, said)
    ordered = sorted(
        _without_echoes(said.findings.values(), pack),
        key=lambda found: (found.turn, found.start, found.end, found.rule),
    )
    grave = weighed(ordered, contact, said.stretches, said.signs, said.taken_back)
    scan = Scan(contact.key, tuple(grave), tuple(said.not_assessed), pii, tuple(dict.fromkeys(said.signs)))
    return Judged(scan, said.quotes)


def _judge_say(compiled: Compiled, contact: Contact, heard: Sequence[Heard], said: _Said) -> None:
    taken_up = False
    for occurrence in _occurrences(compiled, contact, heard, said):
        answered = not_taken_up(compiled, occurrence.quoted[-1], heard, again=taken_up)
        if answered is False:
            taken_up = True
            continue
        reason = occurrence.doubt or missing(compiled, contact) or answered
        if isinstance(reason, str):
            said.doubt(compiled, reason)
            continue
        first, last = occurrence.quoted[0], occurrence.quoted[-1]
        start, end = first.match.start, max(spot.match.end for spot in occurrence.quoted)
        words = tuple(word for spot in occurrence.spots for word in spot.match.words)
        normal = last.heard.normal
        place = Place(last.heard.turn, *normal.span(start, end), normal.text[start:end], words)
        said.keep(compiled, place, last.heard, Match(start, end, words))


def _signs(compiled: Compiled, contact: Contact, heard: Sequence[Heard]) -> Iterator[Sign]:
    """What the rule's words, wherever they are said, tell about the other side, answered or not."""
    signal, speakers = compiled.rule.signals, compiled.rule.who.speakers
    if signal:
        hearing = Hearing(compiled, contact, heard, compiled.parts[0], speakers, accuses=True, again=False)
        yield from (Sign(signal, spot.heard.turn.index) for spot in hearing.spots() if not spot.doubt)


def _judge_sound(compiled: Compiled, contact: Contact, heard: Sequence[Heard], said: _Said) -> None:
    """A turn in which the rule's own words stand needs no guesses."""
    sure = {found.turn for found in said.findings.values() if found.rule == compiled.rule.id}
    for spot in meanings(compiled, contact, heard):
        turn, normal = spot.heard.turn, heard[spot.place].normal
        if turn.index in sure:
            continue
        if reason := spot.doubt or missing(compiled, contact):
            said.doubt(compiled, reason)
            continue
        quote = normal.text[spot.match.start : spot.match.end]
        place = Place(turn, *spot.span, quote, spot.match.words, Tier.PHONETIC, CONFIDENCE)
        said.keep(compiled, place, heard[spot.place], spot.match)


def _occurrences(compiled: Compiled, contact: Contact, heard: Sequence[Heard], said: _Said) -> Iterable[Occurrence]:
    say, speakers = compiled.rule.say, compiled.rule.who.speakers
    assert say
    several = isinstance(say, Spread | Repeated)
    found = list[list[Spot]]()
    for part, numbers in zip(parts(say), compiled.parts, strict=True):
        hearing = Hearing(compiled, contact, heard, numbers, by(part, speakers), accuses=part.by is None, again=several)
        found.append(list(hearing.spots()))
        for _ in range(hearing.over_budget):
            said.doubt(compiled, OVER_BUDGET)
    turns = [turn.turn for turn in heard]
    if isinstance(say, Spread):
        return spread(say, found, speakers, turns)
    if isinstance(say, Repeated):
        return repeated(say.times, found[0])
    return (Occurrence((spot,), (spot,), spot.doubt) for spot in found[0])


def _judge_reading(compiled: Compiled, contact: Contact, heard: Sequence[Heard], said: _Said) -> None:
    taken_up = False
    for spot, confidence in recognised(compiled, contact, heard):
        answered = not_taken_up(compiled, spot, heard, again=taken_up)
        if answered is False:
            taken_up = True
            continue
        reason = spot.doubt or missing(compiled, contact) or answered
        if isinstance(reason, str):
            said.doubt(compiled, reason)
            continue
        quote = spot.heard.normal.text[spot.match.start : spot.match.end]
        place = Place(spot.heard.turn, *spot.span, quote, tier=Tier.MODEL, confidence=confidence)
        said.keep(compiled, place, spot.heard, spot.match)
    for doubt in doubts(compiled, heard):
        said.doubt(compiled, doubt)


def _without_echoes(findings: Collection[Finding], pack: Pack) -> Iterator[Finding]:
    """What the reader only says again goes: a surer finding of the same category, about the words, stands in that turn."""
    sounds = {pack.rules[number].rule.id for number in pack.wordless if pack.rules[number].rule.sound}
    surer = {(one.turn, one.category) for one in findings if one.tier is not Tier.MODEL and one.rule not in sounds}
    return (found for found in findings if found.tier is not Tier.MODEL or (found.turn, found.category) not in surer)


def _judge_absence(compiled: Compiled, contact: Contact, heard: Sequence[Heard], said: _Said) -> None:
    assert compiled.rule.absence

    def holds(place: int) -> Iterator[float | None]:
        turn = heard[place]
        for matcher in opened(turn, compiled.parts[0]):
            yield from (Spot(place, turn, match).moments[0] for match in matches(turn, matcher))

    try:
        result = absent(compiled.rule.absence, compiled.rule.who.speakers, [turn.turn for turn in heard], holds)
    except OverBudget:
        result = OVER_BUDGET
    if isinstance(result, Turn):
        result = missing(compiled, contact) or result
    if isinstance(result, str):
        said.doubt(compiled, result)
    elif result:
        said.note(compiled, Place(result, 0, len(result.text)))
