"""What a rule is: its law, whom it concerns, what must be said for it to hold, and its own tests."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from audit.records import Channel, Direction, LegalStage, Party, Speaker


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


@dataclass(frozen=True, slots=True)
class Who:
    """The turns and contacts a rule is about; an empty set means: all."""

    speakers: frozenset[Speaker] = frozenset()
    parties: frozenset[Party] = frozenset()
    channels: frozenset[Channel] = frozenset()
    directions: frozenset[Direction] = frozenset()


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
    #: None of these may hold in that turn.
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
class Absence:
    """`say` should have been said within the speaker's first `turns` turns, and was not.

    A contact in which the speaker has fewer than `at_least` turns is too short to judge.
    """

    say: Pattern
    turns: int
    at_least: int


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
    #: Exactly one of `say` and `absence` is set.
    say: Pattern | None
    absence: Absence | None
    #: Names of exemptions under which a hit does not count.
    unless: tuple[str, ...]
    #: The rule is about cases in one of these stages; a case that does not tell is not assessed.
    legal_stages: frozenset[LegalStage]
    tests: Tests
    #: SHA-256 over the rule's text and the word groups it uses; compared with packs.lock.json.
    digest: str
    #: File and line, for messages.
    where: str
    note: str = field(default="")
