"""`/api/v1/complaints`: taken in from anybody, and read by who may."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.allowed import allowed, open_to_programs
from api.complaining import intake_of, linked, look_up, take
from api.routes.complaints import VIEWS, ComplaintsAsked
from api.routes.v1 import PROBLEMS
from api.routes.v1_review import REFUSED
from api.schemas import ProblemOut
from api.schemas_complaints import (
    ComplaintIn,
    ComplaintPage,
    ReceiptIn,
    ReceiptOut,
    StateOut,
    WholeComplaintOut,
    complaint_out,
)
from api.visit import Visit
from audit.rights import Verb

MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": ProblemOut, "description": "No such complaint in the account's scope, or no such receipt"},
    413: {"model": ProblemOut, "description": "More than 64 KiB"},
}
router = APIRouter(prefix="/api/v1/complaints", tags=["complaints"], responses={**PROBLEMS, **MISSING, **REFUSED})


@router.post("", status_code=201)
def complain(visit: Annotated[Visit, open_to_programs()], given: ComplaintIn) -> ReceiptOut:
    """Send in a complaint or feedback, without signing in; 10 an hour from one address are the most."""
    return ReceiptOut(receipt=take(visit, given.given, "api"))


@router.post("/state")
def state(visit: Annotated[Visit, open_to_programs()], given: ReceiptIn) -> StateOut:
    """What became of the complaint of this receipt, and nothing else."""
    return StateOut(state=look_up(visit, given.receipt))


@router.get("")
def complaints(
    visit: Annotated[Visit, allowed(Verb.COMPLAINTS)],
    asked: Annotated[ComplaintsAsked, Query()],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ComplaintPage:
    """What came in, within the account's scope; what waits comes oldest first, what is over newest first."""
    found = visit.house.application.intakes.intakes(
        VIEWS[asked.view], visit.scope, newest=asked.newest, limit=limit + 1, after=asked.after or None
    )
    page = [complaint_out(one) for one in found[:limit]]
    return ComplaintPage(complaints=page, next=page[-1].complaint if len(found) > limit else None)


@router.get("/{complaint}")
def complaint(visit: Annotated[Visit, allowed(Verb.COMPLAINTS)], complaint: str) -> WholeComplaintOut:
    """One with what it is linked to. Looking at it is entered into the log."""
    found = intake_of(visit, complaint)
    visit.act(Verb.COMPLAINTS, complaint, masked="true")
    about, contacts = linked(visit, found)
    store = visit.house.store
    incidents = [one for one in about.incidents if store.incident(one, visit.scope) is not None]
    told = complaint_out(found).model_dump()
    return WholeComplaintOut(**told, how=about.how, contacts=[one.key for one in contacts], incidents=incidents)
