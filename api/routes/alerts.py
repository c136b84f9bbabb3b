"""`/alerts`: what was alerted, also what was held back, who answers for it, and what did not get there."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.asked import Question
from api.console.alerted import fault_words, line_of, lines_of, local
from api.errors import SEE_OTHER
from api.visit import Visit
from audit.alert_ports import AlertQuery
from audit.alerts.escalation import next_at
from audit.alerts.model import Alert, State
from audit.alerts.notices import Delivered
from audit.errors import Problem, Refused
from audit.rights import Verb
from pipelines.alerts.acting import AlertActs

router = APIRouter(include_in_schema=False)

PATH = "/alerts"
PAGE = 50
VIEWS: dict[str, frozenset[State]] = {
    "open": frozenset({State.WAITING, State.TOLD}),
    "suppressed": frozenset({State.SUPPRESSED}),
    "acknowledged": frozenset({State.ACKNOWLEDGED}),
    "all": frozenset(),
}


class AlertsAsked(Question):
    view: Literal["open", "suppressed", "acknowledged", "all"] = "open"
    rule: str = ""
    after: str = ""


@router.get(PATH)
def alerts(visit: Annotated[Visit, allowed(Verb.ALERTS)], asked: Annotated[AlertsAsked, Query()]) -> Response:
    page, following = page_of(visit, asked, PAGE)
    kept = visit.house.application.alerts
    counted = kept.counts(visit.scope).alerts
    numbers = {view: sum(counted.get(one, 0) for one in states or frozenset(State)) for view, states in VIEWS.items()}
    dead = kept.deliveries(Delivered.DEAD) if visit.scope.open else ()
    return visit.page(
        "alerts.html",
        local=partial(local, visit),
        lines=lines_of(visit, page),
        asked=asked,
        views=[
            (view, visit.say(f"alerts.view.{view}"), asked.url(PATH, view=view, after=""), numbers[view])
            for view in VIEWS
        ],
        dead=[(notice, one, fault_words(visit, one)) for notice, one in dead],
        more=asked.url(PATH, after=following) if following else None,
    )


@router.get(PATH + "/{identity}")
def alert(visit: Annotated[Visit, allowed(Verb.ALERTS)], identity: str) -> Response:
    acts = acts_of(visit)
    found = acts.alert(identity)
    visit.act(Verb.ALERTS, identity, masked="true")
    rule = acts.rules().book.rule(found.rule)
    told = visit.house.application.alerts.told(identity)
    return visit.page(
        "alert.html",
        local=partial(local, visit),
        line=line_of(visit, found),
        rule=rule,
        next_at=next_at(rule, found) if rule else None,
        next_to=", ".join(rule.chain[found.level].to) if rule and found.level < len(rule.chain) else "",
        told=[(notice, [(one, fault_words(visit, one)) for one in sent]) for notice, sent in told],
    )


@router.post(PATH + "/{identity}/acknowledge")
def acknowledge(
    visit: Annotated[Visit, allowed(Verb.ACKNOWLEDGE)],
    identity: str,
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    acts_of(visit).acknowledge(identity, note)
    return RedirectResponse(visit.back(f"{PATH}/{identity}"), SEE_OTHER)


@router.post(PATH + "/{identity}/escalate")
def escalate(visit: Annotated[Visit, allowed(Verb.ACKNOWLEDGE)], identity: str) -> Response:
    acts_of(visit).escalate(identity)
    return RedirectResponse(f"{PATH}/{identity}", SEE_OTHER)


@router.post(PATH + "/deliveries/{delivery}/retry")
def retry(visit: Annotated[Visit, allowed(Verb.ACKNOWLEDGE)], delivery: str) -> Response:
    """A message is about whatever its alerts are about: only for whoever may see everything."""
    if not visit.scope.open:
        raise Refused(Problem("alerts.not_dead", delivery))
    acts_of(visit).revive(delivery)
    return RedirectResponse(PATH, SEE_OTHER)


def acts_of(visit: Visit) -> AlertActs:
    return AlertActs(visit.house.application, visit.who.name, visit.house.now, visit.scope)


def page_of(visit: Visit, asked: AlertsAsked, limit: int) -> tuple[Sequence[Alert], str | None]:
    """One page, and what the next one begins behind."""
    wanted = AlertQuery(VIEWS[asked.view], asked.rule, visit.scope)
    found = visit.house.application.alerts.alerts(wanted, limit + 1, asked.after or None)
    page = found[:limit]
    return page, page[-1].id if len(found) > limit else None
