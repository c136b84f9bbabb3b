"""`/acts`: who did what, and whether the log that says so is as it was written."""

from collections.abc import Iterable
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.allowed import allowed
from api.visit import Visit
from audit.errors import Problem
from audit.rights import Verb
from audit.signing import fingerprint
from config.messages import render

router = APIRouter(include_in_schema=False)

PATH = "/acts"
#: Acts on one page, and faults that are shown.
PAGE, MOST_FAULTS = 100, 50


@router.get(PATH)
def acts(visit: Annotated[Visit, allowed(Verb.ACTS)], before: Annotated[int | None, Query(ge=1)] = None) -> Response:
    visit.act(Verb.ACTS)
    return _page(visit, before)


@router.post(PATH + "/check")
def check(visit: Annotated[Visit, allowed(Verb.ACTS)]) -> Response:
    """All of it is read and hashed anew, which takes a second for some thousands of acts."""
    visit.act(Verb.ACTS, step="check")
    return _page(visit, None, tuple(visit.house.application.acts_faults()))


def _page(visit: Visit, before: int | None, faults: Iterable[Problem] | None = None) -> Response:
    app = visit.house.application
    # Of whom an act tells is not known here: who may not see everybody sees what is his own.
    own = None if visit.scope.open else visit.who.name
    links = app.acts.before(before, PAGE + 1, own)
    end, anchors = app.acts.end(), [one for one in app.anchors.anchors() if one.signature]
    said = None if faults is None else [render(one, visit.language) for one in faults]
    return visit.page(
        "acts.html",
        links=links[:PAGE],
        more=links[PAGE - 1].number if len(links) > PAGE else None,
        first=before is not None,
        end=end,
        anchors=anchors,
        keys=[fingerprint(public) for public in list(app.signer.known().values())[:1]],
        faults=said and said[:MOST_FAULTS],
        count=None if said is None else len(said),
        own=own,
        zone=ZoneInfo(visit.house.settings.timezone),
    )
