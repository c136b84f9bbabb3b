"""What a rule is: its law, whom it concerns, what must be said for it to hold, and its own tests."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from audit.findings import Tier
from audit.records import Channel, Direction, Party, Speaker
from audit.rules.facts import Fact
from audit.rules.ledger_model import LedgerCheck
from audit.signs import Signal

#: Phonetic hearing exists for calls only.
USUAL_TIERS = frozenset((Tier.EXACT, Tier.PHONETIC))


class Status(StrEnum):
    """Only `live` rules raise alerts; `shadow` is counted, `experimental` runs in tests only."""

    EXPERIMENTAL = "experimental"
    SHADOW = "shadow"
    LIVE = "live"
    RETIRED = "retired"


class Force(StrEnum):
    """Legal force of an instrument, strongest first."""

    LAW = "LAW"
    REG = "REG"
    GBT = "GBT"
    SELF = "SELF"


class Verified(StrEnum):
    """How the cited wording was checked: in the text itself, in the press, in a weak source, or not at all."""

    TEXT = "text"
    PRESS = "press"
    WEAK = "weak"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Law:
    instrument: str
    #: Article, clause or item within the instrument, as printed there; empty when the source gave none.
    place: str
    force: Force
    verified: Verified

    def __str__(self) -> str:
        return " ".join(filter(None, (self.instrument, self.place, f"({self.force})")))


class Unit(StrEnum):
    TURNS = "turns"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Reach:
    """The first or last so many turns of the rule's own speakers, or seconds of the conversation.

    Seconds count from the beginning of the first turn, or back from the end of the last.
    """

    count: int
    unit: Unit
    first: bool = True


@dataclass(frozen=True, slots=True)
class Who:
    """The turns and contacts a rule is about; an empty set means: all."""

    speakers: frozenset[Speaker] = frozenset()
    parties: frozenset[Party] = frozenset()
    channels: frozenset[Channel] = frozenset()
    directions: frozenset[Direction] = frozenset()
    #: A hit counts only within all of these.
    reaches: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """One stretch of normalised text. `expression` is a regex whose word groups are already filled in."""

    expression: str
    #: As the author wrote it, for explanations.
    source: str


@dataclass(frozen=True, slots=True)
class Near:
    """Parts within `within` characters of one another and inside one sentence; in this order if `ordered`."""

    parts: tuple["Pattern", ...]
    within: int
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Pattern", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds in the same turn; the quote is that of the first part."""

    parts: tuple["Pattern", ...]
    #: None of these may hold in the sentence of that quote.
    none: tuple["Pattern", ...] = ()


@dataclass(frozen=True, slots=True)
class Pii:
    """Personal data of one of these kinds."""

    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A learned reader recognises this category in the turn, with at least this calibrated confidence in [0, 1]."""

    category: str
    at_least: float


Pattern = Phrase | Near | AnyOf | AllOf | Pii | Recognised


@dataclass(frozen=True, slots=True)
class Part:
    """What one side says. None as speakers: those that the rule is about."""

    say: Pattern
    by: frozenset[Speaker] | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """Parts that may stand in different turns, neighbours at most `within` apart; in this order if `ordered`.

    Turns are those of the speaker of the later part: 2 turns mean this turn or one of the speaker's next two.
    Seconds pass between the last word of the one and the first word of the other.
    """

    parts: tuple[Part, ...]
    within: int
    unit: Unit
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class Repeated:
    """`say` holds at `times` distinct places of one contact, in one turn or many; the last of them is quoted."""

    say: Pattern
    times: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A hit counts only if `by` says `say` neither later in its turn nor in the next `turns` turns."""

    by: frozenset[Speaker]
    say: Pattern
    turns: int
    #: A learned reader may know the answer, too.
    read: Recognised | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """`say` should have been said within `reach`, and was not.

    A contact in which the speaker has fewer than `at_least` turns there is too short to judge.
    """

    say: Pattern
    reach: Reach
    at_least: int
    #: The rule is about the opening of a call, so a recording that begins late cannot be judged.
    opening: bool = False
    #: A learned reader may know it, too.
    read: Recognised | None = None


