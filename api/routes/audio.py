"""`/incidents/{id}/audio`: the recording, masked unless somebody may hear it as it was, and its waveform."""

from contextlib import ExitStack
from datetime import timedelta
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.allowed import allowed
from api.deps import until_sent
from api.playable import facts
from api.ranges import ranged
from api.reviewing import played
from api.visit import Visit
from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.rights import Verb

router = APIRouter(prefix="/incidents/{identity}", include_in_schema=False)

#: A player asks for many ranges of one recording: within this time they are one hearing.
ONE_HEARING = timedelta(minutes=10)

UntilSent = Annotated[ExitStack, Depends(until_sent)]


@router.get("/audio/masked")
def masked(visit: Annotated[Visit, allowed(Verb.LISTEN)], opened: UntilSent, identity: str) -> Response:
    found = visit.incident(identity)
    copy = visit.house.store.redaction(found.contact.key) if found.contact.audio else None
    if copy is None or copy.held:
        raise Refused(Problem("audio.no_copy", found.contact.key))
    _enter(visit, Verb.LISTEN, found)
    file, kind = _open(visit, found, copy.masked, made_here=copy.masked != copy.audio)
    return ranged(visit.request, opened.enter_context(file), kind)


@router.get("/audio/original")
def original(visit: Annotated[Visit, allowed(Verb.PLAY)], opened: UntilSent, identity: str) -> Response:
    found = visit.incident(identity)
    if found.contact.audio is None:
        raise Refused(Problem("incident.no_recording", identity))
    _enter(visit, Verb.PLAY, found)
    file, kind = _open(visit, found, found.contact.audio, made_here=False)
    return ranged(visit.request, opened.enter_context(file), kind)


@router.get("/audio/waves")
def waves(visit: Annotated[Visit, allowed(Verb.LISTEN)], identity: str) -> Response:
    """Heights of each channel, worked out when it was transcribed: the JSON of `audiowaveform`."""
    found = visit.incident(identity)
    drawn = facts(visit.house.store.transcript(found.contact.key)).get("waveform")
    try:
        return Response(visit.house.application.blobs.get(str(drawn)), media_type="application/json")
    except KeyError as missing:
        raise Refused(Problem("incident.no_recording", identity)) from missing


@router.post("/played")
def was_played(visit: Annotated[Visit, allowed(Verb.LISTEN)], identity: str) -> Response:
    """The quoted seconds were heard: who decides on many at once must have heard some of them."""
    played(visit, visit.incident(identity))
    return Response(status_code=204)


def _open(visit: Visit, found: Incident, digest: str, *, made_here: bool) -> tuple[BinaryIO, str]:
    told = facts(visit.house.store.transcript(found.contact.key))
    container, codec = ("wav", "pcm_s16le") if made_here else (str(told.get("container")), str(told.get("codec")))
    try:
        return visit.house.playable.open(digest, container, codec, found.contact.recording or found.contact.key)
    except KeyError as missing:
        raise Refused(Problem("incident.no_recording", found.id)) from missing


def _enter(visit: Visit, verb: Verb, found: Incident) -> None:
    last = visit.house.application.acts.latest(visit.who.name, verb, found.id)
    if last is None or visit.house.now() - last.at >= ONE_HEARING:
        visit.act(verb, found.id, contact=found.contact.key)
