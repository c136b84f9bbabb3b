"""`/actions`: corrective actions: ordered, done with proof, verified by somebody else, and rates before and after."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from api.acting import action_of, effect, incidents_of, owners, place_order, step_of, take_step, today
from api.allowed import allowed
from api.asked import Day, Question
from api.console.acted import Chosen, charts_of, figures_of, lines_of
from api.console.pages import category
from api.errors import BAD, SEE_OTHER
from api.visit import Visit
from audit.action_ports import ActionQuery, View
from audit.actions import Action, Concern, Order, State, Step
from audit.effect import SPANS
from audit.errors import Problem, Refused
from audit.proof import MOST
from audit.rights import Verb
from audit.taxonomy import CATEGORIES
from config.actions import action_kinds
from config.messages import render_all
from pipelines.actions import concern_of

router = APIRouter(include_in_schema=False)

PATH = "/actions"
PAGE = 50
Text = Annotated[str, Form(max_length=4000)]
Name = Annotated[str, Field(max_length=100)]


class ActionsAsked(Question):
    view: Literal["all", "open", "overdue", "done", "verified"] = "open"
    agency: str = ""
    owner: str = ""
    after: str = ""

    def query(self, visit: Visit) -> ActionQuery:
        view = None if self.view == "all" else View(self.view)
        return ActionQuery(today(visit), view, self.agency, self.owner)


class NewAction(BaseModel):
    """The fields of the form; of what is left empty any side is meant."""

    kind: Name
    title: str = Field(max_length=200)
    owner: Name
    due: Day
    why: str = Field(default="", max_length=4000)
    incident: list[str] = Field(default=[], max_length=50)
    institution: Name = ""
    agency: Name = ""
    team: Name = ""
    agent: Name = ""
    rule: list[str] = Field(default=[], max_length=20)
    category: str = Field(default="", pattern="^(T[0-9]{2})?$")

    @property
    def order(self) -> Order:
        concern = Concern(
            self.institution or None,
            self.agency or None,
            self.team or None,
            self.agent or None,
            tuple(filter(None, self.rule)),
            self.category or None,
        )
        return Order(self.kind, self.title, concern, self.owner, tuple(self.incident))


@router.get(PATH)
def actions(visit: Annotated[Visit, allowed(Verb.ACTIONS)], asked: Annotated[ActionsAsked, Query()]) -> Response:
    kept = visit.house.application.actions
    found = kept.actions(asked.query(visit), visit.scope, PAGE + 1, asked.after or None)
    page, counts = found[:PAGE], kept.action_counts(today(visit), visit.scope)
    all_ = sum(count for view, count in counts.items() if view is not View.OVERDUE)
    views = [(view.value, counts[view]) for view in View] + [("all", all_)]
    return visit.page(
        "actions.html",
        lines=lines_of(visit, page),
        today=today(visit),
        asked=asked,
        views=[(name, count, asked.url(PATH, view=name, after="")) for name, count in views],
        owners=kept.owners(visit.scope),
        more=asked.url(PATH, after=page[-1].id) if len(found) > PAGE else None,
        first=asked.url(PATH, after="") if asked.after else None,
    )


@router.get(PATH + "/new")
def new(
    visit: Annotated[Visit, allowed(Verb.ORDER_ACTION)], incident: Annotated[tuple[str, ...], Query(max_length=50)] = ()
) -> Response:
    concern = concern_of([visit.incident(one) for one in incident]) if incident else Concern()
    return _form(visit, Chosen(Order("", "", concern, "", incident), None, ""))


@router.post(PATH)
def make(visit: Annotated[Visit, allowed(Verb.ORDER_ACTION)], given: Annotated[NewAction, Form()]) -> Response:
    try:
        made = place_order(visit, given.order, given.due, given.why)
    except Refused as refused:
        if refused.problems[0].code == "incident.unknown":
            raise
        return _form(visit, Chosen(given.order, given.due, given.why), refused)
    return RedirectResponse(f"{PATH}/{made.id}", SEE_OTHER)


@router.get(PATH + "/{identity}")
def action(
    visit: Annotated[Visit, allowed(Verb.ACTIONS)], identity: str, days: Annotated[int, Query(ge=1, le=365)] = SPANS[1]
) -> Response:
    found = action_of(visit, identity)
    visit.act(Verb.ACTIONS, identity)
    return _page(visit, found, days)


@router.post(PATH + "/{identity}/done")
def done(
    visit: Annotated[Visit, allowed(Verb.DO_ACTION)], identity: str, text: Text = "", file: UploadFile | None = None
) -> Response:
    data = file.file.read(MOST + 1) if file else b""
    named = (file.filename, data) if file and file.filename and data else None
    return _taken(visit, identity, step_of(visit, State.DONE, text), named)


@router.post(PATH + "/{identity}/verify")
def verify(visit: Annotated[Visit, allowed(Verb.VERIFY_ACTION)], identity: str, text: Text = "") -> Response:
    return _taken(visit, identity, step_of(visit, State.VERIFIED, text))


@router.post(PATH + "/{identity}/reopen")
def reopen(
    visit: Annotated[Visit, allowed(Verb.ORDER_ACTION)], identity: str, text: Text, due: Annotated[Day, Form()]
) -> Response:
    return _taken(visit, identity, step_of(visit, State.OPEN, text, due))


@router.get(PATH + "/{identity}/proof/{digest}")
def proof(visit: Annotated[Visit, allowed(Verb.ACTIONS)], identity: str, digest: str) -> Response:
    """The file as it was given; browsers keep it and never show it as a page of ours."""
    found = next((one for one in action_of(visit, identity).proofs if one.digest == digest), None)
    if found is None:
        raise Refused(Problem("action.no_file", digest))
    visit.act(Verb.ACTIONS, identity, sha256=digest)
    named = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return Response(
        visit.house.application.blobs.get(digest), media_type=found.kind, headers={"Content-Disposition": named}
    )


def _taken(visit: Visit, identity: str, step: Step, file: tuple[str, bytes] | None = None) -> Response:
    found = action_of(visit, identity)
    try:
        take_step(visit, found, step, file)
    except Refused as refused:
        return _page(visit, found, SPANS[1], refused)
    return RedirectResponse(f"{PATH}/{identity}", SEE_OTHER)


def _page(visit: Visit, found: Action, days: int, refused: Refused | None = None) -> Response:
    measured, incidents = effect(visit, found, days), incidents_of(visit, found)
    (line,) = lines_of(visit, [found])
    return visit.page(
        "action.html",
        BAD if refused else 200,
        line=line,
        action=found,
        incidents=incidents,
        outside=len(found.incidents) - len(incidents),
        overdue=found.overdue(today(visit)),
        sentence=render_all(refused.problems, visit.language) if refused else "",
        may_verify=visit.may(Verb.VERIFY_ACTION) and visit.who.name not in {found.owner, found.steps[-1].by},
        most=MOST // 2**20,
        effect=measured,
        days=days,
        spans=[(one, f"{PATH}/{found.id}?days={one}") for one in SPANS],
        figures=figures_of(measured),
        charts=charts_of(visit, measured, found),
        today=today(visit),
    )


def _form(visit: Visit, chosen: Chosen, refused: Refused | None = None) -> Response:
    given = chosen.order
    told = concern_of([visit.incident(one) for one in given.incidents]) if given.incidents else given.concern
    rules = {rule.id: rule.title[visit.language] for rule in visit.house.application.rules}
    offered: dict[str, str] = {one: rules.get(one, one) for one in (*told.rules, *given.concern.rules)}
    return visit.page(
        "action_new.html",
        BAD if refused else 200,
        chosen=replace(chosen, due=chosen.due or _soon(visit)),
        kinds=[(kind, titles[visit.language]) for kind, titles in action_kinds().items()],
        people=[(one.name, one.display) for one in owners(visit)],
        categories=[(one, category(one, visit.language)) for one in CATEGORIES],
        offered=offered,
        rules=sorted(((one, title) for one, title in rules.items()), key=lambda pair: pair[1]),
        today=today(visit),
        sentence=render_all(refused.problems, visit.language) if refused else "",
    )


def _soon(visit: Visit) -> date:
    return date.fromordinal(today(visit).toordinal() + 14)
