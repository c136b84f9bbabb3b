"""`/samples/{plan}/items/{place}`: one contact that was drawn, looked at without what the rules say of it."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.console.pages import category
from api.console.sampled import drawn
from api.errors import SEE_OTHER
from api.sampled import item_of, next_unseen, plan_of
from api.visit import Visit
from audit.errors import Problem, Refused
from audit.looks import Look, Outcome, must_tell
from audit.rights import Verb
from audit.taxonomy import CATEGORIES

router = APIRouter(include_in_schema=False)

PATH = "/samples/{identity}/items/{place}"
#: From 1, as people count.
Place = Annotated[int, Path(ge=1)]


class Told(BaseModel):
    """The fields of the form; category and rule of what was found."""

    outcome: Outcome
    category: str = Field(default="", max_length=3)
    rule: str = Field(default="", max_length=200)


@router.get(PATH)
def item(visit: Annotated[Visit, allowed(Verb.SAMPLES)], identity: str, place: Place) -> Response:
    plan = plan_of(visit, identity)
    found = item_of(visit, plan, place - 1)
    visit.act(Verb.VIEW, found.contact, sample=plan.id, masked="true")
    review = visit.house.application.review
    (one,) = drawn(visit, plan, [found])
    behind = review.items(plan.id, visit.scope, first=place, limit=1)
    return visit.page(
        "sample_item.html",
        plan=plan,
        one=one,
        place=place,
        before=place - 1 if place > 1 and visit.scope.open else None,
        behind=behind[0].place + 1 if behind else None,
        progress=review.progress([plan.id], visit.scope)[plan.id],
        categories=[(key, category(key, visit.language)) for key in CATEGORIES],
        rules=visit.house.application.rules,
    )


@router.post(PATH)
def judge(
    visit: Annotated[Visit, allowed(Verb.VERDICT)], identity: str, place: Place, told: Annotated[Told, Form()]
) -> Response:
    plan = plan_of(visit, identity)
    found = item_of(visit, plan, place - 1)
    look = Look(told.outcome, visit.who.name, visit.house.now(), told.category, told.rule.strip())
    must_tell(found.contact, look)
    if look.rule and all(known.id != look.rule for known in visit.house.application.rules):
        raise Refused(Problem("sampling.rule", look.rule))
    visit.act(
        Verb.VERDICT, found.contact, sample=plan.id, outcome=look.outcome.value, category=look.category, rule=look.rule
    )
    visit.house.application.review.mark_drawn(plan.id, found.contact, look)
    unseen = next_unseen(visit, plan, place)
    onward = f"/samples/{plan.id}/items/{unseen.place + 1}" if unseen else f"/samples/{plan.id}"
    return RedirectResponse(onward, SEE_OTHER)
