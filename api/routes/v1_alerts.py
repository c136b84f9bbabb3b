"""`/api/v1/alerts`: alerts for programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.alert_schemas import AcknowledgeIn, AlertDetail, AlertOut, AlertPage, alert_values, notice_out
from api.allowed import allowed
from api.routes.alerts import AlertsAsked, acts_of, page_of
from api.routes.v1 import PROBLEMS
from api.schemas import ProblemOut
from api.visit import Visit
from audit.rights import Verb

UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"model": ProblemOut, "description": "No such alert in the account's scope"}
}
REFUSED: dict[int | str, dict[str, Any]] = {400: {"model": ProblemOut, "description": "Somebody has answered before"}}
GONE: dict[int | str, dict[str, Any]] = {410: {"model": ProblemOut, "description": "No page ended there"}}
router = APIRouter(prefix="/api/v1/alerts", responses=PROBLEMS, tags=["alerts"])


@router.get("", responses=GONE)
def alerts(
    visit: Annotated[Visit, allowed(Verb.ALERTS)],
    asked: Annotated[AlertsAsked, Query()],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AlertPage:
    """Newest first, also those that were held back. Nothing comes from outside the account's scope."""
    page, following = page_of(visit, asked, limit)
    return AlertPage(alerts=[AlertOut.model_validate(alert_values(one)) for one in page], next=following)


@router.get("/{identity}", responses=UNKNOWN)
def alert(visit: Annotated[Visit, allowed(Verb.ALERTS)], identity: str) -> AlertDetail:
    """One alert with the notices that told of it. Looking at it is entered into the log."""
    found = acts_of(visit).alert(identity)
    visit.act(Verb.ALERTS, identity, masked="true")
    notices = [notice_out(*one) for one in visit.house.application.alerts.told(identity)]
    return AlertDetail.model_validate({**alert_values(found), "notices": notices})


@router.post("/{identity}/acknowledge", responses={**UNKNOWN, **REFUSED})
def acknowledge(visit: Annotated[Visit, allowed(Verb.ACKNOWLEDGE)], identity: str, given: AcknowledgeIn) -> AlertOut:
    """Answer for it; it is escalated no further."""
    return AlertOut.model_validate(alert_values(acts_of(visit).acknowledge(identity, given.note)))


@router.post("/{identity}/escalate", responses={**UNKNOWN, **REFUSED})
def escalate(visit: Annotated[Visit, allowed(Verb.ACKNOWLEDGE)], identity: str) -> AlertOut:
    """Take the next step of its chain, within seconds."""
    return AlertOut.model_validate(alert_values(acts_of(visit).escalate(identity)))
