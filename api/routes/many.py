"""`/queue/…` for several incidents at once, and filters that people keep."""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.errors import SEE_OTHER
from api.people import people
from api.queue_asked import QUEUE, QueueAsked
from api.reviewing import Answer
from api.visit import Visit
from audit.bulk import MOST
from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.review import Decision
from audit.rights import Verb
from audit.saved import Kind, Saved
from audit.triage import Act, ActKind

router = APIRouter(prefix=QUEUE, include_in_schema=False)

Chosen = Annotated[list[str], Form(min_length=1, max_length=MOST)]


@router.post("/bulk")
def bulk(
    visit: Annotated[Visit, allowed(Verb.BULK)],
    incident: Chosen,
    decision: Annotated[Literal[Decision.TRUE, Decision.FALSE, Decision.UNSURE], Form()],
    reason: Annotated[str, Form(max_length=40)] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """All or none of them, and only what is alike and was heard in part: see `audit.bulk`."""
    chosen = [visit.incident(one) for one in dict.fromkeys(incident)]
    reason = Answer(decision, reason).reason_for(chosen[0].id)
    visit.act(Verb.BULK, chosen[0].id, decision=decision.value, reason=reason, count=str(len(chosen)))
    acts = [
        Act(one.id, ActKind.DECIDE, visit.who.name, visit.house.now(), reason=reason, note=note, decision=decision)
        for one in chosen
    ]
    visit.house.application.review.act_on_all(acts)
    return _back(visit)


@router.post("/assign")
def assign(
    visit: Annotated[Visit, allowed(Verb.ASSIGN)], incident: Chosen, to: Annotated[str, Form(max_length=100)]
) -> Response:
    """To somebody who may judge them and see them."""
    person = next((one for one in people(visit) if one.name == to), None)
    if person is None:
        raise Refused(Problem("assign.nobody", to))

    def give(found: Incident) -> None:
        if not person.scope.holds(found.contact):
            raise Refused(Problem("assign.outside", found.id, {"to": to}))
        visit.act(Verb.ASSIGN, found.id, to=to)
        act = Act(found.id, ActKind.ASSIGN, visit.who.name, visit.house.now(), to=to)
        visit.house.application.review.act(act)

    return _each(visit, incident, give)


@router.post("/take-back")
def take_back(visit: Annotated[Visit, allowed(Verb.ASSIGN)], incident: Chosen) -> Response:
    """From whoever has claimed them."""

    def take(found: Incident) -> None:
        visit.act(Verb.ASSIGN, found.id, step=ActKind.TAKE_BACK.value)
        visit.house.application.review.act(Act(found.id, ActKind.TAKE_BACK, visit.who.name, visit.house.now()))

    return _each(visit, incident, take)


@router.post("/filters")
def keep(
    visit: Annotated[Visit, allowed(Verb.QUEUE)],
    name: Annotated[str, Form(min_length=1, max_length=60)],
    query: Annotated[str, Form(max_length=2000)] = "",
    shared: Annotated[Literal["", "1"], Form()] = "",
) -> Response:
    """The filters of this page under a name; the same name again takes the place of what was kept."""
    try:
        asked = QueueAsked.model_validate(dict(parse_qsl(query)))
    except ValidationError as error:
        raise Refused(Problem("queue.bad_filter", name)) from error
    address = asked.url("", after="").removeprefix("?")
    kept = Saved(visit.who.name, name.strip(), Kind.QUEUE, address, visit.house.now(), shared == "1")
    visit.house.application.review.save(kept)
    return RedirectResponse(f"{QUEUE}?{address}" if address else QUEUE, SEE_OTHER)


@router.post("/filters/{key}/forget")
def forget(visit: Annotated[Visit, allowed(Verb.QUEUE)], key: str) -> Response:
    try:
        visit.house.application.review.forget_saved(key, visit.who.name)
    except KeyError as unknown:
        raise Refused(Problem("queue.no_filter", key)) from unknown
    return _back(visit)


def _each(visit: Visit, chosen: Sequence[str], do: Callable[[Incident], None]) -> Response:
    """What cannot be done is said for each, and the rest is done."""
    problems: list[Problem] = []
    for identity in dict.fromkeys(chosen):
        try:
            do(visit.incident(identity))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return _back(visit)


def _back(visit: Visit) -> Response:
    return RedirectResponse(visit.back(QUEUE), SEE_OTHER)
