"""`/incidents/{id}`: a debtor's weeks, the conversation with its sound, and what is decided about it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from api.acting import today
from api.allowed import allowed
from api.console import timeline
from api.console.acted import ActionLine, lines_of
from api.console.conversation import conversation
from api.console.counted import counted
from api.console.lines import line
from api.console.pages import category
from api.console.panel import panels, pinned
from api.console.player import player
from api.errors import SEE_OTHER
from api.queue_asked import INCIDENTS, IncidentAsked
from api.reviewing import played, undoable
from api.visit import Visit
from audit.action_ports import ActionQuery
from audit.errors import Refused
from audit.ports import Incident
from audit.records import Transcript
from audit.review import REASONS, standing
from audit.rights import Verb
from audit.taxonomy import CATEGORIES
from audit.triage import Level
from audit.versions import Change, changes

router = APIRouter(include_in_schema=False)

#: Comments and other acts, and changes of a transcript, that are shown at the most.
HISTORY, CHANGES = 100, 40


@router.get(INCIDENTS + "/{identity}")
def incident(
    visit: Annotated[Visit, allowed(Verb.VIEW)], identity: str, asked: Annotated[IncidentAsked, Query()]
) -> Response:
    found = visit.incident(identity)
    reveal = visit.unmasked(identity)
    visit.act(Verb.VIEW, identity, contact=found.contact.key, masked=str(not reveal).lower())
    if found.contact.audio is None and visit.may(Verb.VERDICT):
        played(visit, found)
    transcript = visit.house.store.transcript(found.contact.key)
    return visit.page(
        "incident.html",
        line=line(visit, found),
        reveal=reveal,
        asked=asked,
        talk=conversation(found, found.contact, whole=asked.turns == "all"),
        player=player(visit, found, transcript),
        counted=counted(visit, found),
        around=timeline.shown(visit, found, whole=asked.days == "all"),
        panels=panels(visit, found),
        pinned=pinned(visit, found, transcript),
        changes=_changes(visit, found, transcript),
        done=_just_done(visit, asked.done),
        corrective=_corrective(visit, identity),
        today=today(visit),
        following=asked.forward_url(visit, identity) if visit.may(Verb.QUEUE) else "",
        **_decision(visit, found),
    )


@router.post(INCIDENTS + "/{identity}/unmask")
def unmask(
    visit: Annotated[Visit, allowed(Verb.UNMASK)],
    identity: str,
    asked: Annotated[IncidentAsked, Query()],
    reason: Annotated[str, Form(min_length=4, max_length=500)],
) -> Response:
    found = visit.incident(identity)
    visit.act(Verb.UNMASK, identity, contact=found.contact.key, reason=reason)
    return RedirectResponse(asked.incident_url(identity, turns=asked.turns, days=asked.days), SEE_OTHER)


def _decision(visit: Visit, found: Incident) -> Mapping[str, Any]:
    """Where it stands, what was decided of each finding, and what everybody did."""
    review = visit.house.application.review
    history = review.history(found.id)
    return {
        "work": review.work(found.id).at(visit.house.now()),
        "verdicts": standing(visit.house.store.verdicts([found.contact.key])),
        "history": history[-HISTORY:],
        "undo_until": undoable(visit, history),
        "missed": review.missed([found.contact.key]),
        "reasons": REASONS,
        "levels": [level for level in Level if level],
        "categories": [(one, category(one, visit.language)) for one in CATEGORIES],
        "rules": visit.house.application.rules,
    }


def _corrective(visit: Visit, incident: str) -> Sequence[ActionLine]:
    if not visit.may(Verb.ACTIONS):
        return ()
    wanted = ActionQuery(today(visit), incident=incident)
    return lines_of(visit, visit.house.application.actions.actions(wanted, visit.scope))


def _changes(visit: Visit, found: Incident, transcript: Transcript | None) -> tuple[Change, ...]:
    """What a correction or another hearing changed last."""
    versions = visit.house.store.transcripts(found.contact.key) if transcript else ()
    return changes(versions[-2].turns, versions[-1].turns)[:CHANGES] if len(versions) > 1 else ()


def _just_done(visit: Visit, identity: str) -> Incident | None:
    """The one decided before this, while it can be undone."""
    if not identity:
        return None
    try:
        before = visit.incident(identity)
    except Refused:  # out of scope, or gone since: nothing can be undone there
        return None
    return before if undoable(visit, visit.house.application.review.history(identity)) else None
