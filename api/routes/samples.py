"""`/samples`: plans that anybody can draw again, how far they are, and what can be told from them."""

import secrets
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.console.sample_csv import as_table
from api.console.sampled import drawn, frame_words
from api.console.shared import shared_shown
from api.errors import BAD, SEE_OTHER
from api.sampled import must_see_all, next_unseen, plan_of, shared_of, whole
from api.visit import Visit
from audit.errors import Refused
from audit.query import parse_filter
from audit.rights import Verb
from audit.sampling import STRATA, FrameQuery, Method, Plan
from config.messages import render, render_all
from pipelines.checking import differs, drawn_by, estimate

router = APIRouter(include_in_schema=False)

PATH = "/samples"
#: Plans of a page, items of a page, and double reviews that are offered at once.
PLANS, ITEMS, WAITING = 50, 50, 10
LARGEST = 5000


class NewPlan(BaseModel):
    """The fields of the form."""

    name: str = Field(min_length=1, max_length=100)
    method: Method
    size: int = Field(ge=1, le=LARGEST)
    seed: str = Field(min_length=1, max_length=100)
    #: What to draw from, in the query language.
    query: str = Field(default="", max_length=1000)
    unhit: bool = False
    blind: bool = False
    strata: tuple[str, ...] = ()

    def plan(self, visit: Visit) -> Plan:
        """Raises Refused (`query.*`)."""
        wanted = parse_filter(self.query, ZoneInfo(visit.house.settings.timezone))
        return Plan(
            name=self.name.strip(),
            method=self.method,
            seed=self.seed,
            query=FrameQuery(visit.house.store.last(), wanted, self.unhit, visit.scope),
            size=self.size,
            by=visit.who.name,
            at=visit.house.now(),
            strata=self.strata,
            blind=self.blind,
        )


@router.get(PATH)
def samples(visit: Annotated[Visit, allowed(Verb.SAMPLES)], after: str = "") -> Response:
    review = visit.house.application.review
    found = review.plans(visit.scope, PLANS + 1, after or None)
    plans = found[:PLANS]
    return visit.page(
        "samples.html",
        plans=plans,
        progress=review.progress([one.id for one in plans], visit.scope),
        frames={one.id: frame_words(visit, one) for one in plans},
        waiting=_waiting(visit),
        owed=_owed(visit),
        more=f"{PATH}?after={plans[-1].id}" if len(found) > PLANS else None,
        first=PATH if after else None,
    )


@router.get(PATH + "/new")
def new(visit: Annotated[Visit, allowed(Verb.PLAN_SAMPLES)]) -> Response:
    return _form(visit, {"seed": secrets.token_hex(8)})


@router.post(PATH)
def make(visit: Annotated[Visit, allowed(Verb.PLAN_SAMPLES)], given: Annotated[NewPlan, Form()]) -> Response:
    review = visit.house.application.review
    try:
        plan, keys = drawn_by(review, given.plan(visit))
    except Refused as refused:
        return _form(visit, given.model_dump(), refused)
    visit.act(
        Verb.PLAN_SAMPLES,
        plan.id,
        method=plan.method.value,
        seed=plan.seed,
        frame=plan.frame_hash,
        drawn=str(len(keys)),
    )
    review.put_plan(plan, keys)
    return RedirectResponse(f"{PATH}/{plan.id}", SEE_OTHER)


@router.get(PATH + "/{identity}")
def one(
    visit: Annotated[Visit, allowed(Verb.SAMPLES)], identity: str, first: Annotated[int, Query(ge=0)] = 0
) -> Response:
    return _page(visit, plan_of(visit, identity), first)


@router.get(PATH + "/{identity}/verify")
def verify(visit: Annotated[Visit, allowed(Verb.SAMPLES)], identity: str) -> Response:
    plan = plan_of(visit, identity)
    must_see_all(visit, plan)
    faults = [render(problem, visit.language) for problem in differs(visit.house.application.review, plan)]
    return _page(visit, plan, checked=True, faults=faults)


@router.get(PATH + "/{identity}/recall")
def recall(visit: Annotated[Visit, allowed(Verb.SAMPLES)], identity: str) -> Response:
    plan = plan_of(visit, identity)
    must_see_all(visit, plan)
    return _page(visit, plan, estimated=estimate(visit.house.application.review, plan))


@router.get(PATH + "/{identity}/draw.csv")
def as_csv(visit: Annotated[Visit, allowed(Verb.SAMPLES)], identity: str) -> Response:
    """Whose contacts they are is not in it, blind or not."""
    plan = plan_of(visit, identity)
    visit.act(Verb.SAMPLES, plan.id, what="csv")
    items = visit.house.application.review.items(plan.id, visit.scope)
    headers = {"Content-Disposition": f'attachment; filename="sample-{plan.id}.csv"'}
    return Response(as_table(items), media_type="text/csv; charset=utf-8", headers=headers)


def _waiting(visit: Visit) -> list[tuple[Plan, str]]:
    """Double reviews that wait for this person, with their plan."""
    review = visit.house.application.review
    found = review.doubles(visit.who.name, unanswered=True, scope=visit.scope, limit=WAITING)
    plans = {one.plan: review.plan(one.plan, visit.scope) for one in found}
    return [(plan, f"{PATH}/{plan.id}/doubles/{one.id}") for one in found if (plan := plans[one.plan])]


def _owed(visit: Visit) -> list[tuple[Plan, int, str]]:
    """Contacts that wait for this person's look as one of two: their plan, how many, and the first of them."""
    review = visit.house.application.review
    found = review.owed_looks(visit.who.name, visit.scope)
    plans = [(review.plan(key, visit.scope), places) for key, places in found.items()]
    return [
        (plan, len(places), f"{PATH}/{plan.id}/items/{places[0] + 1}")
        for plan, places in plans[:WAITING]
        if plan is not None
    ]


def _form(visit: Visit, given: dict[str, object], refused: Refused | None = None) -> Response:
    sentence = render_all(refused.problems, visit.language) if refused else ""
    empty = {"name": "", "method": Method.RANDOM, "size": 50, "query": "", "unhit": False, "blind": False, "strata": ()}
    return visit.page(
        "sample_new.html",
        BAD if refused else 200,
        given={**empty, **given},
        sentence=sentence,
        methods=tuple(Method),
        strata=STRATA,
        largest=LARGEST,
    )


def _page(visit: Visit, plan: Plan, first: int = 0, **extra: object) -> Response:
    review = visit.house.application.review
    found = review.items(plan.id, visit.scope, first=first, limit=ITEMS + 1)
    here, shared = f"{PATH}/{plan.id}", shared_of(visit, plan)
    accounts = visit.house.application.accounts.accounts() if visit.may(Verb.PLAN_SAMPLES) else ()
    # Only after a check are there faults, only of an estimate figures.
    values: dict[str, Any] = {"checked": False, "faults": (), "estimated": None, **extra}
    return visit.page(
        "sample.html",
        **values,
        plan=plan,
        frame=frame_words(visit, plan),
        whole=whole(visit, plan),
        progress=review.progress([plan.id], visit.scope)[plan.id],
        items=drawn(visit, plan, found[:ITEMS]),
        unseen=next_unseen(visit, plan),
        shared={one.contact: one for one in shared},
        two=shared_shown(shared),
        reviewers=[one for one in accounts if one.rights.may(Verb.VERDICT)],
        more=f"{here}?first={found[ITEMS].place}" if len(found) > ITEMS else None,
        start=here if first else None,
    )
