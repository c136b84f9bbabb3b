"""`/api/v1/actions`: corrective actions, for programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.acting import action_of, effect, place_order, step_of, take_step, today
from api.allowed import allowed
from api.routes.actions import ActionsAsked
from api.routes.v1 import PROBLEMS
from api.routes.v1_review import REFUSED
from api.schemas import ProblemOut
from api.schemas_actions import (
    ActionIn,
    ActionOut,
    ActionPage,
    DoneIn,
    ReopenIn,
    VerifiedIn,
    WholeActionOut,
    action_out,
    whole_action_out,
)
from api.visit import Visit
from audit.actions import State
from audit.effect import SPANS
from audit.rights import Verb

MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": ProblemOut, "description": "No such action or incident in the account's scope"}
}
router = APIRouter(prefix="/api/v1/actions", tags=["actions"], responses={**PROBLEMS, **MISSING, **REFUSED})


@router.get("")
def actions(
    visit: Annotated[Visit, allowed(Verb.ACTIONS)],
    asked: Annotated[ActionsAsked, Query()],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ActionPage:
    """Corrective actions within the account's scope, what is due first comes first."""
    kept = visit.house.application.actions
    found = kept.actions(asked.query(visit), visit.scope, limit + 1, asked.after or None)
    page = [action_out(one, today(visit)) for one in found[:limit]]
    return ActionPage(actions=page, next=page[-1].action if len(found) > limit else None)


@router.post("", status_code=201)
def order(visit: Annotated[Visit, allowed(Verb.ORDER_ACTION)], given: ActionIn) -> ActionOut:
    """Order an action."""
    return action_out(place_order(visit, given.order, given.due, given.why), today(visit))


@router.get("/{action}")
def action(
    visit: Annotated[Visit, allowed(Verb.ACTIONS)],
    action: str,
    days: Annotated[int, Query(ge=1, le=365)] = SPANS[1],
) -> WholeActionOut:
    """One action with its steps, and how often what it is about occurred in so many days before the order and after it was done."""
    found = action_of(visit, action)
    visit.act(Verb.ACTIONS, action)
    return whole_action_out(found, today(visit), effect(visit, found, days))


@router.post("/{action}/done")
def done(visit: Annotated[Visit, allowed(Verb.DO_ACTION)], action: str, given: DoneIn) -> ActionOut:
    """Report that it was done."""
    return action_out(take_step(visit, action_of(visit, action), step_of(visit, State.DONE, given.text)), today(visit))


@router.post("/{action}/verify")
def verify(visit: Annotated[Visit, allowed(Verb.VERIFY_ACTION)], action: str, given: VerifiedIn) -> ActionOut:
    """Verify what somebody else has done."""
    return action_out(
        take_step(visit, action_of(visit, action), step_of(visit, State.VERIFIED, given.text)), today(visit)
    )


@router.post("/{action}/reopen")
def reopen(visit: Annotated[Visit, allowed(Verb.ORDER_ACTION)], action: str, given: ReopenIn) -> ActionOut:
    """Open it again, with the reason and a new last day."""
    return action_out(
        take_step(visit, action_of(visit, action), step_of(visit, State.OPEN, given.text, given.due)), today(visit)
    )
