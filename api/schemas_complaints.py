"""What programs give and get of complaints. What tells who somebody is stays masked."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from audit.complaints import HAPPENED
from audit.intake import LONGEST, SHORT, Given, Intake, Kind, Topic
from audit.personal import masked


class ComplaintIn(BaseModel):
    """A complaint, or feedback about a contact. Praise takes one of the good topics, all else one of the others."""

    kind: Kind
    topic: Topic
    text: str = Field(min_length=1, max_length=LONGEST)
    happened: date | None = Field(default=None, description="Day of the contact that it is about")
    number: str = Field(default="", max_length=SHORT, description="The number that was called or written to")
    agency: str = Field(default="", max_length=SHORT)
    case_id: str = Field(default="", max_length=SHORT)
    reach: str = Field(default="", max_length=SHORT, description="How to reach whoever complains, for the answer")

    @property
    def given(self) -> Given:
        return Given(**self.model_dump())


class ReceiptOut(BaseModel):
    """Told this once: it shows what became of the complaint, and is kept nowhere."""

    receipt: str = Field(examples=["7K3M-9Q2A-XW5T-0HBC"])


class ReceiptIn(BaseModel):
    receipt: str = Field(max_length=SHORT)


class StateOut(BaseModel):
    state: str = Field(description="received, under_review or answered")


class ComplaintStepOut(BaseModel):
    stage: str
    by: str
    at: datetime
    text: str


class ComplaintOut(BaseModel):
    complaint: str
    kind: str
    topic: str
    stage: str = Field(description="received, under_review, answered or closed")
    received_at: datetime
    text: str
    happened: str | None
    agency: str | None
    case_id: str | None
    #: Whose it is, as far as is known.
    of_institution: str | None
    of_agency: str | None
    of_agent: str | None
    steps: list[ComplaintStepOut]


class ComplaintPage(BaseModel):
    complaints: list[ComplaintOut]
    next: str | None


class WholeComplaintOut(ComplaintOut):
    #: By what it was linked: about, case, number or none.
    how: str
    #: Within the account's scope.
    contacts: list[str]
    incidents: list[str]


def complaint_out(intake: Intake) -> ComplaintOut:
    complaint = intake.complaint
    return ComplaintOut(
        complaint=intake.id,
        kind=intake.kind,
        topic=intake.topic,
        stage=intake.stage,
        received_at=complaint.received_at,
        text=masked(complaint.text),
        happened=complaint.extra.get(HAPPENED),
        agency=masked(complaint.agency) if complaint.agency else None,
        case_id=masked(complaint.case_id) if complaint.case_id else None,
        of_institution=intake.sides.institution,
        of_agency=intake.sides.agency,
        of_agent=intake.sides.agent,
        steps=[ComplaintStepOut(stage=one.stage, by=one.by, at=one.at, text=masked(one.text)) for one in intake.steps],
    )
