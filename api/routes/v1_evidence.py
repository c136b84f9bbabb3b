"""`/api/v1/incidents/{id}/evidence`: packages of evidence, for programs."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.allowed import allowed
from api.evidence import MEDIA, package
from api.routes.v1 import PROBLEMS
from api.routes.v1_review import MISSING, REFUSED
from api.schemas_review import EvidenceIn
from api.visit import Visit
from audit.rights import Verb

router = APIRouter(prefix="/api/v1/incidents/{identity}", responses={**PROBLEMS, **MISSING, **REFUSED})
FILE: dict[int | str, dict[str, object]] = {
    200: {"content": {MEDIA: {}}, "description": "The signed package; see docs/evidence.md"}
}


@router.post("/evidence", tags=["evidence"], response_class=Response, responses=FILE)
def evidence(visit: Annotated[Visit, allowed(Verb.EVIDENCE)], identity: str, given: EvidenceIn) -> Response:
    """A signed package that anybody can verify. Masked, unless the account may play and unmask and asks for the original."""
    return package(visit, identity, given.reason, original=given.original)
