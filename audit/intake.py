"""What consumers send in over the public form: complaints and feedback, worked off step by step; no state is skipped."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from audit.complaints import HAPPENED, NUMBER
from audit.errors import Problem, Refused
from audit.records import Complaint

#: Characters of the text, and of each short field.
LONGEST, SHORT = 4000, 100
#: What happened longer ago cannot be looked up here.
LOOKED_BACK = timedelta(days=3 * 365)
#: The fields of `extra` that only whoever answers needs.
REACH = "reach"


class Kind(StrEnum):
    COMPLAINT = "complaint"
    #: Feedback about a contact, bad and good.
    CRITICISM = "criticism"
    PRAISE = "praise"


class Topic(StrEnum):
    THREAT = "threat"
    INSULT = "insult"
    TOO_OFTEN = "too_often"
    ODD_HOURS = "odd_hours"
    OTHERS_TOLD = "others_told"
    WRONG_PERSON = "wrong_person"
    VISIT = "visit"
    FEES = "fees"
    PRIVACY = "privacy"
    OTHER = "other"
    POLITE = "polite"
    PATIENT = "patient"
    CLEAR = "clear"
    HELPED = "helped"
    WISH_KEPT = "wish_kept"


#: What praise may be about; all else is not praise.
GOOD = frozenset({Topic.POLITE, Topic.PATIENT, Topic.CLEAR, Topic.HELPED, Topic.WISH_KEPT})


class Stage(StrEnum):
    RECEIVED = "received"
    UNDER_REVIEW = "under_review"
    ANSWERED = "answered"
    CLOSED = "closed"


#: From each stage those that may follow; back under review only with a reason.
NEXT: dict[Stage, frozenset[Stage]] = {
    Stage.RECEIVED: frozenset({Stage.UNDER_REVIEW}),
    Stage.UNDER_REVIEW: frozenset({Stage.ANSWERED}),
    Stage.ANSWERED: frozenset({Stage.CLOSED, Stage.UNDER_REVIEW}),
    Stage.CLOSED: frozenset({Stage.UNDER_REVIEW}),
}


def told(stage: Stage) -> Stage:
    """What whoever shows the receipt is told: that it was closed after an answer is nobody's business outside."""
    return Stage.ANSWERED if stage is Stage.CLOSED else stage


@dataclass(frozen=True, slots=True)
class Given:
    """The fields of the form, as somebody filled them in."""

    kind: Kind
    topic: Topic
    text: str
    #: The day of the contact that it is about.
    happened: date | None = None
    #: The number that was called or written to.
    number: str = ""
    agency: str = ""
    case_id: str = ""
    #: How to reach whoever sent it, for the answer.
    reach: str = ""
    #: Nobody sees this field; programs that fill in everything fill it in.
    website: str = ""

    def faults(self, today: date) -> Iterator[Problem]:
        """Everything that is wrong with it, `intake.*`."""
        if self.website:
            yield Problem("intake.trap", "website")
        if (self.kind is Kind.PRAISE) is not (self.topic in GOOD):
            yield Problem("intake.topic", "topic")
        if not self.text.strip():
            yield Problem("intake.no_text", "text")
        lengths = {"text": LONGEST, NUMBER: SHORT, "agency": SHORT, "case_id": SHORT, REACH: SHORT}
        for name, most in lengths.items():
            if (length := len(getattr(self, name))) > most:
                yield Problem("intake.too_long", name, {"most": most, "length": length})
        if self.happened and not today - LOOKED_BACK <= self.happened <= today:
            yield Problem("intake.happened", self.happened.isoformat())

    def complaint(self, identity: str, at: datetime, channel: str) -> Complaint:
        said = {HAPPENED: self.happened.isoformat() if self.happened else "", NUMBER: self.number, REACH: self.reach}
        extra = {name: value.strip() for name, value in said.items() if value.strip()}
        case_id, agency = self.case_id.strip() or None, self.agency.strip() or None
        return Complaint(identity, at, self.text.strip(), case_id, channel, agency, extra=extra)


@dataclass(frozen=True, slots=True)
class Sides:
    """Whose it is, as far as its case or the contacts that it is about tell: what a scope looks at."""

    institution: str | None = None
    agency: str | None = None
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    stage: Stage
    #: Empty for what came in by itself.
    by: str
    at: datetime
    #: How it was answered, or why it is looked at again.
    text: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            message = f"{self.stage} by {self.by}: the time must carry a zone"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Intake:
    """Feedback that praises is none of the stored complaints; all else is one of them, with the same id."""

    complaint: Complaint
    kind: Kind
    topic: Topic
    #: Of the receipt.
    digest: str
    steps: tuple[Step, ...]
    sides: Sides = field(default=Sides())

    @property
    def id(self) -> str:
        return self.complaint.id

    @property
    def stage(self) -> Stage:
        return self.steps[-1].stage

    @property
    def assignee(self) -> str:
        """Who works on it or did so last; empty before anybody did."""
        return self.steps[-1].by

    @property
    def complains(self) -> bool:
        return self.kind is not Kind.PRAISE


def received(complaint: Complaint, given: Given, digest: str, sides: Sides) -> Intake:
    return Intake(complaint, given.kind, given.topic, digest, (Step(Stage.RECEIVED, "", complaint.received_at),), sides)


def advance(intake: Intake, step: Step, sides: Sides | None = None) -> Intake:
    """One step further, or under review again; `sides` is what is known by now. Raises Refused (`intake.*`)."""
    if step.stage not in NEXT[intake.stage]:
        raise Refused(Problem("intake.illegal_step", intake.id, {"old": intake.stage, "new": step.stage}))
    if not step.by:
        raise Refused(Problem("intake.nobody", intake.id))
    again = step.stage is Stage.UNDER_REVIEW and intake.stage is not Stage.RECEIVED
    if (again or step.stage is Stage.ANSWERED) and not step.text.strip():
        raise Refused(Problem("intake.no_note", intake.id, {"stage": step.stage}))
    return replace(intake, steps=(*intake.steps, step), sides=sides or intake.sides)
