"""`/incidents/{id}`: one incident with its conversation, masked unless a reason was given."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.console.lines import line
from api.errors import SEE_OTHER
from api.visit import Visit
from audit.highlight import join
from audit.ports import Incident
from audit.rights import Verb

router = APIRouter(include_in_schema=False)


@router.get("/incidents/{identity}")
def incident(visit: Annotated[Visit, allowed(Verb.VIEW)], identity: str) -> Response:
    found = visit.incident(identity)
    reveal = visit.unmasked(identity)
    visit.act(Verb.VIEW, identity, contact=found.contact.key, masked=str(not reveal).lower())
    return visit.page("incident.html", line=line(visit, found), marks=_marks(found), reveal=reveal)


@router.post("/incidents/{identity}/unmask")
def unmask(
    visit: Annotated[Visit, allowed(Verb.UNMASK)],
    identity: str,
    reason: Annotated[str, Form(min_length=4, max_length=500)],
) -> Response:
    found = visit.incident(identity)
    visit.act(Verb.UNMASK, identity, contact=found.contact.key, reason=reason)
    return RedirectResponse(f"/incidents/{identity}", SEE_OTHER)


def _marks(found: Incident) -> Mapping[int, Sequence[tuple[int, int]]]:
    """By turn, what was found there."""
    turns = {one.turn for one in found.findings}
    return {turn: join((one.start, one.end) for one in found.findings if one.turn == turn) for turn in turns}
