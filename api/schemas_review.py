"""What programs get and send when they review: the JSON of `/api/v1`, masked as everywhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.console.counted import Event, Evidence
from api.console.text import personal
from api.schemas import IncidentOut, incident_out
from audit.findings import Finding
from audit.pii.mask import mask
from audit.ports import Incident
from audit.records import Contact
from audit.review import REASONS, Decision, Verdict
from audit.triage import Act, Level, Work


class WorkOut(BaseModel):
    """Where an incident stands."""

    incident: str
    status: str = Field(examples=["open", "claimed", "decided", "escalated", "held"])
    assignee: str | None
    #: Until when a claim holds; none for one without an end.
    until: datetime | None
    level: int


class FindingOut(BaseModel):
    """One rule at one place: `quote` is `turns[turn].text[start:end]`, masked alike."""

    finding: str
    rule: str
    version: int
    tier: str
    confidence: float
    speaker: str
    turn: int
    start: int
    end: int
    quote: str
    #: Seconds from the start of the recording.
    at: float | None
    until: float | None
    basis: list[str]
    #: The verdict that holds; none where nobody decided.
    verdict: str | None
    reason: str | None


class TurnOut(BaseModel):
    index: int
    speaker: str
    text: str
    start: float | None
    end: float | None


class EventOut(BaseModel):
    """One event of an incident that is made of counts."""

    #: None for one that lies outside of the account's scope.
    contact: str | None
    at: datetime
    why: str = Field(examples=["messages"])
    #: Whether it should not have been; the others only show why.
    accused: bool


class StepOut(BaseModel):
    """What one person did with it."""

    kind: str
    by: str
    at: datetime
    to: str
    level: int
    decision: str
    reason: str
    note: str


class WholeIncidentOut(IncidentOut):
    """An incident with its conversation, its findings and what people did."""

    work: WorkOut
    findings: list[FindingOut]
    #: Of an incident that is made of counts.
    events: list[EventOut]
    turns: list[TurnOut]
    history: list[StepOut]


class VerdictIn(BaseModel):
    decision: Literal[Decision.TRUE, Decision.FALSE, Decision.UNSURE]
    #: May be left out of `true` and `unsure`.
    reason: str = Field(default="", examples=list(REASONS))
    note: str = Field(default="", max_length=2000)
    #: Empty: all of the incident.
    findings: list[str] = Field(default=[], max_length=500)


class NoteIn(BaseModel):
    note: str = Field(min_length=1, max_length=2000)


class EvidenceIn(BaseModel):
    #: For whom or why; kept in the log of acts.
    reason: str = Field(min_length=4, max_length=500)
    #: Personal data and the recording as it was; only for accounts that may play and unmask.
    original: bool = False


class EscalateIn(NoteIn):
    #: 1 second review, 2 legal, 3 regulator; only upwards.
    level: int = Field(ge=min(Level) + 1, le=max(Level))


def work_out(incident: str, work: Work) -> WorkOut:
    return WorkOut(incident=incident, status=work.status, assignee=work.assignee, until=work.until, level=work.level)


def whole_incident_out(
    incident: Incident, evidence: Evidence | None, work: Work, verdicts: Mapping[str, Verdict], history: Sequence[Act]
) -> WholeIncidentOut:
    contact = incident.contact
    texts = {turn.index: _masked(turn.text, contact) for turn in contact.turns}
    return WholeIncidentOut(
        **incident_out(incident).model_dump(),
        work=work_out(incident.id, work),
        findings=[_finding(one, texts[one.turn], verdicts.get(one.id)) for one in incident.findings],
        events=[_event(one) for one in evidence.events] if evidence else [],
        turns=[
            TurnOut(index=one.index, speaker=one.speaker, text=texts[one.index], start=one.start, end=one.end)
            for one in contact.turns
        ],
        history=[_step(act, contact) for act in history],
    )


def _finding(found: Finding, text: str, verdict: Verdict | None) -> FindingOut:
    same = ("rule", "version", "tier", "confidence", "speaker", "turn", "start", "end", "at", "until")
    return FindingOut(
        finding=found.id,
        quote=text[found.start : found.end],
        basis=list(found.basis),
        verdict=verdict.decision if verdict else None,
        reason=verdict.reason if verdict else None,
        **{name: getattr(found, name) for name in same},
    )


def _event(event: Event) -> EventOut:
    counted = event.counted
    seen = counted.contact if event.contact else None
    return EventOut(contact=seen, at=counted.at, why=counted.why, accused=counted.accused)


def _step(act: Act, contact: Contact) -> StepOut:
    same = ("kind", "by", "at", "to", "level", "decision", "reason")
    return StepOut(note=_masked(act.note, contact), **{name: getattr(act, name) for name in same})


def _masked(text: str, contact: Contact) -> str:
    return mask(text, personal(text, contact.case))
