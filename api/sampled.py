"""Samples as somebody may see them: what lies outside the scope answers as if it were not there."""

from collections.abc import Collection

from api.visit import Visit
from audit.double import Double
from audit.errors import Problem, Refused
from audit.looks import Item
from audit.sampling import Plan
from audit.shared_looks import Shared


def plan_of(visit: Visit, identity: str) -> Plan:
    """Raises Refused (`sampling.unknown`)."""
    found = visit.house.application.review.plan(identity, visit.scope)
    if found is None:
        raise Refused(Problem("sampling.unknown", identity))
    return found


def whole(visit: Visit, plan: Plan) -> bool:
    """Whether the frame reaches no further than this person may see."""
    return visit.scope.covers(plan.query.reach)


def must_see_all(visit: Visit, plan: Plan) -> None:
    """Raises Refused (`sampling.part_only`)."""
    if not whole(visit, plan):
        raise Refused(Problem("sampling.part_only", plan.name))


def item_of(visit: Visit, plan: Plan, place: int) -> Item:
    """Raises Refused (`sampling.unknown`)."""
    found = visit.house.application.review.items(plan.id, visit.scope, first=place, limit=1)
    if not found or found[0].place != place:
        raise Refused(Problem("sampling.unknown", f"{plan.name} #{place + 1}"))
    return found[0]


def next_unseen(visit: Visit, plan: Plan, place: int = 0) -> Item | None:
    """Of those that wait for this person: behind this place, else from the start."""
    review = visit.house.application.review
    for first in (place, 0):
        if found := review.items(plan.id, visit.scope, first=first, waits_for=visit.who.name, limit=1):
            return found[0]
    return None


def shared_of(visit: Visit, plan: Plan, contacts: Collection[str] | None = None) -> list[Shared]:
    """In the order drawn, each as this person may see it: nothing of what others say before both have looked."""
    found = visit.house.application.review.shared(plan.id, visit.scope, contacts=contacts)
    return [one.seen_by(visit.who.name) for one in found]


def doubles_of(visit: Visit, plan: Plan) -> list[Double]:
    """In the order asked, each as this person may see it: nothing of what others say before both have spoken."""
    found = visit.house.application.review.doubles(plan=plan.id, scope=visit.scope)
    return [one.seen_by(visit.who.name) for one in found]


def double_of(visit: Visit, plan: Plan, identity: str) -> Double:
    """Raises Refused (`double.unknown`)."""
    found = next((one for one in doubles_of(visit, plan) if one.id == identity), None)
    if found is None:
        raise Refused(Problem("double.unknown", identity))
    return found
