"""What a ledger rule asks for: which events it accuses, by which of the law's units, and its own tests."""

from dataclasses import dataclass
from datetime import datetime, time

from audit.records import Case, Party
from audit.rules.facts import Fact
from audit.signs import Signal


@dataclass(frozen=True, slots=True)
class Hours:
    """Nobody is contacted in the half-open stretch [start, end) of the debtor's local day, which may pass midnight.

    A call that begins before and lasts no more than `overrun` seconds into it is for review, a longer one is accused.
    """

    start: time
    end: time
    overrun: int


@dataclass(frozen=True, slots=True)
class Count:
    """More than `more_than` events of one class in `days` local calendar days on end, the last of them the day judged."""

    events: str
    #: Counted apart for each `number`, `case`, `agency` or `channel`; for the whole debtor where empty.
    per: tuple[str, ...]
    days: int
    more_than: int
    #: Other classes that are counted beside, for those who read the law another way.
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cooling:
    """No event of the rule within `days` local days that begin with the day of an event of the class `after`."""

    after: str
    days: int
    per: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """Every event that the rule concerns and that is as `that` says; fields of the event, not of the case."""

    that: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class LostContact:
    """Others may be reached only once the debtor cannot be.

    That is: a dead number, `failed` dials in a row and then from the next day on, or failed dials on `days` days in a row.
    """

    failed: int
    days: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nobody is contacted again after they gave the sign; the same `number`, `channel`, or the whole `debtor`."""

    sign: Signal
    by: frozenset[Party]
    same: str


Check = Hours | Count | Cooling | Each | LostContact | Refusal


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a test row."""

    at: datetime
    given: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A debtor's ledger: which of its events, numbered from 1, are accused; or why none is."""

    happenings: tuple[Happening, ...]
    case: Case
    line: int
    accused: tuple[int, ...] = ()
    because: str | None = None
    #: The reason for which it cannot be judged.
    not_assessed: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerRows:
    must: tuple[LedgerRow, ...] = ()
    must_not: tuple[LedgerRow, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    check: Check
    #: IANA zone where the case names none; without it such a case is not assessed.
    zone: str | None
    #: Kind of consent under which an event does not count.
    consent: str | None
    #: Names of exceptions under which an event does not count.
    unless: tuple[str, ...]
    rows: LedgerRows
