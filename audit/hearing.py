"""Where one part of a rule holds in the turns of a contact: said by the right side, in the right stretch, under no exemption."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from audit.detectors.matcher import Match, Matcher, OverBudget, every
from audit.detectors.reach import reached
from audit.detectors.reader import Recognition
from audit.exemptions.hit import Hit
from audit.gate import SPEAKER_UNKNOWN, UNCLEAR
from audit.heard import Heard, Spot
from audit.pack import Compiled
from audit.pauses import paused
from audit.records import Contact, Speaker
from audit.rules.model import Rule


@dataclass(slots=True)
class Hearing:
    compiled: Compiled
    contact: Contact
    heard: Sequence[Heard]
    #: Of the part's matchers.
    numbers: Collection[int]
    speakers: frozenset[Speaker]
    #: Whether it is the rule's own side that speaks: exemptions and the stretch of turns are about that side.
    accuses: bool
    #: Whether the same words at another place of a turn count again.
    again: bool
    #: Turns that took too long and were given up.
    over_budget: int = 0

    def spots(self) -> Iterator[Spot]:
        """In the order of speech."""
        for place, heard in enumerate(self.heard):
            known = not self.speakers or heard.turn.speaker in self.speakers
            if heard.open.keys().isdisjoint(self.numbers) or not (known or heard.turn.speaker is Speaker.UNKNOWN):
                continue
            try:
                matches = list(self._matches(heard))
            except OverBudget:
                self.over_budget += 1
                continue
            for match in matches:
                doubt = UNCLEAR if heard.turn.void else None if known else SPEAKER_UNKNOWN
                spot = Spot(place, heard, match, doubt)
                inside = self._inside(spot)
                if inside is not False:
                    yield spot if inside is True else Spot(place, heard, match, spot.doubt or inside)

    def _inside(self, spot: Spot) -> bool | str:
        who = self.compiled.rule.who
        if not (self.accuses and who.reaches):
            return True
        turns, at = [heard.turn for heard in self.heard], spot.moments[0]
        answers = [reached(reach, who.speakers, turns, spot.place, at) for reach in who.reaches]
        return False if False in answers else next((answer for answer in answers if answer is not True), True)

    def _matches(self, heard: Heard) -> Iterator[Match]:
        """Matches under no exemption, one behind the other. An exempted one hides nothing that begins within it."""
        text, start, accepted = heard.normal.text, 0, set[str]()
        matchers = opened(heard, self.numbers)
        following = [matcher.find(text) for matcher in matchers]
        while found := [match for match in following if match]:
            match = min(found, key=lambda match: (match.start, match.end))
            quote = text[match.start : match.end]
            if (self.again or quote not in accepted) and self._exempt(heard, match):
                start = match.start + 1
            else:
                if self.again or quote not in accepted:
                    yield match
                accepted.add(quote)
                start = max(match.end, match.start + 1)
            for number, known in enumerate(following):
                if known and known.start < start:
                    following[number] = matchers[number].find(text, start)

    def _exempt(self, heard: Heard, match: Match) -> bool:
        if not self.accuses:
            return False
        hit = hit_at(self.compiled.rule, self.contact, heard, match)
        return any(exempt(hit) for exempt in self.compiled.exemptions)


def hit_at(rule: Rule, contact: Contact, heard: Heard, match: Match) -> Hit:
    text, start, end = paused(heard.normal, heard.turn.text, match.start, match.end)
    return Hit(text, start, end, match.words, heard.turn, contact, rule)


def matches(heard: Heard, matcher: Matcher, start: int = 0) -> Iterator[Match]:
    """Where it holds in the turn from an offset of the normalised text on, by words or as a learned reader says."""
    if isinstance(matcher, Recognition):
        return (match for match, _ in matcher.matches(heard.read) if match.start >= start)
    return every(matcher, heard.normal.text, start)


def opened(heard: Heard, numbers: Collection[int]) -> tuple[Matcher, ...]:
    """Those of the matchers that may hold in the turn."""
    return tuple(heard.open[number] for number in sorted(heard.open.keys() & numbers))
