"""`/appeals`: what agents object to, the reviewers' answer, the decision and the final word."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.appealed import appeal_of, step, step_on
from api.console.appealed import deadline, listed
from api.console.lines import line
from api.console.marks import marks_of
from api.errors import SEE_OTHER
from api.visit import Visit
from audit.appeals import Appeal, Outcome, Stage
from audit.rights import Verb

router = APIRouter(include_in_schema=False)

PATH = "/appeals"
PAGE = 50
#: Tab -> the stages that it has.
VIEWS: dict[str, tuple[Stage, ...]] = {
    "open": (Stage.FILED, Stage.REBUTTED, Stage.REPLIED, Stage.DECIDED),
    "filed": (Stage.FILED,),
    "heard": (Stage.REBUTTED, Stage.REPLIED),
    "decided": (Stage.DECIDED,),
    "final": (Stage.FINAL,),
}
Text = Annotated[str, Form(min_length=1, max_length=4000)]


class AppealsAsked(BaseModel):
    view: Literal["open", "filed", "heard", "decided", "final"] = "open"
    after: str = ""


@router.get(PATH)
def appeals(visit: Annotated[Visit, allowed(Verb.APPEALS)], asked: Annotated[AppealsAsked, Query()]) -> Response:
    """What is due first comes first, what is closed newest first."""
    review = visit.house.application.review
    counts, overdue = review.appeal_counts(visit.house.now(), visit.scope)
    found = review.appeals(
        VIEWS[asked.view],
        scope=visit.scope,
        newest=asked.view == "final",
        limit=PAGE + 1,
        after=asked.after or None,
    )
    page = found[:PAGE]
    here = f"{PATH}?view={asked.view}"
    return visit.page(
        "appeals.html",
        lines=listed(visit, page),
        deadline=lambda one: deadline(visit, one),
        now=visit.house.now(),
        views=[(view, sum(counts.get(stage, 0) for stage in stages)) for view, stages in VIEWS.items()],
        view=asked.view,
        overdue=overdue,
        more=f"{here}&after={page[-1].id}" if len(found) > PAGE else None,
        first=here if asked.after else None,
    )


@router.get(PATH + "/{identity}")
def appeal(visit: Annotated[Visit, allowed(Verb.APPEALS)], identity: str) -> Response:
    found = appeal_of(visit, identity)
    visit.act(Verb.VIEW, found.incident, appeal=found.id, masked="true")
    incident = visit.house.store.incident(found.incident, visit.scope)
    return visit.page(
        "appeal.html",
        appeal=found,
        case=visit.house.store.contacts([found.contact])[0].case,
        line=line(visit, incident) if incident else None,
        marks=marks_of(incident.findings) if incident else {},
        deadline=deadline(visit, found),
        now=visit.house.now(),
        next=_next(visit, found),
        barred=_barred(visit, found),
    )


@router.post(PATH + "/{identity}/rebut")
def rebut(visit: Annotated[Visit, allowed(Verb.VERDICT)], identity: str, text: Text) -> Response:
    step_on(visit, appeal_of(visit, identity), Verb.VERDICT, step(visit, Stage.REBUTTED, text))
    return RedirectResponse(f"{PATH}/{identity}", SEE_OTHER)


@router.post(PATH + "/{identity}/decide")
def decide(
    visit: Annotated[Visit, allowed(Verb.DECIDE_APPEAL)],
    identity: str,
    text: Text,
    outcome: Annotated[Outcome, Form()],
) -> Response:
    step_on(visit, appeal_of(visit, identity), Verb.DECIDE_APPEAL, step(visit, Stage.DECIDED, text, outcome))
    return RedirectResponse(f"{PATH}/{identity}", SEE_OTHER)


@router.post(PATH + "/{identity}/final")
def final(
    visit: Annotated[Visit, allowed(Verb.DECIDE_APPEAL)],
    identity: str,
    text: Text,
    outcome: Annotated[Outcome, Form()],
) -> Response:
    step_on(visit, appeal_of(visit, identity), Verb.DECIDE_APPEAL, step(visit, Stage.FINAL, text, outcome))
    return RedirectResponse(f"{PATH}/{identity}", SEE_OTHER)


#: By stage: the form that comes next, and who may fill it in.
_FORMS = {
    Stage.FILED: ("rebut", Verb.VERDICT),
    Stage.REBUTTED: ("decide", Verb.DECIDE_APPEAL),
    Stage.REPLIED: ("decide", Verb.DECIDE_APPEAL),
    Stage.DECIDED: ("final", Verb.DECIDE_APPEAL),
}


def _next(visit: Visit, found: Appeal) -> str:
    """The form that this person may fill in now; empty for none."""
    form, verb = _FORMS.get(found.stage, ("", Verb.DECIDE_APPEAL))
    return form if form and visit.may(verb) and not _barred(visit, found) else ""


def _barred(visit: Visit, found: Appeal) -> bool:
    """Whether this person could rule now, had they had no part in it."""
    ruled = {*found.deciders, *(one.by for one in found.steps if one.outcome), found.steps[0].by}
    waits = _FORMS.get(found.stage, ("", None))[1] is Verb.DECIDE_APPEAL
    return waits and visit.may(Verb.DECIDE_APPEAL) and visit.who.name in ruled