def ways(wanted: Unanswered | Absence) -> tuple[Pattern, ...]:
    """How it may be said: in words, and as a learned reader knows it."""
    return (wanted.say, wanted.read) if wanted.read else (wanted.say,)


class Measure(StrEnum):
    """What a rule about sound listens for; its limit is in the unit that `UNITS` names."""

    #: Nobody speaks and nothing plays.
    SILENCE = "silence"
    #: The rule's speaker speaks while the other side does.
    OVERLAP = "overlap"
    #: He begins while the other side is speaking, which goes on for so long.
    INTERRUPTION = "interruption"
    #: How fast he speaks.
    RATE = "rate"
    #: How much louder than he mostly is in this contact.
    LOUDNESS = "loudness"


UNITS = {
    Measure.SILENCE: "seconds",
    Measure.OVERLAP: "seconds",
    Measure.INTERRUPTION: "seconds",
    Measure.RATE: "syllables",  # per second
    Measure.LOUDNESS: "dB",
}


@dataclass(frozen=True, slots=True)
class Acoustic:
    """`measure` is more than `limit` in at least `times` turns of the rule's speaker; the last of these is quoted."""

    measure: Measure
    limit: float
    times: int = 1


Say = Pattern | Spread | Repeated


def parts(say: Say) -> tuple[Part, ...]:
    """What must be found in single turns for `say` to hold."""
    if isinstance(say, Spread):
        return say.parts
    return (Part(say.say if isinstance(say, Repeated) else say),)


@dataclass(frozen=True, slots=True)
class Example:
    """One row of a rule's own tests; `contact` holds the fields that differ from an agent's SMS to the debtor."""

    text: str
    line: int
    quote: str | None = None
    #: Why a look-alike must stay silent: an exemption's name or a few words.
    because: str | None = None
    contact: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Tests:
    must: tuple[Example, ...] = ()
    must_not: tuple[Example, ...] = ()
    known_misses: tuple[Example, ...] = ()
    known_false_alarms: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    version: int
    status: Status
    #: Language -> title; `zh` and `en` are always there.
    title: dict[str, str]
    category: str
    #: 4 zero tolerance, 3 major, 2 moderate, 1 process.
    severity: int
    owner: str
    law: tuple[Law, ...]
    valid_from: date
    valid_to: date | None
    who: Who
    #: Exactly one of `say`, `absence`, `sound` and `ledger` is set.
    say: Say | None
    absence: Absence | None
    #: Names of exemptions under which a hit does not count.
    unless: tuple[str, ...]
    #: What must be true of the case; a case that does not tell is not assessed.
    facts: tuple[Fact, ...]
    tests: Tests
    #: SHA-256 over the rule's text and the word groups it uses; compared with packs.lock.json.
    digest: str
    #: File and line, for messages.
    where: str
    note: str = field(default="")
    unanswered: Unanswered | None = None
    #: Which hearings of a turn the rule may hold in.
    tiers: frozenset[Tier] = USUAL_TIERS
    #: What its words tell about the other side, which makes findings against the agent graver.
    signals: Signal | None = None
    #: For a rule that counts events instead of hearing words; then `say` and `absence` are not set.
    ledger: LedgerCheck | None = None
    #: For a rule about how it sounds.
    sound: Acoustic | None = None
    #: Whether its words leave nothing to doubt: no learned reader may take a finding by them back.
    plain: bool = False

    @property
    def wordless(self) -> bool:
        """Whether it may hold in a contact though none of its words is said."""
        return self.absence is not None or self.sound is not None

    @property
    def asks_reader(self) -> bool:
        """Whether words alone cannot say if it holds."""
        beside = (self.unanswered and self.unanswered.read, self.absence and self.absence.read)
        return isinstance(self.say, Recognised) or any(beside)

    @property
    def by_words_alone(self) -> bool:
        """Whether it holds by the words of one turn, and not by figures that only the case tells."""
        worded = isinstance(self.say, Pattern) and not isinstance(self.say, Recognised)
        return worded and not self.unanswered and "within_offer" not in self.unless
