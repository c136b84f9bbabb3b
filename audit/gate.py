"""Whether a rule concerns a contact at all, before any text is looked at, and what is missing to say so."""

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from audit.case_facts import holds, unknown
from audit.pack import Compiled, Pack
from audit.records import Contact, Disposition, Party, Speaker
from audit.rules.facts import OneOf
from audit.sieve import Sieve

SPEAKER_UNKNOWN = "speaker unknown"
OVER_BUDGET = "pattern exceeded its time budget"
TOO_SHORT = "too short to judge"
NO_TIMES = "no times"
BEGINS_LATE = "recording begins late"
#: It would only hold in words that most likely nobody said.
UNCLEAR = "not heard clearly"
#: Both sides were recorded on one channel, where nobody can be heard to speak at the same time.
ONE_CHANNEL = "both sides on one channel"
NO_LEVELS = "loudness not measured"
#: Made for kinds of contacts that come together; each takes milliseconds to make and a hundred kilobytes.
_MOST_SIEVES = 64
#: Remembered for what cases say in words: stages, products.
_MOST_ANSWERS = 1024

#: Of each fact that rules ask for, whether it holds.
Answers = tuple[bool | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Concerned:
    """What of a pack concerns contacts of one kind: the numbers of its matchers, and of its rules that no words open."""

    #: For each speaker heard there, the gate's row that tells which matchers his words may open.
    rows: Mapping[Speaker, int]
    matchers: frozenset[int]
    wordless: tuple[int, ...]
    #: Those of the matchers that may hold in any text; none where nobody says anything.
    always: frozenset[int]

    @property
    def restless(self) -> bool:
        """Whether something may hold though no word of any rule was said."""
        return bool(self.wordless or self.always)


class Gate:
    """Remembers for each kind of contact which rules concern it; most contacts are of few kinds."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._periods = sorted(_changes(pack))
        facts = tuple({fact: None for compiled in pack.rules for fact in compiled.rule.facts})
        self._worded = tuple(fact for fact in facts if isinstance(fact.condition, OneOf))
        self._others = tuple(fact for fact in facts if not isinstance(fact.condition, OneOf))
        #: The fields that have to be one of certain words, and the answers by what they say.
        self._words = tuple(dict.fromkeys(fact.field for fact in self._worded))
        self._answers: dict[tuple[object, ...], Answers] = {}
        self._known: dict[object, Concerned] = {}
        self._rows = np.zeros((0, len(pack.owners)), dtype=bool)
        self._sieves: dict[frozenset[int], Sieve] = {}

    @property
    def rows(self) -> NDArray[np.bool_]:
        """Number of a row -> number of a matcher -> whether it may be opened."""
        return self._rows

    def sieve(self, rows: frozenset[int]) -> Sieve:
        """Looks only for what one of these rows may open."""
        found = self._sieves.get(rows)
        if found is None:
            if len(self._sieves) >= _MOST_SIEVES:
                self._sieves.clear()
            found = self._sieves[rows] = self._pack.sieve.only(np.logical_or.reduce(self._rows[[*rows]]))
        return found

    def concerned(self, contact: Contact) -> Concerned:
        turns, period = contact.turns, bisect_right(self._periods, contact.at.date()) if contact.at else None
        voices = turns[0].speaker if len(turns) == 1 else frozenset(turn.speaker for turn in turns)
        kind = (
            contact.channel,
            contact.direction,
            contact.party,
            self._case(contact),
            period,
            _talked(contact),
            voices,
        )
        found = self._known.get(kind)
        if found is None:
            found = self._known.setdefault(kind, self._work_out(contact, {turn.speaker for turn in turns}))
        return found

    def _work_out(self, contact: Contact, voices: Collection[Speaker]) -> Concerned:
        pack = self._pack
        numbers = [number for number, rule in enumerate(pack.rules) if concerns(rule, contact)]
        matchers = frozenset(matcher for number in numbers for matcher in pack.rules[number].matchers)
        wordless = tuple(number for number in numbers if pack.rules[number].rule.wordless)
        rows = {}
        for speaker in sorted(voices):
            rows[speaker] = len(self._rows)
            row = np.zeros((1, len(pack.owners)), dtype=bool)
            row[0, [number for number in matchers if self._audible(number, speaker, voices)]] = True
            self._rows = np.concatenate((self._rows, row))
        always = pack.sieve.always & matchers if voices else frozenset[int]()
        return Concerned(rows, matchers, wordless if _talked(contact) else (), always)

    def _audible(self, number: int, speaker: Speaker, voices: Collection[Speaker]) -> bool:
        """Whether the speaker may say what opens a matcher, and somebody there what the rule is about."""
        compiled = self._pack.rules[self._pack.owners[number]]
        meant = (own for own in compiled.matchers if own not in compiled.answer)
        return self._may_say(speaker, number) and any(self._may_say(voice, own) for own in meant for voice in voices)

    def _may_say(self, speaker: Speaker, number: int) -> bool:
        whose = self._pack.speakers[number]
        return not whose or speaker in whose or speaker is Speaker.UNKNOWN

    def _case(self, contact: Contact) -> Answers | None:
        if contact.case is None:
            return None
        words = tuple([getattr(contact.case, field) for field in self._words])
        worded = self._answers.get(words)
        if worded is None:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            worded = self._answers[words] = tuple(holds(fact, contact) for fact in self._worded)
        return (*worded, *(holds(fact, contact) for fact in self._others))


@lru_cache(maxsize=8)
def gate_of(pack: Pack) -> Gate:
    """A pack's own: looking through all rules takes longer than scanning a message."""
    return Gate(pack)


def _changes(pack: Pack) -> set[date]:
    """Days from which other rules are in force than the day before."""
    begins = {compiled.rule.valid_from for compiled in pack.rules}
    ends = {compiled.rule.valid_to for compiled in pack.rules}
    return begins | {end + timedelta(days=1) for end in ends if end and end < date.max}


def concerns(compiled: Compiled, contact: Contact) -> bool:
    """False where something known speaks against it; what is not known does not."""
    who = compiled.rule.who
    return (
        (not who.channels or contact.channel in who.channels)
        and (not who.directions or contact.direction in who.directions)
        and (not who.parties or contact.party in who.parties or contact.party is Party.UNKNOWN)
        and all(holds(fact, contact) is not False for fact in compiled.rule.facts)
        and compiled.in_force(contact.at.date() if contact.at else None)
    )


def missing(compiled: Compiled, contact: Contact) -> str | None:
    """What the contact does not tell and the rule must know."""
    who = compiled.rule.who
    if who.parties and contact.party is Party.UNKNOWN and Party.UNKNOWN not in who.parties:
        return "party unknown"
    return next((reason for fact in compiled.rule.facts if (reason := unknown(fact, contact))), None)


def _talked(contact: Contact) -> bool:
    """Nothing can be missing from a call that nobody took."""
    return contact.disposition in (None, Disposition.CONNECTED)
