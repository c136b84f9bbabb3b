"""One contact, with what the prefilter left open, is judged by each rule that may hold."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from audit.detectors.absence import absent
from audit.detectors.matcher import Match, Matcher, OverBudget, first
from audit.detectors.reader import Recognition
from audit.exemptions.hit import Hit
from audit.findings import Finding, NotAssessed, PiiSpan, Scan, Tier
from audit.gate import OVER_BUDGET, SPEAKER_UNKNOWN, missing
from audit.locate import Place, finding
from audit.pack import Compiled, Pack
from audit.reading import NOTHING, Read
from audit.records import Contact, Speaker, Turn
from audit.rules.model import Recognised
from audit.text import Normal


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn, its normalised text, and the numbers of the matchers that may hold there."""

    turn: Turn
    normal: Normal
    open: frozenset[int]
    #: What a learned reader says of it.
    read: Read = NOTHING


@dataclass(slots=True)
class _Said:
    """What is gathered about one contact; one finding for each rule and normalised quote, the first."""

    findings: dict[str, Finding] = field(default_factory=dict)
    not_assessed: dict[NotAssessed, None] = field(default_factory=dict)

    def doubt(self, compiled: Compiled, reason: str) -> None:
        self.not_assessed.setdefault(NotAssessed(compiled.rule.id, reason))


def judge(
    contact: Contact, heard: Sequence[Heard], pack: Pack, absences: tuple[int, ...], pii: tuple[PiiSpan, ...]
) -> Scan:
    """`heard` and `absences` name only what concerns the contact."""
    said = _Said()
    touched = {pack.owners[number] for turn in heard for number in turn.open}
    for number in sorted(touched.union(absences)):
        compiled = pack.rules[number]
        if compiled.rule.absence:
            _judge_absence(compiled, contact, heard, said)
        elif isinstance(compiled.rule.say, Recognised):
            _judge_reading(
                compiled, contact, [turn for turn in heard if not turn.open.isdisjoint(compiled.matchers)], said
            )
        else:
            _judge_say(compiled, contact, [turn for turn in heard if not turn.open.isdisjoint(compiled.matchers)], said)
    ordered = sorted(
        _without_echoes(said.findings.values()), key=lambda found: (found.turn, found.start, found.end, found.rule)
    )
    return Scan(contact.key, tuple(ordered), tuple(said.not_assessed), pii)


def _judge_say(compiled: Compiled, contact: Contact, heard: Sequence[Heard], said: _Said) -> None:
    speakers = compiled.rule.who.speakers
    for turn in heard:
        known = not speakers or turn.turn.speaker in speakers
        if not known and turn.turn.speaker is not Speaker.UNKNOWN:
            continue
        try:
            hits = list(_hits(compiled, contact, turn))
        except OverBudget:
            said.doubt(compiled, OVER_BUDGET)
            continue
        reason = missing(compiled, contact) if known else SPEAKER_UNKNOWN
        if hits and reason:
            said.doubt(compiled, reason)
        elif hits:
            for match in hits:
                normal = turn.normal.text[match.start : match.end]
                span = turn.normal.span(match.start, match.end)
                found = finding(compiled, contact, Place(turn.turn, *span, normal, match.words))
                said.findings.setdefault(found.id, found)


def _judge_reading(compiled: Compiled, contact: Contact, heard: Sequence[Heard], said: _Said) -> None:
    speakers = compiled.rule.who.speakers
    asked = [matcher for matcher in compiled.matchers.values() if isinstance(matcher, Recognition)]
    for turn in heard:
        if speakers and turn.turn.speaker not in speakers | {Speaker.UNKNOWN}:
            continue
        unknown = SPEAKER_UNKNOWN if speakers and turn.turn.speaker is Speaker.UNKNOWN else None
        reason = unknown or missing(compiled, contact)
        for match, confidence in (found for recognition in asked for found in recognition.matches(turn.read)):
            hit = Hit(turn.normal.text, match.start, match.end, match.words, turn.turn, contact, compiled.rule)
            if any(exempt(hit) for exempt in compiled.exemptions):
                continue
            if reason:
                said.doubt(compiled, reason)
                continue
            span = turn.normal.span(match.start, match.end)
            place = Place(turn.turn, *span, hit.quote, tier=Tier.MODEL, confidence=confidence)
            found = finding(compiled, contact, place)
            said.findings.setdefault(found.id, found)
        for doubt in (doubt for recognition in asked for doubt in recognition.doubts(turn.read)):
            said.doubt(compiled, doubt)


def _without_echoes(findings: Collection[Finding]) -> Iterator[Finding]:
    """What the reader only says again goes: a surer finding of the same category stands in that turn."""
    surer = {(found.turn, found.category) for found in findings if found.tier is not Tier.MODEL}
    return (found for found in findings if found.tier is not Tier.MODEL or (found.turn, found.category) not in surer)


def _hits(compiled: Compiled, contact: Contact, heard: Heard) -> Iterator[Match]:
    """Matches under no exemption, each quote once, one behind the other. An exempted one hides nothing that begins within it."""
    text, start, accepted = heard.normal.text, 0, set[str]()
    following = {matcher: matcher.find(text) for matcher in _open(compiled, heard)}
    while found := [match for match in following.values() if match]:
        match = min(found, key=lambda match: (match.start, match.end))
        hit = Hit(text, match.start, match.end, match.words, heard.turn, contact, compiled.rule)
        if hit.quote not in accepted and any(exempt(hit) for exempt in compiled.exemptions):
            start = match.start + 1
        else:
            if hit.quote not in accepted:
                yield match
            accepted.add(hit.quote)
            start = max(match.end, match.start + 1)
        for matcher, known in following.items():
            if known and known.start < start:
                following[matcher] = matcher.find(text, start)


def _open(compiled: Compiled, heard: Heard) -> tuple[Matcher, ...]:
    return tuple(matcher for number, matcher in compiled.matchers.items() if number in heard.open)


def _judge_absence(compiled: Compiled, contact: Contact, heard: Sequence[Heard], said: _Said) -> None:
    assert compiled.rule.absence

    def holds(place: int) -> bool:
        return first(_open(compiled, heard[place]), heard[place].normal.text) is not None

    try:
        result = absent(compiled.rule.absence, compiled.rule.who.speakers, [turn.turn for turn in heard], holds)
    except OverBudget:
        result = OVER_BUDGET
    if isinstance(result, Turn):
        result = missing(compiled, contact) or result
    if isinstance(result, str):
        said.doubt(compiled, result)
    elif result:
        found = finding(compiled, contact, Place(result, 0, len(result.text)))
        said.findings.setdefault(found.id, found)
