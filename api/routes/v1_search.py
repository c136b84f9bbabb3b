"""`/api/v1/search` and `/api/v1/exports`: the same for programs, masked."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import StreamingResponse

from api.allowed import allowed
from api.asked_search import SearchAsked
from api.queue_asked import QueueAsked
from api.routes.exports import hits_file, incidents_file
from api.routes.search import NOTED
from api.routes.v1 import PROBLEMS
from api.schemas import SearchPage, hit_out
from api.visit import Visit
from audit.personal import masked
from audit.rights import Verb
from pipelines.exports.writing import MEDIA, Format
from pipelines.found import found

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)
#: What an export answers with.
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {} for media in MEDIA.values()}, "description": "The file; see docs/console.md"}
}


@router.get("/search", tags=["search"])
def search(
    visit: Annotated[Visit, allowed(Verb.SEARCH)],
    asked: Annotated[SearchAsked, Query()],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SearchPage:
    """Turns that hold all words and filters of `q`, newest first, and how often each value occurs among all of them."""
    query, app = asked.query(visit), visit.house.application
    visit.act(Verb.SEARCH, question=masked(asked.text)[:NOTED])
    page = app.index.search(query, limit, after=asked.after or None)
    hits = [hit_out(one) for one in found(app.store, query, page.hits)]
    return SearchPage(hits=hits, total=page.total, facets=page.facets, next=page.next)


@router.post("/exports/search", tags=["exports"], response_class=StreamingResponse, responses=FILE)
def export_hits(
    visit: Annotated[Visit, allowed(Verb.EXPORT)],
    asked: Annotated[SearchAsked, Query()],
    kind: Format = Format.CSV,
) -> StreamingResponse:
    """Every hit of `q`. The last line, or the last sheet, says whether all came, with the number of rows and their SHA-256."""
    return hits_file(visit, asked, kind)


@router.post("/exports/incidents", tags=["exports"], response_class=StreamingResponse, responses=FILE)
def export_incidents(
    visit: Annotated[Visit, allowed(Verb.EXPORT)],
    asked: Annotated[QueueAsked, Query()],
    kind: Format = Format.CSV,
) -> StreamingResponse:
    """Every incident that the queue shows by these filters; `view=all` for those of every view."""
    return incidents_file(visit, asked, kind)
