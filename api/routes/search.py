"""`/search`: words and filters over every turn, counts to narrow by; the whole question stands in the URL."""

from pathlib import Path
from typing import Annotated, Any

import yaml
from fastapi import APIRouter, Query
from starlette.responses import Response

from api.allowed import allowed
from api.asked_search import SearchAsked
from api.console.counts import PATH, by_date, counted, search_href
from api.console.hits import faults, hit_line, pieces
from api.visit import Visit
from audit.errors import Refused
from audit.personal import masked
from audit.ports import Query as Sought
from audit.query import FIELDS
from audit.rights import Verb
from audit.rules.draft import draft
from pipelines.found import found

router = APIRouter(include_in_schema=False)

PAGE = 30
#: Characters of a question that the log of acts keeps.
NOTED = 200
OK, BAD = 200, 400
#: What the page begins with.
NOTHING: dict[str, Any] = {
    "lines": [],
    "total": None,
    "facets": [],
    "dates": [],
    "more": None,
    "faults": [],
    "pieces": [],
}


@router.get(PATH)
def search(visit: Annotated[Visit, allowed(Verb.SEARCH)], asked: Annotated[SearchAsked, Query()]) -> Response:
    if asked.text:
        visit.act(Verb.SEARCH, question=masked(asked.text)[:NOTED])
    with visit.house.lists:
        values = {**NOTHING, **_answer(visit, asked)} if asked.text else NOTHING
        kept = visit.house.application.review.saved(visit.who.name)
        first = search_href(asked.text) if asked.after else None
        status = BAD if values["faults"] else OK
        return visit.page("search.html", status, asked=asked, fields=FIELDS, kept=kept, first=first, **values)


@router.get(PATH + "/draft")
def draft_rule(
    visit: Annotated[Visit, allowed(Verb.WRITE_RULES)],
    asked: Annotated[SearchAsked, Query()],
    *,
    download: bool = False,
) -> Response:
    """The beginning of a rule; no pack takes it before a person has filled in what only a person knows."""
    pack = Path(visit.house.settings.pack).name
    values = yaml.safe_dump(dict(draft(asked.query(visit), pack)), allow_unicode=True, sort_keys=False, width=200)
    text = "".join(f"# {line}\n" for line in visit.say("draft.head").splitlines()) + values
    if not download:
        return visit.page("draft.html", asked=asked, text=text, back=search_href(asked.text))
    headers = {"Content-Disposition": 'attachment; filename="draft.yml"'}
    return Response(text, media_type="application/yaml", headers=headers)


def _answer(visit: Visit, asked: SearchAsked) -> dict[str, Any]:
    try:
        query = asked.query(visit)
    except Refused as refused:
        wrong = faults(refused.problems, visit.language)
        return {"faults": wrong, "pieces": pieces(asked.text, wrong)}
    return _hits(visit, asked, query)


def _hits(visit: Visit, asked: SearchAsked, query: Sought) -> dict[str, Any]:
    app = visit.house.application
    page = app.index.search(query, PAGE, after=asked.after or None)
    return {
        "lines": [hit_line(visit, one) for one in found(app.store, query, page.hits)],
        "total": page.total,
        "facets": list(counted(visit, asked.text, query.filter, page.facets)),
        "dates": by_date(asked.text, page.facets),
        "more": search_href(asked.text, after=page.next) if page.next else None,
    }
