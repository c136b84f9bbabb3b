"""`/api/v1`: the same questions for programs, with a token."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request

from api.allowed import allowed, open_to_all
from api.asked import Asked
from api.described import described
from api.schemas import IncidentOut, IncidentPage, Me, ProblemOut, incident_out
from api.visit import Visit
from audit.rights import Verb

#: What every route may answer besides.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemOut, "description": text}
    for status, text in ((401, "Nobody signed in"), (403, "Not allowed to this account or token"), (429, "Too often"))
}
router = APIRouter(prefix="/api/v1", responses=PROBLEMS)


@router.get("/openapi.json", include_in_schema=False)
def openapi(visit: Annotated[Visit, open_to_all()], request: Request) -> dict[str, Any]:
    del visit
    return described(request.app.openapi())


@router.get("/me", tags=["access"])
def me(visit: Annotated[Visit, allowed(Verb.ACCOUNT)]) -> Me:
    """For whom this token acts, and what it may."""
    return Me(account=visit.who.name, verbs=sorted(grant.verb for grant in visit.rights.grants))


@router.get("/incidents", tags=["incidents"])
def incidents(
    visit: Annotated[Visit, allowed(Verb.QUEUE)],
    asked: Annotated[Asked, Query()],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> IncidentPage:
    """Gravest first, then newest. Nothing comes from outside the account's scope."""
    wanted = asked.filter(visit.house.settings.timezone)
    found = visit.house.store.incidents(wanted, limit + 1, asked.after or None, visit.scope)
    page = found[:limit]
    return IncidentPage(incidents=[incident_out(one) for one in page], next=page[-1].id if len(found) > limit else None)


@router.get("/incidents/{identity}", tags=["incidents"], responses={404: {"model": ProblemOut}})
def incident(visit: Annotated[Visit, allowed(Verb.VIEW)], identity: str) -> IncidentOut:
    """One incident. Looking at it is entered into the log."""
    found = visit.incident(identity)
    visit.act(Verb.VIEW, identity, contact=found.contact.key, masked="true")
    return incident_out(found)
