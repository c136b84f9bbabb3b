"""Packages of evidence, for the page and for programs alike."""

from starlette.responses import Response

from api.visit import Visit
from audit.errors import Problem, Refused
from audit.records import Contact
from audit.rights import Verb
from pipelines.evidence.acting import Request

MEDIA = "application/zip"
#: What somebody must be allowed to do to get the recording and personal data as they are.
CLEAR = (Verb.PLAY, Verb.UNMASK)


def package(visit: Visit, incident: str, reason: str, *, original: bool) -> Response:
    """The file. Raises Refused (`access.forbidden`, `incident.unknown`, `evidence.reason`)."""
    found = visit.incident(incident)
    if original:
        _may_see_clearly(visit, found.contact)
    asked = Request(visit.who.name, reason, original, visit.house.now, visit.scope)
    identity, data = asked.package(visit.house.application, [found])
    headers = {"Content-Disposition": f'attachment; filename="fairdial-evidence-{incident}-{identity}.zip"'}
    return Response(data, media_type=MEDIA, headers=headers)


def _may_see_clearly(visit: Visit, contact: Contact) -> None:
    for verb in CLEAR:
        grant = visit.rights.grant(verb)
        if grant is None or not grant.scope.holds(contact):
            raise Refused(Problem("access.forbidden", visit.request.url.path, {"verb": visit.say(f"verb.{verb}")}))
