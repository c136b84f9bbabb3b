"""`/incidents/{id}/evidence`: what anybody can verify without us."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.allowed import allowed
from api.evidence import package
from api.queue_asked import INCIDENTS
from api.visit import Visit
from audit.rights import Verb

router = APIRouter(include_in_schema=False)


@router.post(INCIDENTS + "/{identity}/evidence")
def evidence(
    visit: Annotated[Visit, allowed(Verb.EVIDENCE)],
    identity: str,
    reason: Annotated[str, Form(min_length=4, max_length=500)],
    *,
    original: Annotated[bool, Form()] = False,
) -> Response:
    return package(visit, identity, reason, original=original)
