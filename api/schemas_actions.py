"""What programs give and get of corrective actions. What people wrote is masked as on the screens."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from api.asked import Day
from api.rule_schemas import IntervalOut, interval_out
from audit.actions import Action, Concern, Order, Step
from audit.effect import Effect, Span
from audit.personal import masked
from audit.rates import Counted
from audit.statistics import Interval


class ActionIn(BaseModel):
    """An order; sides that are left out are open. It names whom it is about or incidents, and rules or a category."""

    kind: str = Field(max_length=100, description="One of config/actions.yml")
    title: str = Field(min_length=1, max_length=200)
    owner: str = Field(max_length=100, description="Account that is to see to it")
    due: Day
    why: str = Field(default="", max_length=4000)
    incidents: list[str] = Field(default=[], max_length=50)
    institution: str | None = Field(default=None, max_length=100)
    agency: str | None = Field(default=None, max_length=100)
    team: str | None = Field(default=None, max_length=100)
    agent: str | None = Field(default=None, max_length=100)
    rules: list[str] = Field(default=[], max_length=20)
    category: str | None = Field(default=None, pattern="^T[0-9]{2}$")

    @property
    def order(self) -> Order:
        concern = Concern(
            self.institution or None,
            self.agency or None,
            self.team or None,
            self.agent or None,
            tuple(self.rules),
            self.category,
        )
        return Order(self.kind, self.title, concern, self.owner, tuple(self.incidents))


class DoneIn(BaseModel):
    """What was done; files are added on the page."""

    text: str = Field(min_length=1, max_length=4000)


class VerifiedIn(BaseModel):
    text: str = Field(default="", max_length=4000)


class ReopenIn(BaseModel):
    text: str = Field(min_length=1, max_length=4000)
    due: Day


class ProofOut(BaseModel):
    name: str
    sha256: str
    kind: str
    size: int


class ActionStepOut(BaseModel):
    state: str
    by: str
    at: datetime
    text: str
    due: date | None
    proof: ProofOut | None


class ActionOut(BaseModel):
    action: str
    kind: str
    title: str
    state: str = Field(description="open, done or verified")
    overdue: bool
    owner: str
    due: date
    institution: str | None
    agency: str | None
    team: str | None
    agent: str | None
    rules: list[str]
    category: str | None
    incidents: list[str]
    steps: list[ActionStepOut]


class ActionPage(BaseModel):
    actions: list[ActionOut]
    next: str | None


class SideOut(BaseModel):
    """Contacts that were judged, those with an incident that the action is about, and such incidents."""

    first: date
    last: date
    contacts: int
    hit: int
    incidents: int
    per_thousand: IntervalOut


class DifferenceOut(BaseModel):
    """After less before, per 1,000 contacts, with its 95 % interval."""

    value: float
    low: float
    high: float


class EffectOut(BaseModel):
    """Rates before the order and after it was done; a change is no proof of a cause."""

    before: SideOut
    after: SideOut | None
    difference: DifferenceOut | None
    verdict: str = Field(description="fell, rose, unsure (may be chance), few (too few contacts) or not_yet")


class WholeActionOut(ActionOut):
    effect: EffectOut


def action_out(action: Action, today: date) -> ActionOut:
    return ActionOut(**_values(action, today))


def whole_action_out(action: Action, today: date, effect: Effect) -> WholeActionOut:
    return WholeActionOut(**_values(action, today), effect=_effect_out(effect))


def _values(action: Action, today: date) -> dict[str, Any]:
    concern = action.concern
    return {
        "action": action.id,
        "kind": action.kind,
        "title": masked(action.title),
        "state": action.state,
        "overdue": action.overdue(today),
        "owner": action.owner,
        "due": action.due,
        "institution": concern.institution,
        "agency": concern.agency,
        "team": concern.team,
        "agent": concern.agent,
        "rules": list(concern.rules),
        "category": concern.category,
        "incidents": list(action.incidents),
        "steps": [_step_out(step) for step in action.steps],
    }


def _step_out(step: Step) -> ActionStepOut:
    proof = step.proof
    shown = ProofOut(name=masked(proof.name), sha256=proof.digest, kind=proof.kind, size=proof.size) if proof else None
    return ActionStepOut(state=step.state, by=step.by, at=step.at, text=masked(step.text), due=step.due, proof=shown)


def _effect_out(effect: Effect) -> EffectOut:
    before, after = (_side(one, span) for one, span in zip((effect.before, effect.after), effect.spans, strict=True))
    assert before is not None
    return EffectOut(before=before, after=after, difference=_difference(effect.difference), verdict=effect.verdict)


def _side(one: Counted | None, span: Span | None) -> SideOut | None:
    if one is None or span is None:
        return None
    rate = interval_out(one.share)
    return SideOut(
        first=span.first, last=span.last, contacts=one.contacts, hit=one.hit, incidents=one.incidents, per_thousand=rate
    )


def _difference(one: Interval | None) -> DifferenceOut | None:
    return None if one is None else DifferenceOut(value=one.value, low=one.low, high=one.high)
