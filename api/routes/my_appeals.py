"""`/my-appeals`: an agent's own confirmed incidents, masked, and what became of objections to them."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.appealed import step, step_on
from api.console.appealed import deadline, listed
from api.console.lines import line
from api.console.marks import marks_of
from api.errors import SEE_OTHER
from api.visit import Visit
from audit.appeals import Appeal, Confirmed, Stage, appeal_id
from audit.errors import Problem, Refused
from audit.records import Case
from audit.rights import Verb

router = APIRouter(include_in_schema=False)

PATH = "/my-appeals"
PAGE = 50
#: Appeals shown above the list; the newest.
APPEALS = 50
Text = Annotated[str, Form(min_length=1, max_length=4000)]


@router.get(PATH)
def mine(visit: Annotated[Visit, allowed(Verb.APPEAL)], after: str = "") -> Response:
    review, days = visit.house.application.review, visit.house.settings.appeal_days
    found = review.confirmed(visit.scope, limit=PAGE + 1, after=after or None)
    page = found[:PAGE]
    appeals = [] if after else review.appeals(scope=visit.scope, newest=True, limit=APPEALS)
    return visit.page(
        "my_appeals.html",
        appeals=listed(visit, appeals),
        deadline=lambda one: deadline(visit, one),
        now=visit.house.now(),
        lines=[(line(visit, one.incident), one.until(days), _state(visit, one)) for one in page],
        more=f"{PATH}?after={page[-1].incident.id}" if len(found) > PAGE else None,
        first=PATH if after else None,
    )


@router.get(PATH + "/{incident}")
def one(visit: Annotated[Visit, allowed(Verb.APPEAL)], incident: str) -> Response:
    confirmed, appeal = _own(visit, incident)
    visit.act(Verb.VIEW, incident, own="true", masked="true")
    found = visit.house.store.incident(incident, visit.scope)
    return visit.page(
        "my_appeal.html",
        identity=incident,
        appeal=appeal,
        case=found.contact.case if found else _case(visit, appeal),
        line=line(visit, found) if found else None,
        marks=marks_of(found.findings) if found else {},
        deadline=deadline(visit, appeal) if appeal else "",
        now=visit.house.now(),
        until=_until(visit, confirmed),
        days=visit.house.settings.appeal_days,
        late=confirmed is not None and visit.house.now() > confirmed.until(visit.house.settings.appeal_days),
        replies=appeal is not None and appeal.stage is Stage.REBUTTED and appeal.steps[0].by == visit.who.name,
    )


@router.post(PATH + "/{incident}")
def file(visit: Annotated[Visit, allowed(Verb.APPEAL)], incident: str, text: Text) -> Response:
    confirmed, appeal = _own(visit, incident)
    if appeal is not None:
        raise Refused(Problem("appeal.twice", incident))
    assert confirmed is not None, "what is neither confirmed nor appealed is not told of"
    days = visit.house.settings.appeal_days
    if visit.house.now() > confirmed.until(days):  # refused before it is entered into the log as done
        raise Refused(Problem("appeal.too_late", incident, {"days": days, "decided": confirmed.at.isoformat()}))
    visit.act(Verb.APPEAL, incident, stage=Stage.FILED.value)
    agent = confirmed.incident.contact.agent_id or ""
    visit.house.application.review.file_appeal(incident, agent, step(visit, Stage.FILED, text), days)
    return RedirectResponse(f"{PATH}/{incident}", SEE_OTHER)


@router.post(PATH + "/{incident}/reply")
def reply(visit: Annotated[Visit, allowed(Verb.APPEAL)], incident: str, text: Text) -> Response:
    _, appeal = _own(visit, incident)
    if appeal is None:
        raise Refused(Problem("appeal.unknown", incident))
    step_on(visit, appeal, Verb.APPEAL, step(visit, Stage.REPLIED, text))
    return RedirectResponse(f"{PATH}/{incident}", SEE_OTHER)


def _own(visit: Visit, incident: str) -> tuple[Confirmed | None, Appeal | None]:
    """Raises Refused (`incident.unknown`) for what is not confirmed, as for what is somebody else's: agents are not told what is looked into."""
    review = visit.house.application.review
    confirmed = next(iter(review.confirmed(visit.scope, incident=incident, limit=1)), None)
    appeal = review.appeal(appeal_id(incident), visit.scope)
    if confirmed is None and appeal is None:
        raise Refused(Problem("incident.unknown", incident))
    return confirmed, appeal


def _case(visit: Visit, appeal: Appeal | None) -> Case | None:
    """Whose names are masked in what was written, also where a new scan took the incident away."""
    return visit.house.store.contacts([appeal.contact])[0].case if appeal else None


def _until(visit: Visit, confirmed: Confirmed | None) -> datetime | None:
    return confirmed.until(visit.house.settings.appeal_days) if confirmed else None


def _state(visit: Visit, one: Confirmed) -> str:
    """What may be done: `under_way`, `too_late` or `may`."""
    if one.appealed:
        return "under_way"
    return "too_late" if visit.house.now() > one.until(visit.house.settings.appeal_days) else "may"
