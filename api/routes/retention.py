"""`/retention`: how long what is kept and by which law, what is due, who asked for deletion and who approves, what is held."""

import logging
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.asked import Question
from api.errors import SEE_OTHER
from api.visit import Visit
from audit.errors import Refused
from audit.retention.classes import DELETED, Kind
from audit.retention.holds import Side
from audit.retention.requests import State
from audit.rights import Verb
from config.retention import retention
from pipelines.bootstrap import Application
from pipelines.retention import Retention, sweep

router = APIRouter(include_in_schema=False)

PATH = "/retention"
Reason = Annotated[str, Form(max_length=500)]


class RetentionAsked(Question):
    #: Counting looks at everything that is stored, and so only when somebody wants it.
    counts: bool = False
    lifted: bool = False


@router.get(PATH)
def page(visit: Annotated[Visit, allowed(Verb.RETENTION)], asked: Annotated[RetentionAsked, Query()]) -> Response:
    mine = _mine(visit)
    return visit.page(
        "retention.html",
        asked=asked,
        schedule=mine.schedule,
        counts=mine.preview() if asked.counts else {},
        counting=asked.url(PATH, counts="true"),
        kinds=[(kind.value, visit.say(f"retention.kind.{kind}")) for kind in DELETED],
        requests=mine.store.requests(mine.scope),
        holds=mine.store.holds(mine.scope, lifted=asked.lifted),
        views=[
            (
                lifted,
                visit.say("hold.lifted_ones" if lifted else "hold.standing_ones"),
                asked.url(PATH, lifted="true" if lifted else ""),
            )
            for lifted in (False, True)
        ],
        sides=[(side.value, visit.say(f"hold.side.{side}")) for side in Side],
    )


@router.post(PATH + "/ask")
def ask(visit: Annotated[Visit, allowed(Verb.RETENTION)], kind: Annotated[Kind, Form()], why: Reason) -> Response:
    _mine(visit).ask(kind, why)
    return RedirectResponse(PATH, SEE_OTHER)


@router.post(PATH + "/requests/{identity}")
def rule(
    visit: Annotated[Visit, allowed(Verb.RETENTION)],
    identity: str,
    ruling: Annotated[Literal["approved", "rejected", "withdrawn"], Form()],
    note: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """What two people agreed on is done at once, in a thread of its own; cut off, `fairdial retention run` goes on."""
    _mine(visit).rule(identity, State(ruling), note)
    if State(ruling) is State.APPROVED:
        visit.house.threads.submit(_run, _mine(visit), visit.house.application, identity)
    return RedirectResponse(PATH, SEE_OTHER)


@router.post(PATH + "/hold")
def hold(
    visit: Annotated[Visit, allowed(Verb.HOLD)],
    side: Annotated[Side, Form()],
    of: Annotated[str, Form(min_length=1, max_length=200)],
    reason: Reason,
) -> Response:
    _mine(visit).hold(side, of.strip(), reason)
    return RedirectResponse(PATH, SEE_OTHER)


@router.post(PATH + "/holds/{identity}/lift")
def lift(visit: Annotated[Visit, allowed(Verb.HOLD)], identity: str, reason: Reason) -> Response:
    _mine(visit).lift(identity, reason)
    return RedirectResponse(PATH, SEE_OTHER)


def _mine(visit: Visit) -> Retention:
    application, house = visit.house.application, visit.house
    schedule = retention(house.settings.retention)
    return Retention(application.retention, schedule, application.acts, visit.who.name, house.now, visit.scope)


def _run(mine: Retention, application: Application, request: str) -> None:
    try:
        mine.run(request)
        sweep(application.retention, application.index, application.blobs)
        application.index.close()
    except Refused as refused:
        if refused.problems[0].code != "search.busy":  # whoever writes the index sweeps in its next round
            logging.getLogger(__name__).exception("deleting what two people agreed on")
    except Exception:
        logging.getLogger(__name__).exception("deleting what two people agreed on")
