"""`/queue`: incidents to work through, by the published rank, filters in the URL."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.console.lines import line
from api.console.pages import SHAPES, category
from api.errors import SEE_OTHER
from api.people import people
from api.queue_asked import ALL, QUEUE, QueueAsked
from api.visit import Visit
from audit.queue import View
from audit.records import Channel
from audit.review import REASONS
from audit.rights import Verb
from audit.saved import Kind
from audit.taxonomy import CATEGORIES
from audit.triage import LEASE, Act, ActKind

router = APIRouter(include_in_schema=False)

PATH = QUEUE
#: A screen and a bit, as in a search.
PAGE = 30
#: Those in which contacts come in today.
CHANNELS = (Channel.CALL, Channel.SMS, Channel.CHAT, Channel.VISIT)


@router.get(PATH)
def queue(visit: Annotated[Visit, allowed(Verb.QUEUE)], asked: Annotated[QueueAsked, Query()]) -> Response:
    with visit.house.lists:
        return _list(visit, asked)


def _list(visit: Visit, asked: QueueAsked) -> Response:
    review = visit.house.application.review
    page = review.queue(asked.query(visit), PAGE, asked.after or None)
    return visit.page(
        "queue.html",
        lines=[(line(visit, one.incident), one) for one in page.lines],
        asked=asked,
        more=asked.url(PATH, after=page.next) if page.next else None,
        first=asked.url(PATH, after="") if asked.after else None,
        export=asked.url("/exports/incidents", after=""),
        views=_views(visit, asked),
        institutions=[(name, name) for name in visit.house.store.institutions(visit.scope)],
        channels=[(one.value, visit.say(f"channel.{one}")) for one in CHANNELS],
        categories=[(one, category(one, visit.language)) for one in CATEGORIES],
        severities=_severities(visit),
        rules=visit.house.application.rules,
        saved=visit.house.application.review.saved(visit.who.name, Kind.QUEUE),
        query=asked.url("", after="").removeprefix("?"),
        people=people(visit) if visit.may(Verb.ASSIGN) else (),
        reasons=REASONS,
    )


@router.post(PATH + "/{identity}/claim")
def claim(visit: Annotated[Visit, allowed(Verb.CLAIM)], identity: str) -> Response:
    return _step(visit, identity, ActKind.CLAIM)


@router.post(PATH + "/{identity}/release")
def release(visit: Annotated[Visit, allowed(Verb.CLAIM)], identity: str) -> Response:
    return _step(visit, identity, ActKind.RELEASE)


def _step(visit: Visit, identity: str, kind: ActKind) -> Response:
    visit.incident(identity)
    now = visit.house.now()
    until = now + LEASE if kind is ActKind.CLAIM else None
    work = visit.house.application.review.act(Act(identity, kind, visit.who.name, now, until=until))
    visit.act(Verb.CLAIM, identity, step=kind.value)
    if not visit.partial:
        return RedirectResponse(visit.back(PATH), SEE_OTHER)
    return visit.page("_holder.html", identity=identity, work=work)


def _views(visit: Visit, asked: QueueAsked) -> list[tuple[str, str, int | None, bool]]:
    """Word, address, how many incidents of all that one may see, and whether it is the one shown."""
    counts = visit.house.application.review.view_counts(visit.who.name, visit.house.now(), visit.scope)
    return [
        (visit.say(f"queue.view.{view}"), asked.url(PATH, view=view, after=""), counts.get(view), view == asked.view)
        for view in (*View, ALL)
        if view is not View.MINE or visit.may(Verb.CLAIM)
    ]


def _severities(visit: Visit) -> list[tuple[str, str]]:
    """Each stands for itself and what is graver."""
    gravest = max(SHAPES)
    named = [(level, f"{shape} {visit.say(f'severity.{level}')}") for level, shape in SHAPES.items()]
    return [
        (str(level), word if level == gravest else visit.say("queue.severity.up", word=word)) for level, word in named
    ]
