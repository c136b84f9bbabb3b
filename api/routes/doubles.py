"""`/samples/{plan}/doubles`: the same incident judged by two who do not see one another; a lead settles what they differ on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field, StringConstraints
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.asked import Empty
from api.console.lines import line
from api.console.marks import marks_of
from api.errors import SEE_OTHER
from api.sampled import double_of, doubles_of, plan_of
from api.visit import Visit
from audit.access import Account
from audit.blinding import blinded
from audit.double import Answer, Double, Stage, answered
from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.review import ANSWERS, REASONS
from audit.rights import Verb
from pipelines.checking import Pairing, give_to_two

router = APIRouter(include_in_schema=False)

PLAN = "/samples/{identity}"
PATH = PLAN + "/doubles/{double}"
#: Findings of one incident, at most.
MOST = 500
Short = Annotated[str, StringConstraints(max_length=500)]


class Answers(BaseModel):
    """The fields of the form, each as often as there are findings."""

    finding: list[Short]
    decision: list[Short]
    reason: list[Short]
    note: list[Short]

    def of(self, incident: str) -> list[Answer]:
        """Raises Refused (`double.incomplete`) for a form that is not whole."""
        columns = (self.finding, self.decision, self.reason, self.note)
        sizes = {len(column) for column in columns}
        if len(sizes) > 1 or max(sizes) > MOST:
            raise Refused(Problem("double.incomplete", incident, {"needed": max(sizes), "given": min(sizes)}))
        return [Answer(*one) for one in zip(*columns, strict=True)]


@router.post(PLAN + "/doubles")
def give(
    visit: Annotated[Visit, allowed(Verb.PLAN_SAMPLES)],
    identity: str,
    first: Annotated[str, Form(max_length=100)],
    second: Annotated[str, Form(max_length=100)],
    most: Annotated[Annotated[int, Field(ge=1)] | Empty, Form()] = "",
) -> Response:
    """The first `most` of what was drawn, or all of it."""
    plan = plan_of(visit, identity)
    two = Pairing(_reviewer(visit, first), _reviewer(visit, second), visit.who.name, visit.house.now())
    visit.act(Verb.PLAN_SAMPLES, plan.id, step="double", first=first, second=second, most=str(most or "all"))
    given = give_to_two(visit.house.application.review, visit.house.store, plan, two, most or None)
    address = f"/samples/{plan.id}/agreement?given={given.asked}&shared={given.shared}&left={len(given.left)}"
    return RedirectResponse(address, SEE_OTHER)


@router.get(PATH)
def double(visit: Annotated[Visit, allowed(Verb.SAMPLES)], identity: str, double: str) -> Response:
    plan = plan_of(visit, identity)
    found = double_of(visit, plan, double)
    visit.act(Verb.VIEW, found.incident, sample=plan.id, double=found.id, masked="true")
    incident = visit.house.store.incident(found.incident, visit.scope)
    seen = _hidden(incident) if incident and plan.blind else incident
    return visit.page(
        "double.html",
        plan=plan,
        double=found,
        line=line(visit, seen) if seen else None,
        marks=marks_of(seen.findings) if seen else {},
        asked=_asked(visit, found, seen),
        decisions=ANSWERS,
        reasons=REASONS,
        settles=_settles(visit, found),
    )


@router.post(PATH + "/answer")
def answer(
    visit: Annotated[Visit, allowed(Verb.VERDICT)], identity: str, double: str, answers: Annotated[Answers, Form()]
) -> Response:
    plan = plan_of(visit, identity)
    found = double_of(visit, plan, double)
    if visit.who.name not in found.reviewers:
        raise Refused(Problem("double.not_asked", found.incident))
    _keep(visit, found, answers.of(found.incident), Verb.VERDICT)
    mine = visit.house.application.review.doubles(
        visit.who.name, plan=plan.id, unanswered=True, scope=visit.scope, limit=1
    )
    onward = f"/samples/{plan.id}/doubles/{mine[0].id}" if mine else f"/samples/{plan.id}/agreement"
    return RedirectResponse(onward, SEE_OTHER)


@router.post(PATH + "/settle")
def settle(
    visit: Annotated[Visit, allowed(Verb.PLAN_SAMPLES)],
    identity: str,
    double: str,
    answers: Annotated[Answers, Form()],
) -> Response:
    plan = plan_of(visit, identity)
    found = double_of(visit, plan, double)
    if visit.who.name in found.reviewers:
        raise Refused(Problem("double.own", found.incident))
    _keep(visit, found, answers.of(found.incident), Verb.PLAN_SAMPLES)
    left = [one for one in doubles_of(visit, plan) if one.stage is Stage.DISPUTED and not _mine(visit, one)]
    onward = f"/samples/{plan.id}/doubles/{left[0].id}" if left else f"/samples/{plan.id}/agreement"
    return RedirectResponse(onward, SEE_OTHER)


def _keep(visit: Visit, found: Double, answers: Sequence[Answer], verb: Verb) -> None:
    answered(found, visit.who.name, answers)  # refused before it is entered into the log as done
    visit.act(verb, found.incident, step="double", double=found.id, answers=str(len(answers)))
    visit.house.application.review.answer_double(found.id, visit.who.name, answers, visit.house.now())


def _reviewer(visit: Visit, name: str) -> Account:
    """Raises Refused (`double.no_reviewer`)."""
    found = visit.house.application.accounts.account(name)
    if found is None or not found.rights.may(Verb.VERDICT):
        raise Refused(Problem("double.no_reviewer", name))
    return found


def _mine(visit: Visit, one: Double) -> bool:
    return visit.who.name in one.reviewers


def _settles(visit: Visit, one: Double) -> bool:
    return visit.may(Verb.PLAN_SAMPLES) and one.stage is Stage.DISPUTED and not _mine(visit, one)


def _asked(visit: Visit, one: Double, incident: Incident | None) -> tuple[str, ...]:
    """Findings that this person is to answer now."""
    if incident is None:
        return ()
    if _settles(visit, one):
        return one.disputed
    if _mine(visit, one) and visit.who.name not in one.said and visit.may(Verb.VERDICT):
        return tuple(one.rules)
    return ()


def _hidden(incident: Incident) -> Incident:
    return replace(incident, contact=blinded(incident.contact))
