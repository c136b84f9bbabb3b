"""`/samples/{plan}/items/{place}`: one contact that was drawn, looked at without what the rules say of it, by one person or by two."""

from itertools import zip_longest
from typing import Annotated

from fastapi import APIRouter, Form, Path
from pydantic import BaseModel, Field, StringConstraints
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.asked import Empty
from api.console.pages import category
from api.console.sampled import drawn
from api.errors import SEE_OTHER
from api.sampled import item_of, next_unseen, plan_of, shared_of
from api.visit import Visit
from audit.double import Stage
from audit.errors import Problem, Refused
from audit.looks import Item, Look, Mark, Outcome, must_tell
from audit.rights import Verb
from audit.sampling import Plan
from audit.shared_looks import Shared, looked
from audit.taxonomy import CATEGORIES

router = APIRouter(include_in_schema=False)

PATH = "/samples/{identity}/items/{place}"
#: From 1, as people count.
Place = Annotated[int, Path(ge=1)]
#: Violations that the form has room for, and those that are taken.
ROWS, MOST = 3, 10
Category = Annotated[str, StringConstraints(max_length=3)]
RuleId = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
TurnNumber = Annotated[int, Field(ge=1)] | Empty


class Told(BaseModel):
    """The fields of the form; those of what was found as often as something was."""

    outcome: Outcome
    category: list[Category] = Field(default=[], max_length=MOST)
    rule: list[RuleId] = Field(default=[], max_length=MOST)
    #: From 1, as people count.
    turn: list[TurnNumber] = Field(default=[], max_length=MOST)

    def look(self, visit: Visit) -> Look:
        """Rows that were left empty say nothing."""
        rows = zip_longest(self.category, self.rule, self.turn, fillvalue="")
        marks = (
            Mark(str(named), str(rule), number - 1 if isinstance(number, int) else None)
            for named, rule, number in rows
            if named or rule
        )
        return Look(self.outcome, visit.who.name, visit.house.now(), tuple(marks))


@router.get(PATH)
def item(visit: Annotated[Visit, allowed(Verb.SAMPLES)], identity: str, place: Place) -> Response:
    plan = plan_of(visit, identity)
    found = item_of(visit, plan, place - 1)
    visit.act(Verb.VIEW, found.contact, sample=plan.id, masked="true")
    review = visit.house.application.review
    (one,) = drawn(visit, plan, [found])
    shared = _shared(visit, plan, found)
    behind = review.items(plan.id, visit.scope, first=place, limit=1)
    return visit.page(
        "sample_item.html",
        plan=plan,
        one=one,
        place=place,
        before=place - 1 if place > 1 and visit.scope.open else None,
        behind=behind[0].place + 1 if behind else None,
        progress=review.progress([plan.id], visit.scope)[plan.id],
        categories=[(key, category(key, visit.language)) for key in CATEGORIES],
        rules=visit.house.application.rules,
        shared=shared,
        asked=visit.may(Verb.VERDICT) and (shared is None or visit.who.name in shared.owed),
        settles=shared is not None and _settles(visit, shared),
        rows=ROWS,
    )


@router.post(PATH)
def judge(
    visit: Annotated[Visit, allowed(Verb.VERDICT)], identity: str, place: Place, told: Annotated[Told, Form()]
) -> Response:
    """Of two, what one says is not in the log either, where somebody might read it before the other has looked."""
    plan = plan_of(visit, identity)
    found = item_of(visit, plan, place - 1)
    look = _look(visit, found, told)
    review = visit.house.application.review
    if shared := _shared(visit, plan, found):
        if visit.who.name not in shared.lookers:
            raise Refused(Problem("looks.not_asked", found.contact, {"who": visit.who.name}))
        looked(shared, look)  # refused before it is entered into the log as done
        visit.act(Verb.VERDICT, found.contact, sample=plan.id, step="look")
        review.put_look(plan.id, found.contact, look)
    else:
        visit.act(Verb.VERDICT, found.contact, sample=plan.id, **_told(look))
        review.mark_drawn(plan.id, found.contact, look)
    unseen = next_unseen(visit, plan, place)
    return _onward(f"/samples/{plan.id}/items/{unseen.place + 1}" if unseen else f"/samples/{plan.id}")


@router.post(PATH + "/settle")
def settle(
    visit: Annotated[Visit, allowed(Verb.PLAN_SAMPLES)], identity: str, place: Place, told: Annotated[Told, Form()]
) -> Response:
    """A lead who is neither of the two says what counts."""
    plan = plan_of(visit, identity)
    found = item_of(visit, plan, place - 1)
    look, shared = _look(visit, found, told), _shared(visit, plan, found)
    if shared is None or shared.stage is not Stage.DISPUTED:
        raise Refused(Problem("looks.nothing_to_settle", found.contact))
    if visit.who.name in shared.lookers:
        raise Refused(Problem("looks.own", found.contact))
    visit.act(Verb.PLAN_SAMPLES, found.contact, sample=plan.id, step="settle", **_told(look))
    visit.house.application.review.put_look(plan.id, found.contact, look)
    left = next((one for one in shared_of(visit, plan) if _settles(visit, one)), None)
    return _onward(f"/samples/{plan.id}/items/{left.place + 1}" if left else f"/samples/{plan.id}/agreement")


def _look(visit: Visit, found: Item, told: Told) -> Look:
    """Raises Refused (`sampling.*`)."""
    (contact,) = visit.house.store.contacts([found.contact])
    look = told.look(visit)
    must_tell(found.contact, look, len(contact.turns))
    known = {rule.id for rule in visit.house.application.rules}
    if unknown := [mark.rule for mark in look.marks if mark.rule and mark.rule not in known]:
        raise Refused(Problem("sampling.rule", unknown[0]))
    return look


def _told(look: Look) -> dict[str, str]:
    """For the log of acts."""
    named = sorted(look.told)
    categories, rules = ", ".join(one for one, _ in named), ", ".join(rule for _, rule in named if rule)
    return {"outcome": look.outcome.value, "category": categories, "rule": rules}


def _shared(visit: Visit, plan: Plan, found: Item) -> Shared | None:
    return next(iter(shared_of(visit, plan, [found.contact])), None)


def _settles(visit: Visit, one: Shared) -> bool:
    mine = visit.who.name in one.lookers
    return visit.may(Verb.PLAN_SAMPLES) and one.stage is Stage.DISPUTED and not mine


def _onward(address: str) -> RedirectResponse:
    return RedirectResponse(address, SEE_OTHER)
