"""`/samples/{plan}/agreement`: how far two reviewers agree, rule by rule, and what they differ on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from markupsafe import Markup
from starlette.responses import Response

from api.allowed import allowed
from api.console.shared import shared_shown
from api.console.text import shown, within
from api.sampled import doubles_of, plan_of, shared_of
from api.visit import Visit
from audit.agreement import agreements
from audit.blinding import blinded
from audit.double import Answer, Double, Stage
from audit.ports import Incident
from audit.rights import Verb
from audit.sampling import Plan

router = APIRouter(include_in_schema=False)

#: Disagreements of a kind listed at once; others come up as these are settled.
LISTED = 50


@dataclass(frozen=True, slots=True)
class Difference:
    """One finding of which two say different things."""

    double: Double
    rule: str
    words: Markup
    said: tuple[Answer, Answer]
    #: What a lead said of it, and who.
    settled: Answer | None
    lead: str


@router.get("/samples/{identity}/agreement")
def agreement(
    visit: Annotated[Visit, allowed(Verb.SAMPLES)],
    identity: str,
    given: Annotated[int | None, Query(ge=0)] = None,
    shared: Annotated[int, Query(ge=0)] = 0,
    left: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    plan = plan_of(visit, identity)
    doubles = doubles_of(visit, plan)
    looks = shared_of(visit, plan)
    stages = Counter(one.stage for one in doubles)
    return visit.page(
        "agreement.html",
        plan=plan,
        given=given,
        gone_to_two=shared,
        left=left,
        count=len(doubles),
        stages={one.value: stages[one] for one in Stage},
        table=agreements(pair for one in doubles for pair in one.pairs),
        listed=LISTED,
        differences=_differences(visit, plan, doubles),
        mine=next((one for one in doubles if _waits(visit, one)), None),
        two=shared_shown(looks),
        mine_to_look=next((one for one in looks if visit.who.name in one.owed), None),
    )


def _waits(visit: Visit, one: Double) -> bool:
    return visit.who.name in one.reviewers and visit.who.name not in one.said


def _differences(visit: Visit, plan: Plan, doubles: Sequence[Double]) -> list[Difference]:
    """Those to be settled first."""
    told = [one for one in doubles if one.stage in (Stage.DISPUTED, Stage.SETTLED) and one.disputed]
    told.sort(key=lambda one: one.stage is Stage.SETTLED)
    found = ((one, key) for one in told[:LISTED] for key in one.disputed)
    incidents = {one.id: visit.house.store.incident(one.incident, visit.scope) for one in told[:LISTED]}
    return [_difference(visit, plan, one, key, incidents) for one, key in found]


def _difference(
    visit: Visit, plan: Plan, one: Double, key: str, incidents: Mapping[str, Incident | None]
) -> Difference:
    said = {name: {answer.finding: answer for answer in answers} for name, answers in one.said.items()}
    lead = next((name for name in said if name not in one.reviewers), "")
    first, second = (said[name][key] for name in one.reviewers)
    words = _words(visit, plan, incidents[one.id], key)
    return Difference(one, one.rules[key], words, (first, second), said[lead].get(key) if lead else None, lead)


def _words(visit: Visit, plan: Plan, incident: Incident | None, key: str) -> Markup:
    """Quoted and masked; empty where a new scan took the finding away."""
    found = next((one for one in incident.findings if one.id == key), None) if incident else None
    if incident is None or found is None:
        return Markup()
    contact = blinded(incident.contact) if plan.blind else incident.contact
    text = contact.said(found.turn)
    pii = within(text, found.start, found.end, contact.case)
    return Markup("“{}”").format(shown(text[found.start : found.end], visit.language, pii=pii))
