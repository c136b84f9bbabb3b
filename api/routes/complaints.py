"""`/complaints`: what came in over the public form, worked off: taken up, answered, closed."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.complaining import intake_of, linked, take_step
from api.console.complained import complained, listed
from api.console.lines import channel, line
from api.errors import BAD, SEE_OTHER
from api.visit import Visit
from audit.errors import Refused
from audit.intake import Intake, Stage
from audit.rights import Verb
from config.messages import render_all

router = APIRouter(include_in_schema=False)

PATH = "/complaints"
PAGE = 50
#: Contacts and incidents that are shown at the most.
MOST = 100
#: Tab -> the stages that it has.
VIEWS: dict[str, tuple[Stage, ...]] = {
    "open": (Stage.RECEIVED, Stage.UNDER_REVIEW),
    "received": (Stage.RECEIVED,),
    "under_review": (Stage.UNDER_REVIEW,),
    "answered": (Stage.ANSWERED,),
    "closed": (Stage.CLOSED,),
}
Text = Annotated[str, Form(max_length=4000)]


class ComplaintsAsked(BaseModel):
    view: Literal["open", "received", "under_review", "answered", "closed"] = "open"
    after: str = ""

    @property
    def newest(self) -> bool:
        """What waits comes oldest first, what is over newest first."""
        return self.view in ("answered", "closed")


@router.get(PATH)
def complaints(
    visit: Annotated[Visit, allowed(Verb.COMPLAINTS)], asked: Annotated[ComplaintsAsked, Query()]
) -> Response:
    kept = visit.house.application.intakes
    counts = kept.intake_counts(visit.scope)
    found = kept.intakes(VIEWS[asked.view], visit.scope, newest=asked.newest, limit=PAGE + 1, after=asked.after or None)
    page, here = found[:PAGE], f"{PATH}?view={asked.view}"
    return visit.page(
        "complaints.html",
        lines=listed(visit, page),
        views=[(view, sum(counts.get(stage, 0) for stage in stages)) for view, stages in VIEWS.items()],
        view=asked.view,
        more=f"{here}&after={page[-1].id}" if len(found) > PAGE else None,
        first=here if asked.after else None,
    )


@router.get(PATH + "/{identity}")
def complaint(visit: Annotated[Visit, allowed(Verb.COMPLAINTS)], identity: str) -> Response:
    found = intake_of(visit, identity)
    visit.act(Verb.COMPLAINTS, identity, masked=str(not visit.unmasked(identity)).lower())
    return _page(visit, found)


@router.post(PATH + "/{identity}/unmask")
def unmask(
    visit: Annotated[Visit, allowed(Verb.UNMASK)],
    identity: str,
    reason: Annotated[str, Form(min_length=4, max_length=500)],
) -> Response:
    intake_of(visit, identity)
    visit.act(Verb.UNMASK, identity, reason=reason)
    return RedirectResponse(f"{PATH}/{identity}", SEE_OTHER)


@router.post(PATH + "/{identity}/review")
def review(visit: Annotated[Visit, allowed(Verb.ANSWER_COMPLAINT)], identity: str, text: Text = "") -> Response:
    return _taken(visit, identity, Stage.UNDER_REVIEW, text)


@router.post(PATH + "/{identity}/answer")
def answer(visit: Annotated[Visit, allowed(Verb.ANSWER_COMPLAINT)], identity: str, text: Text = "") -> Response:
    return _taken(visit, identity, Stage.ANSWERED, text)


@router.post(PATH + "/{identity}/close")
def close(visit: Annotated[Visit, allowed(Verb.ANSWER_COMPLAINT)], identity: str, text: Text = "") -> Response:
    return _taken(visit, identity, Stage.CLOSED, text)


def _taken(visit: Visit, identity: str, stage: Stage, text: str) -> Response:
    found = intake_of(visit, identity)
    try:
        take_step(visit, found, stage, text)
    except Refused as refused:
        return _page(visit, found, refused)
    return RedirectResponse(f"{PATH}/{identity}", SEE_OTHER)


def _page(visit: Visit, found: Intake, refused: Refused | None = None) -> Response:
    about, contacts = linked(visit, found)
    store = visit.house.store
    incidents = [one for key in about.incidents[:MOST] if (one := store.incident(key, visit.scope)) is not None]
    case = next((one.case for one in about.contacts if one.case), None)
    return visit.page(
        "complaint.html",
        BAD if refused else 200,
        intake=found,
        told=complained(visit, found, case, reveal=visit.unmasked(found.id)),
        case=case,
        how=about.how.value,
        contacts=[(one, channel(visit, one)) for one in contacts[:MOST]],
        outside=len(about.contacts) - len(contacts),
        lines=[line(visit, one) for one in incidents],
        reveal=visit.unmasked(found.id),
        sentence=render_all(refused.problems, visit.language) if refused else "",
    )
