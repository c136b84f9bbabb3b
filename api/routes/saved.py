"""Searches that people keep, for themselves or for all, and as filters of the queue."""

from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.asked_search import LONGEST, SearchAsked
from api.console.counts import PATH, search_href
from api.errors import SEE_OTHER
from api.visit import Visit
from audit.errors import Problem, Refused
from audit.ports import Query
from audit.rights import Verb
from audit.saved import Kind, Saved

router = APIRouter(include_in_schema=False)

#: Of one person; a list that nobody can read through helps nobody.
MOST = 100
QUEUE = "/queue"


@router.post(PATH + "/saved")
def save(
    visit: Annotated[Visit, allowed(Verb.SEARCH)],
    name: Annotated[str, Form(min_length=1, max_length=60, pattern=r"\S")],
    q: Annotated[str, Form(max_length=LONGEST)],
    kind: Annotated[Kind, Form()] = Kind.SEARCH,
    shared: Annotated[Literal["", "yes"], Form()] = "",
) -> Response:
    """Under the same name again it takes the place of what was kept. Answers with the page that it leads to."""
    query = SearchAsked(q=q).query(visit)
    review = visit.house.application.review
    asked = urlencode(queue_filters(query)) if kind is Kind.QUEUE else urlencode({"q": q.strip()})
    made = Saved(visit.who.name, name.strip(), kind, asked, visit.house.now(), shared=bool(shared))
    own = [one for one in review.saved(visit.who.name) if one.owner == visit.who.name and one.id != made.id]
    if len(own) >= MOST:
        raise Refused(Problem("saved.too_many", "name", {"most": MOST}))
    review.save(made)
    return RedirectResponse(f"{QUEUE}?{asked}" if kind is Kind.QUEUE else search_href(q.strip()), SEE_OTHER)


@router.post(PATH + "/saved/{key}/forget")
def forget(visit: Annotated[Visit, allowed(Verb.SEARCH)], key: str) -> Response:
    try:
        visit.house.application.review.forget_saved(key, visit.who.name)
    except KeyError as error:
        raise Refused(Problem("saved.unknown", key)) from error
    return RedirectResponse(visit.back(PATH), SEE_OTHER)


def queue_filters(query: Query) -> dict[str, str]:
    """The same as filters of the queue. Raises Refused (`saved.*`) for what the queue cannot ask, with every reason."""
    wanted = query.filter
    problems = [Problem("saved.words", words.text) for words in query.words]
    found = {"view": "all"}
    for name in ("category", "channel", "institution", "agency", "agent", "case", "rule"):
        values = sorted(getattr(wanted, name))
        if len(values) > 1:
            problems.append(Problem("saved.one_value", name, {"values": ", ".join(values)}))
        found |= {name: values[0]} if values else {}
    if wanted.severity_max not in {None, 4}:
        problems.append(Problem("saved.severity", "severity"))
    if wanted.severity_min is not None:
        found["severity"] = str(wanted.severity_min)
    if problems:
        raise Refused(problems)
    return found | _days(query)


def _days(query: Query) -> dict[str, str]:
    """First and last day that count."""
    since, until = query.filter.since, query.filter.until
    last = until - timedelta(days=1) if until else None
    days = {"since": since, "until": last}
    return {name: f"{day:%Y-%m-%d}" for name, day in days.items() if day}
