"""`/api/v1/incidents/{id}/…`: what people do with incidents, for programs."""

from typing import Annotated, Any

from fastapi import APIRouter

from api import reviewing
from api.allowed import allowed
from api.console.counted import counted
from api.reviewing import Answer
from api.routes.v1 import PROBLEMS
from api.schemas import ProblemOut
from api.schemas_review import EscalateIn, NoteIn, VerdictIn, WholeIncidentOut, WorkOut, whole_incident_out, work_out
from api.visit import Visit
from audit.review import standing
from audit.rights import Verb
from audit.triage import ActKind

MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": ProblemOut, "description": "No such incident in the account's scope"}
}
REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"model": ProblemOut, "description": "Not as the incident stands, with what to do instead"}
}
router = APIRouter(prefix="/api/v1/incidents/{identity}", tags=["review"], responses={**PROBLEMS, **MISSING, **REFUSED})


@router.get("/whole")
def whole(visit: Annotated[Visit, allowed(Verb.VIEW)], identity: str) -> WholeIncidentOut:
    """The incident with its turns, findings, verdicts and history. Looking at it is entered into the log."""
    found, review = visit.incident(identity), visit.house.application.review
    visit.act(Verb.VIEW, identity, contact=found.contact.key, masked="true")
    verdicts = standing(visit.house.store.verdicts([found.contact.key]))
    work = review.work(identity).at(visit.house.now())
    return whole_incident_out(found, counted(visit, found), work, verdicts, review.history(identity))


@router.post("/verdict")
def verdict(visit: Annotated[Visit, allowed(Verb.VERDICT)], identity: str, given: VerdictIn) -> WorkOut:
    """Decide; an incident that is free is claimed on the way. It is decided once every finding is."""
    answer = Answer(given.decision, given.reason, given.note, tuple(given.findings))
    return work_out(identity, reviewing.decide(visit, identity, answer))


@router.post("/undo")
def undo(visit: Annotated[Visit, allowed(Verb.VERDICT)], identity: str) -> WorkOut:
    """Take one's own last decision back, for 10 minutes."""
    return work_out(identity, reviewing.undo(visit, identity))


@router.post("/claim")
def claim(visit: Annotated[Visit, allowed(Verb.CLAIM)], identity: str) -> WorkOut:
    """For 30 minutes unless something is done."""
    return work_out(identity, reviewing.claim(visit, identity))


@router.post("/release")
def release(visit: Annotated[Visit, allowed(Verb.CLAIM)], identity: str) -> WorkOut:
    """Give one's claim back."""
    return work_out(identity, reviewing.step(visit, Verb.CLAIM, identity, ActKind.RELEASE))


@router.post("/escalate")
def escalate(visit: Annotated[Visit, allowed(Verb.ESCALATE)], identity: str, given: EscalateIn) -> WorkOut:
    """Hand it up, with the reason."""
    return work_out(identity, reviewing.escalate(visit, identity, given.level, given.note))


@router.post("/comment")
def comment(visit: Annotated[Visit, allowed(Verb.COMMENT)], identity: str, given: NoteIn) -> WorkOut:
    """Leave a note for whoever looks next."""
    return work_out(identity, reviewing.step(visit, Verb.COMMENT, identity, ActKind.COMMENT, note=given.note))
