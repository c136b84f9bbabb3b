"""What the rules found in one contact, and what they could not judge."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from audit.signs import Sign


class Tier(StrEnum):
    """How a finding was recognised, from surest to least sure."""

    EXACT = "exact"
    PHONETIC = "phonetic"
    SIMILAR = "similar"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule held at one place. `start` and `end` are character offsets into the stored turn's text."""

    id: str
    contact: str
    rule: str
    version: int
    category: str
    severity: int
    tier: Tier
    #: In [0, 1].
    confidence: float
    speaker: str
    turn: int
    start: int
    end: int
    #: Exactly `text[start:end]` of the turn. A missing statement quotes the turn in which it was due.
    quote: str
    #: The rule's title and the words that made it hold, in the pack's first language.
    why: str
    #: The instruments as cited, e.g. `GB/T 45251-2025 业务管理 (GBT)`.
    basis: tuple[str, ...]
    #: Seconds from the start of the recording at which the quote begins and ends; None without audio.
    at: float | None = None
    until: float | None = None
    #: Why it is graver here than its rule says, e.g. `minor`; empty when it is not. See `audit.severity`.
    lifted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotAssessed:
    """A rule that could not be judged, and why. A result, counted and reported like a finding."""

    rule: str
    #: What is missing, e.g. `case.legal_stage missing`.
    reason: str


@dataclass(frozen=True, slots=True)
class PiiSpan:
    """Personal data at `[start, end)` of one turn's text."""

    kind: str
    start: int
    end: int
    turn: int = 0


def meet(one: Finding | PiiSpan, other: Finding | PiiSpan) -> bool:
    """Whether they have a character in common."""
    return one.turn == other.turn and one.start < other.end and other.start < one.end


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything that one pack says about one contact."""

    contact: str
    findings: tuple[Finding, ...] = ()
    not_assessed: tuple[NotAssessed, ...] = ()
    pii: tuple[PiiSpan, ...] = ()
    #: What the other side told of itself, answered or not.
    signs: tuple[Sign, ...] = ()


class Account(NamedTuple):
    """Whose ledger it is: one person at one institution, however many loans and agencies."""

    institution: str
    debtor_id: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One event of a ledger finding, and what it counts for, e.g. `conversations`, `refused`, `quiet_hours`."""

    contact: str
    at: datetime
    why: str
    #: Id of the message, where each message of the contact counts.
    part: str = ""
    #: Whether it should not have been; the others only show why.
    accused: bool = False


@dataclass(frozen=True, slots=True)
class LedgerFinding:
    """A ledger rule held on one local day of one debtor. Its evidence is the exact events that were counted."""

    id: str
    account: Account
    rule: str
    version: int
    category: str
    severity: int
    #: In [0, 1].
    confidence: float
    #: Of the last accused event.
    case_id: str | None
    contact: str
    day: date
    #: Number of accused events.
    count: int
    #: Everything that made the rule hold, in time order.
    events: tuple[Counted, ...]
    #: Keys of the contacts that should not have been, or of which messages should not have been.
    accused: tuple[str, ...]
    #: Consents and exceptions that were looked for and did not hold.
    tested: tuple[str, ...]
    #: The count under each way to read the law; empty where there is one way only.
    readings: Mapping[str, int]
    why: str
    basis: tuple[str, ...]

    @property
    def at(self) -> datetime:
        """When the last accused event was."""
        return max(event.at for event in self.events if event.accused)


@dataclass(frozen=True, slots=True)
class LedgerScan:
    """Everything that the ledger rules of one pack say about one debtor."""

    account: Account
    findings: tuple[LedgerFinding, ...] = ()
    not_assessed: tuple[NotAssessed, ...] = ()


def leading(findings: Iterable[Finding]) -> Finding:
    """The gravest, then surest, then earliest; ties go by rule so that the order of findings does not matter."""
    return min(findings, key=lambda found: (-found.severity, -found.confidence, found.turn, found.start, found.rule))


def finding_id(contact: str, rule: str, normal_quote: str) -> str:
    """Stable over re-scans and new transcripts: no offset, no time, no rule version goes in."""
    return hashlib.sha256(f"{contact}\x1f{rule}\x1f{normal_quote}".encode()).hexdigest()[:16]


def ledger_id(account: Account, rule: str, day: date, apart: Sequence[str] = ()) -> str:
    """Stable over late rows, other events and new versions: the same debtor, rule and day is the same finding."""
    parts = "\x1f".join((*account, rule, day.isoformat(), *apart))
    return hashlib.sha256(f"ledger\x1f{parts}".encode()).hexdigest()[:16]
