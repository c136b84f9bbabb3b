"""What people do on an incident's page: decide, undo, hand up, hold, comment."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from api import reviewing
from api.allowed import allowed
from api.errors import SEE_OTHER
from api.queue_asked import INCIDENTS, IncidentAsked
from api.reviewing import Answer
from api.visit import Visit
from audit.review import Decision
from audit.rights import Verb
from audit.triage import LEASE, ActKind, Status

router = APIRouter(prefix=INCIDENTS + "/{identity}", include_in_schema=False)

Asked = Annotated[IncidentAsked, Query()]
Note = Annotated[str, Form(max_length=2000)]
Given = Literal[Decision.TRUE, Decision.FALSE, Decision.UNSURE]


@router.post("/verdict")
def verdict(  # noqa: PLR0913 - the fields of a form
    visit: Annotated[Visit, allowed(Verb.VERDICT)],
    identity: str,
    asked: Asked,
    *,
    decision: Annotated[Given, Form()],
    finding: Annotated[list[str] | None, Form(max_length=500)] = None,
    reason: Annotated[str, Form(max_length=40)] = "",
    note: Note = "",
) -> Response:
    """The next one of the queue comes up, or the same while something in it is left to decide."""
    following = asked.forward_url(visit, identity, done=identity, play="1")
    work = reviewing.decide(visit, identity, Answer(decision, reason, note, tuple(finding or ())))
    return _to(following if work.status is Status.DECIDED else asked.incident_url(identity, turns=asked.turns))


@router.post("/undo")
def undo(visit: Annotated[Visit, allowed(Verb.VERDICT)], identity: str, asked: Asked) -> Response:
    reviewing.undo(visit, identity)
    return _to(asked.incident_url(identity))


@router.post("/escalate")
def escalate(
    visit: Annotated[Visit, allowed(Verb.ESCALATE)],
    identity: str,
    asked: Asked,
    level: Annotated[int, Form(ge=1, le=3)],
    note: Note = "",
) -> Response:
    following = asked.forward_url(visit, identity)
    reviewing.escalate(visit, identity, level, note)
    return _to(following)


@router.post("/hold")
def hold(visit: Annotated[Visit, allowed(Verb.VERDICT)], identity: str, asked: Asked, note: Note = "") -> Response:
    reviewing.hold(visit, identity, note)
    return _to(asked.incident_url(identity))


@router.post("/resume")
def resume(visit: Annotated[Visit, allowed(Verb.VERDICT)], identity: str, asked: Asked) -> Response:
    reviewing.step(visit, Verb.VERDICT, identity, ActKind.RESUME, until=visit.house.now() + LEASE)
    return _to(asked.incident_url(identity))


@router.post("/comment")
def comment(visit: Annotated[Visit, allowed(Verb.COMMENT)], identity: str, asked: Asked, note: Note = "") -> Response:
    reviewing.step(visit, Verb.COMMENT, identity, ActKind.COMMENT, note=note)
    return _to(asked.incident_url(identity))


def _to(address: str) -> Response:
    return RedirectResponse(address, SEE_OTHER)
