"""What people know better than recogniser and rules: words that were missed, and words that were heard wrongly."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.console.text import CLEAR, personal
from api.errors import SEE_OTHER
from api.queue_asked import INCIDENTS, IncidentAsked
from api.visit import Visit
from audit.correction import corrected
from audit.errors import Problem, Refused
from audit.missed import Missed
from audit.ports import Incident
from audit.records import Turn
from audit.rights import Verb
from pipelines.steps.scan import scan_contacts

router = APIRouter(prefix=INCIDENTS + "/{identity}", include_in_schema=False)

Asked = Annotated[IncidentAsked, Query()]
Place = Annotated[int, Form(ge=0)]


@router.post("/missed")
def missed(  # noqa: PLR0913 - the fields of a form
    visit: Annotated[Visit, allowed(Verb.VERDICT)],
    identity: str,
    asked: Asked,
    *,
    turn: Place,
    start: Place,
    end: Place,
    category: Annotated[str, Form(pattern="^T[0-9]{2}$")],
    rule: Annotated[str, Form(max_length=200)] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """The words are taken from the stored turn: what was selected on the page may have been masked."""
    found = visit.incident(identity)
    said = _turn(found, turn)
    if rule and all(rule != one.id for one in visit.house.application.rules):
        raise Refused(Problem("missed.unknown_rule", identity, {"rule": rule}))
    visit.act(Verb.VERDICT, identity, step="missed", category=category, turn=str(turn))
    quote, who = said.text[start:end], visit.who.name
    mark = Missed(
        found.contact.key, turn, start, end, quote, said.speaker, category, who, visit.house.now(), rule, note
    )
    visit.house.application.review.put_missed(mark)
    return RedirectResponse(asked.incident_url(identity, turns=asked.turns), SEE_OTHER)


@router.post("/correct")
def correct(
    visit: Annotated[Visit, allowed(Verb.VERDICT)],
    identity: str,
    asked: Asked,
    turn: Place,
    text: Annotated[str, Form(min_length=1, max_length=5000)],
) -> Response:
    """Rules judge the conversation anew at once; index and ledger follow. The version before is kept."""
    found = visit.incident(identity)
    said, store, key = _turn(found, turn), visit.house.store, found.contact.key
    if any(span.kind != CLEAR for span in personal(said.text, found.contact.case)) and not visit.unmasked(identity):
        raise Refused(Problem("correction.masked", identity, {"turn": turn}))
    heard = store.transcript(key)
    if heard is None:
        raise Refused(Problem("correction.no_transcript", key))
    better = corrected(key, heard, {turn: text}, visit.who.name, visit.house.now())
    visit.act(Verb.VERDICT, identity, step="correct", turn=str(turn))
    following = asked.forward_url(visit, identity) if visit.may(Verb.QUEUE) else "/"
    store.put_transcript(key, better)
    application = visit.house.application
    scan_contacts(store, application.pack, store.contacts([key]), application.reader, application.shadow)
    still = store.incident(identity, visit.scope) is not None
    target = asked.incident_url(identity, turns=asked.turns) if still else following
    return RedirectResponse(target, SEE_OTHER, background=BackgroundTask(_wake, visit))


async def _wake(visit: Visit) -> None:
    """The worker of the server, or the one beside it, finishes what hangs on the new words."""
    visit.house.stored.set()


def _turn(found: Incident, index: int) -> Turn:
    said = next((one for one in found.contact.turns if one.index == index), None)
    if said is None:
        values = {"turn": index, "turns": len(found.contact.turns)}
        raise Refused(Problem("correction.no_turn", found.contact.key, values))
    return said
