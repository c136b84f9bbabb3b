"""`/queue`: incidents to work through, filters in the URL."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.allowed import allowed
from api.asked import Asked
from api.console.lines import line
from api.console.pages import SHAPES, category
from api.visit import Visit
from audit.records import Channel
from audit.rights import Verb
from audit.taxonomy import CATEGORIES

router = APIRouter(include_in_schema=False)

PATH = "/queue"
PAGE = 50
#: Those in which contacts come in today.
CHANNELS = (Channel.CALL, Channel.SMS, Channel.CHAT, Channel.VISIT)


@router.get(PATH)
def queue(visit: Annotated[Visit, allowed(Verb.QUEUE)], asked: Annotated[Asked, Query()]) -> Response:
    store, settings = visit.house.store, visit.house.settings
    found = store.incidents(asked.filter(settings.timezone), PAGE + 1, asked.after or None, visit.scope)
    page = found[:PAGE]
    return visit.page(
        "queue.html",
        lines=[line(visit, incident) for incident in page],
        asked=asked,
        more=asked.url(PATH, after=page[-1].id) if len(found) > PAGE else None,
        first=asked.url(PATH, after="") if asked.after else None,
        institutions=[(name, name) for name in store.institutions(visit.scope)],
        channels=[(one.value, visit.say(f"channel.{one}")) for one in CHANNELS],
        categories=[(one, category(one, visit.language)) for one in CATEGORIES],
        severities=_severities(visit),
        rules=visit.house.application.rules,
    )


def _severities(visit: Visit) -> list[tuple[str, str]]:
    """Each stands for itself and what is graver."""
    gravest = max(SHAPES)
    named = [(level, f"{shape} {visit.say(f'severity.{level}')}") for level, shape in SHAPES.items()]
    return [
        (str(level), word if level == gravest else visit.say("queue.severity.up", word=word)) for level, word in named
    ]
