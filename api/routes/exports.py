"""`/exports/…`: all hits of a search, or all incidents of a queue, as a file that proves to be whole."""

from collections.abc import Iterator
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Query
from starlette.responses import StreamingResponse

from api.allowed import allowed
from api.asked_search import SearchAsked
from api.queue_asked import QueueAsked
from api.visit import Visit
from audit.exports import Closing, Row
from audit.personal import masked
from audit.rights import Verb
from pipelines.exports.rows import HIT, INCIDENT, headings, hit_rows, incident_rows
from pipelines.exports.writing import MEDIA, Export, Format

router = APIRouter(include_in_schema=False)

PATH = "/exports"
#: Characters of a question that the log keeps.
NOTED = 200


@router.post(PATH + "/search")
def search(
    visit: Annotated[Visit, allowed(Verb.EXPORT)],
    asked: Annotated[SearchAsked, Query()],
    kind: Annotated[Format, Form()] = Format.CSV,
) -> StreamingResponse:
    return hits_file(visit, asked, kind)


@router.post(PATH + "/incidents")
def incidents(
    visit: Annotated[Visit, allowed(Verb.EXPORT)],
    asked: Annotated[QueueAsked, Query()],
    kind: Annotated[Format, Form()] = Format.CSV,
) -> StreamingResponse:
    return incidents_file(visit, asked, kind)


def hits_file(visit: Visit, asked: SearchAsked, kind: Format) -> StreamingResponse:
    query, app = asked.query(visit), visit.house.application
    rows = hit_rows(app.store, app.index, query, visit.language)
    return _file(visit, "search", HIT, rows, kind, asked.text)


def incidents_file(visit: Visit, asked: QueueAsked, kind: Format) -> StreamingResponse:
    rows = incident_rows(visit.house.application.review, asked.query(visit), visit.language)
    return _file(visit, "incidents", INCIDENT, rows, kind, asked.url("", after="").lstrip("?"))


def _file(  # noqa: PLR0913, PLR0917 - what a file is made of
    visit: Visit, what: str, names: tuple[str, ...], rows: Iterator[Row], kind: Format, question: str
) -> StreamingResponse:
    """The log knows that it was begun before anything is sent, and what it holds before its end is sent."""
    identity, now = uuid4().hex[:12], visit.house.now
    visit.act(Verb.EXPORT, identity, step="begun", what=what, kind=kind, question=masked(question)[:NOTED])

    def done(closing: Closing) -> None:
        state = f"truncated:{closing.cut}" if closing.cut else "complete"
        visit.act(Verb.EXPORT, identity, step="done", state=state, rows=str(closing.rows), sha256=closing.sha256)

    export = Export(identity, visit.who.name, headings(names, visit.language), rows, now, done)
    name = f"fairdial-{what}-{now():%Y%m%d}-{identity}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(export.pieces(kind), media_type=MEDIA[kind], headers=headers)
