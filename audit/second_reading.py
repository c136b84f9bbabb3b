"""The turns of a chunk go to the reader together; what it says opens the rules that ask for it and doubts other findings."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from audit.distinct import Distinct
from audit.findings import NotAssessed, Scan, Tier
from audit.pack import Pack
from audit.ports import Reader
from audit.reading import CONVERSATIONAL, Read, Reading, Spoken
from audit.records import Contact, Speaker
from audit.rules.model import Rule
from audit.text import Normal

#: Why a finding by words was taken back.
MEANS_NOTHING = "reader finds no such meaning"


@dataclass(frozen=True, slots=True)
class SecondReading:
    """By number of the turn within the chunk; most turns have no entry."""

    read: Mapping[int, Read] = field(default_factory=dict)
    #: Numbers of the matchers that this opens.
    open: Mapping[int, frozenset[int]] = field(default_factory=dict)
    #: Categories that a turn, in which rules found words, almost surely does not express.
    ruled_out: Mapping[int, frozenset[str]] = field(default_factory=dict)


NONE = SecondReading()
#: Odds that a turn of a conversation violates, against those of a message by itself; chosen on the dev split of benchmarks/conduct_zh.
CONVERSATION = 0.2


def read_again(
    contacts: Sequence[Contact], normals: Sequence[Normal], worded: Container[int], pack: Pack, reader: Reader
) -> SecondReading:
    """`normals` holds the texts of all turns of these contacts, in order; `worded` the numbers of turns with words of rules."""
    if not pack.recognitions:
        return NONE
    heard = frozenset((*pack.read_speakers, Speaker.UNKNOWN))
    places, spoken, number = list[int](), list[Spoken](), 0
    among = set[int]()
    for contact in contacts:
        own = [place for place, turn in enumerate(contact.turns, number) if turn.speaker in heard]
        places += own
        alone = len({turn.speaker for turn in contact.turns}) == 1
        spoken += (
            Spoken(normals[place].text, contact.channel, contact.party, contact.turns[place - number].speaker, alone)
            for place in own
        )
        among.update(own if len(own) > 1 else ())
        number += len(contact.turns)
    texts = Distinct.of(spoken)
    known = reader.read(texts.items)
    read = {
        number: _less_likely(known[place]) if number in among else known[place]
        for number, place in zip(places, texts.places, strict=True)
        if place in known
    }
    opened = {number: _opened(pack, said) for number, said in read.items()}
    doubtful = [number for number in places if number in worded]
    doubted = Distinct.of(one for number, one in zip(places, spoken, strict=True) if number in worded)
    out = doubted.spread(reader.rules_out(doubted.items))
    return SecondReading(read, opened, {number: own for number, own in zip(doubtful, out, strict=True) if own})


def _less_likely(said: Read) -> Read:
    """Readers are calibrated on single messages; a turn taken from a conversation violates less often. What only conversations have was learned on them."""
    return replace(said, readings=tuple(_at_odds(one) for one in said.readings))


def _at_odds(one: Reading) -> Reading:
    if one.category in CONVERSATIONAL:
        return one
    odds = one.confidence * CONVERSATION
    return replace(one, confidence=round(odds / (1 - one.confidence + odds), 2))


def _opened(pack: Pack, said: Read) -> frozenset[int]:
    return frozenset(number for number, recognition in pack.recognitions if recognition.opens(said))


def reconsidered(said: Scan, ruled_out: Mapping[int, frozenset[str]], pack: Pack) -> Scan:
    """A finding by words of which the reader is almost sure that it means nothing of the sort is not assessed.

    Only for rules that hold by the words of one turn; plain words of a rule that calls them so are never taken back. `ruled_out` goes by index of the turn.
    """
    doubtful = [
        found
        for found in said.findings
        if found.tier is not Tier.MODEL and found.category in ruled_out.get(found.turn, ())
    ]
    if not doubtful:
        return said
    rules = _by_id(pack)
    doubted = {found.id for found in doubtful if _may_be_doubted(rules[found.rule], found.tier)}
    reasons = (NotAssessed(found.rule, MEANS_NOTHING) for found in said.findings if found.id in doubted)
    return replace(
        said,
        findings=tuple(found for found in said.findings if found.id not in doubted),
        not_assessed=tuple(dict.fromkeys((*said.not_assessed, *reasons))),
    )


@lru_cache(maxsize=8)
def _by_id(pack: Pack) -> Mapping[str, Rule]:
    """Made once: of a million messages many are doubted."""
    return {one.rule.id: one.rule for one in pack.rules}


def _may_be_doubted(rule: Rule, tier: Tier) -> bool:
    """What merely sounds like plain words may be others: 我同你讲 is no 我捅你."""
    return rule.by_words_alone and not (rule.plain and tier is Tier.EXACT)
