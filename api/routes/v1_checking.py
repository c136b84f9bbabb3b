"""`/api/v1/samples`, `/api/v1/appeals` and `/api/v1/my-appeals`, for programs."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from api.allowed import allowed
from api.appealed import appeal_of
from api.console.sampled import frame_filter
from api.routes.appeals import VIEWS, AppealsAsked
from api.routes.v1 import PROBLEMS
from api.sampled import doubles_of, must_see_all, plan_of, shared_of, whole
from api.schemas import ProblemOut
from api.schemas_checking import (
    AgreementOut,
    AppealOut,
    AppealPage,
    ItemPage,
    PlanOut,
    PlanPage,
    RecallOut,
    VerifyOut,
    agreement_out,
    appeal_out,
    item_out,
    plan_out,
    recall_out,
)
from api.visit import Visit
from audit.agreement import agreements
from audit.appeals import Appeal
from audit.rights import Verb
from config.messages import render
from pipelines.checking import differs, estimate

router = APIRouter(prefix="/api/v1", responses={**PROBLEMS, 404: {"model": ProblemOut}})

Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/samples", tags=["samples"])
def samples(visit: Annotated[Visit, allowed(Verb.SAMPLES)], after: str = "", limit: Limit = 50) -> PlanPage:
    """Sampling plans that drew something within the account's scope, newest first."""
    review = visit.house.application.review
    found = review.plans(visit.scope, limit + 1, after or None)
    progress = review.progress([one.id for one in found], visit.scope)
    page = [plan_out(one, progress[one.id], frame_filter(visit, one), whole=whole(visit, one)) for one in found[:limit]]
    return PlanPage(plans=page, next=page[-1].plan if len(found) > limit else None)


@router.get("/samples/{plan}", tags=["samples"])
def sample(visit: Annotated[Visit, allowed(Verb.SAMPLES)], plan: str) -> PlanOut:
    """One plan with its seed and the hash of its frame."""
    found = plan_of(visit, plan)
    progress = visit.house.application.review.progress([plan], visit.scope)
    return plan_out(found, progress[plan], frame_filter(visit, found), whole=whole(visit, found))


@router.get("/samples/{plan}/items", tags=["samples"])
def items(
    visit: Annotated[Visit, allowed(Verb.SAMPLES)],
    plan: str,
    first: Annotated[int, Query(ge=1)] = 1,
    limit: Limit = 50,
) -> ItemPage:
    """What was drawn, in the order drawn, from the place `first` on, and what came of looking at it."""
    of = plan_of(visit, plan)
    found = visit.house.application.review.items(of.id, visit.scope, first=first - 1, limit=limit + 1)
    shared = {one.contact: one for one in shared_of(visit, of, [one.contact for one in found])}
    page = [item_out(one, shared.get(one.contact)) for one in found[:limit]]
    return ItemPage(items=page, next=found[limit].place + 1 if len(found) > limit else None)


@router.get("/samples/{plan}/verify", tags=["samples"])
def verify(visit: Annotated[Visit, allowed(Verb.SAMPLES)], plan: str) -> VerifyOut:
    """Draw again from the frame as it is now, and compare."""
    found = plan_of(visit, plan)
    must_see_all(visit, found)
    problems = [render(one, visit.language) for one in differs(visit.house.application.review, found)]
    return VerifyOut(same=not problems, problems=problems)


@router.get("/samples/{plan}/recall", tags=["samples"])
def recall(visit: Annotated[Visit, allowed(Verb.SAMPLES)], plan: str) -> RecallOut:
    """How much of what is wrong the rules find, from a random sample of what they left alone."""
    found = plan_of(visit, plan)
    must_see_all(visit, found)
    return recall_out(estimate(visit.house.application.review, found))


@router.get("/samples/{plan}/agreement", tags=["samples"])
def agreement(visit: Annotated[Visit, allowed(Verb.SAMPLES)], plan: str) -> list[AgreementOut]:
    """Cohen's kappa for each rule and pair of reviewers, from double reviews that both have answered; without a rule, of looks
    at contacts in which nothing was found.
    """
    found = plan_of(visit, plan)
    looks = [pair for one in shared_of(visit, found) for pair in one.pairs]
    answers = [pair for one in doubles_of(visit, found) for pair in one.pairs]
    return [agreement_out(one) for one in agreements((*looks, *answers))]


@router.get("/appeals", tags=["appeals"])
def appeals(
    visit: Annotated[Visit, allowed(Verb.APPEALS)], asked: Annotated[AppealsAsked, Query()], limit: Limit = 50
) -> AppealPage:
    """Appeals within the account's scope; open ones by their deadline, final ones newest first."""
    found = visit.house.application.review.appeals(
        VIEWS[asked.view],
        scope=visit.scope,
        newest=asked.view == "final",
        limit=limit + 1,
        after=asked.after or None,
    )
    return AppealPage(appeals=_out(visit, found[:limit]), next=found[limit - 1].id if len(found) > limit else None)


@router.get("/appeals/{appeal}", tags=["appeals"])
def appeal(visit: Annotated[Visit, allowed(Verb.APPEALS)], appeal: str) -> AppealOut:
    """One appeal with its steps. Looking at it is entered into the log."""
    found = appeal_of(visit, appeal)
    visit.act(Verb.VIEW, found.incident, appeal=found.id, masked="true")
    (out,) = _out(visit, [found])
    return out


@router.get("/my-appeals", tags=["appeals"])
def my_appeals(visit: Annotated[Visit, allowed(Verb.APPEAL)], after: str = "", limit: Limit = 50) -> AppealPage:
    """An agent's own appeals, newest first, without names of those who judge."""
    review = visit.house.application.review
    found = review.appeals(scope=visit.scope, newest=True, limit=limit + 1, after=after or None)
    page = _out(visit, found[:limit], names=False)
    return AppealPage(appeals=page, next=page[-1].appeal if len(found) > limit else None)


def _out(visit: Visit, found: Sequence[Appeal], *, names: bool = True) -> list[AppealOut]:
    contacts = visit.house.store.contacts([one.contact for one in found])
    now = visit.house.now()
    return [appeal_out(one, contact.case, now, names=names) for one, contact in zip(found, contacts, strict=True)]
