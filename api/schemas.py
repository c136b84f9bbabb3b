"""What programs get: the JSON of `/api/v1`. Personal data is masked there as on the screens."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, Field

from audit.incidents import incident_id
from audit.personal import masked, quoted
from audit.ports import Incident
from pipelines.found import Found


class Me(BaseModel):
    """For whom a session or a token acts, and what it may."""

    account: str
    verbs: list[str]


class IncidentOut(BaseModel):
    """Findings of one contact in one category, or one finding of a debtor's ledger."""

    incident: str
    category: str = Field(examples=["T01"])
    rule: str
    severity: int = Field(ge=1, le=4)
    status: str
    institution: str | None
    agency: str | None
    agent: str | None
    channel: str
    contact: str
    case_id: str | None
    at: datetime | None
    #: The gravest words; none where events were counted.
    quote: str | None
    why: str


class IncidentPage(BaseModel):
    incidents: list[IncidentOut]
    #: What `after` takes for the next page; none on the last.
    next: str | None


class FindingOut(BaseModel):
    rule: str
    version: int
    category: str
    severity: int
    confidence: float
    incident: str
    quote: str


class HitOut(BaseModel):
    """One turn that was found."""

    contact: str
    channel: str
    at: datetime | None
    institution: str | None
    agency: str | None
    agent: str | None
    turn: int
    speaker: str
    text: str
    #: Half-open spans of characters of the text.
    highlights: list[tuple[int, int]]
    findings: list[FindingOut]


class SearchPage(BaseModel):
    hits: list[HitOut]
    total: int
    #: Over all hits: field -> value -> number of turns.
    facets: Mapping[str, Mapping[str, int]]
    #: What `after` takes for the next page; none on the last.
    next: str | None


class FaultOut(BaseModel):
    """What is wrong, where, and what to do about it."""

    code: str
    where: str
    detail: str


class ProblemOut(FaultOut):
    """`application/problem+json`: the first fault, and every one."""

    type: str
    status: int
    errors: list[FaultOut]


def incident_out(incident: Incident) -> IncidentOut:
    contact, lead = incident.contact, incident.lead
    return IncidentOut(
        incident=incident.id,
        category=incident.category,
        rule=incident.rule,
        severity=incident.severity,
        status=incident.status,
        institution=contact.institution,
        agency=contact.agency,
        agent=contact.agent_id,
        channel=contact.channel,
        contact=contact.key,
        case_id=contact.case_id,
        at=incident.at,
        quote=quoted(contact, lead) if lead else None,
        why=masked(incident.why, contact.case),
    )


def hit_out(one: Found) -> HitOut:
    contact, turn = one.contact, one.turn
    text = masked(turn.text, contact.case)
    return HitOut(
        contact=contact.key,
        channel=contact.channel,
        at=contact.at,
        institution=contact.institution,
        agency=contact.agency,
        agent=contact.agent_id,
        turn=turn.index,
        speaker=turn.speaker,
        text=text,
        highlights=list(one.highlights),
        findings=[
            FindingOut(
                rule=found.rule,
                version=found.version,
                category=found.category,
                severity=found.severity,
                confidence=found.confidence,
                incident=incident_id(contact.key, found.category),
                quote=text[found.start : found.end],
            )
            for found in one.findings
        ],
    )
