"""Test rows for the authors of rules: every rejection is a look-alike that must not be found, every miss one that must."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from audit.findings import Finding
from audit.missed import Missed
from audit.pii.find import find_pii
from audit.pii.mask import mask
from audit.records import Channel, Speaker, Turn
from audit.review import Verdict


class Kind(StrEnum):
    MUST = "must"
    MUST_NOT = "must_not"


class Status(StrEnum):
    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    #: The verdict that it came from was taken back.
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class OfferedRow:
    """One row, masked; `because` is the reason code of the rejection."""

    id: str
    #: Empty where no rule exists yet.
    rule: str
    category: str
    kind: Kind
    text: str
    speaker: str
    #: Of the contact it was said in.
    channel: str
    at: datetime
    #: What must be found; empty in look-alikes.
    quote: str = ""
    because: str = ""
    status: Status = Status.OFFERED


def of_rejection(finding: Finding, turns: Iterable[Turn], verdict: Verdict) -> OfferedRow | None:
    """None where the turn is there no more."""
    text = _masked(finding.turn, turns)
    if text is None:
        return None
    return OfferedRow(
        id=rejection_id(finding.id),
        rule=finding.rule,
        category=finding.category,
        kind=Kind.MUST_NOT,
        text=text,
        speaker=str(finding.speaker),
        channel=_channel(finding.contact),
        at=verdict.at,
        because=verdict.reason,
    )


def of_miss(missed: Missed, turns: Iterable[Turn]) -> OfferedRow | None:
    text = _masked(missed.turn, turns)
    if text is None:
        return None
    return OfferedRow(
        id=hashlib.sha256(f"must\x1f{missed.id}".encode()).hexdigest()[:16],
        rule=missed.rule,
        category=missed.category,
        kind=Kind.MUST,
        text=text,
        speaker=missed.speaker,
        channel=_channel(missed.contact),
        at=missed.at,
        quote=text[missed.start : missed.end],
    )


def rejection_id(finding: str) -> str:
    """One for each finding, however often it is rejected."""
    return hashlib.sha256(f"must_not\x1f{finding}".encode()).hexdigest()[:16]


def row(of: OfferedRow) -> dict[str, str]:
    """As it stands in a rule's tests, where an agent's SMS is what is meant unless something else is said."""
    found = {"text": of.text}
    if of.channel != Channel.SMS:
        found["channel"] = of.channel
    if of.speaker != Speaker.AGENT:
        found["speaker"] = of.speaker
    return {**found, "quote": of.quote} if of.kind is Kind.MUST else {**found, "because": of.because}


def _channel(contact: str) -> str:
    return contact.partition(":")[0]


def _masked(index: int, turns: Iterable[Turn]) -> str | None:
    text = next((turn.text for turn in turns if turn.index == index), None)
    return None if text is None else mask(text, find_pii(text))
