"""What programs get of samples, double reviews and appeals. What people wrote is masked as on the screens."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.console.text import personal
from audit.agreement import Agreement
from audit.appeals import Appeal
from audit.looks import Item, Progress
from audit.pii.mask import mask
from audit.records import Case
from audit.sampling import Plan
from audit.shared_looks import Shared
from audit.statistics import Interval
from pipelines.checking import Estimate


class IntervalOut(BaseModel):
    """With 95 %."""

    value: float
    low: float
    high: float


class PlanOut(BaseModel):
    """Enough to draw the same sample again; of a blind plan only planners are told which agency and agent it asks for."""

    plan: str
    name: str
    method: str
    seed: str
    size: int
    strata: list[str]
    filter: str = Field(description="In the query language")
    unhit: bool
    #: Number of the newest contact of the frame.
    newest: int
    #: None where the frame reaches further than the account may see.
    frame_size: int | None
    frame_hash: str | None
    blind: bool
    by: str
    at: datetime
    drawn: int
    seen: int
    wrong: int


class PlanPage(BaseModel):
    plans: list[PlanOut]
    #: What `after` takes for the next page; none on the last.
    next: str | None


class MarkOut(BaseModel):
    """A violation that no rule told of."""

    category: str
    rule: str | None = Field(description="That should have told; none where no rule exists")
    turn: int | None = Field(description="Index of the turn")


class ItemOut(BaseModel):
    #: From 1, in the order drawn.
    place: int
    contact: str
    outcome: str | None = Field(description="clean, wrong or unclear; of two only what both say or a lead settled")
    marks: list[MarkOut]
    by: str | None
    at: datetime | None
    lookers: list[str] = Field(description="The two whom it was given to, if it was")
    owed: list[str] = Field(description="Those of them who have not looked yet")


class ItemPage(BaseModel):
    items: list[ItemOut]
    #: What `first` takes for the next page; none on the last.
    next: int | None


class VerifyOut(BaseModel):
    """Whether frame and draw are still what was kept."""

    same: bool
    problems: list[str]


class RecallOut(BaseModel):
    """Share of wrong contacts that the rules find; the elusion test with Wilson intervals."""

    recall: IntervalOut
    found: IntervalOut
    missed: IntervalOut
    hit: int
    confirmed: int
    rejected: int
    unhit: int
    sampled: int
    wrong: int
    unclear: int
    by_two: int = Field(description="Of those sampled, how many two people agree on or a lead settled")


class AgreementOut(BaseModel):
    """Cohen's kappa of one rule; no reviewers: all pairs taken together."""

    rule: str = Field(description="Empty for looks at contacts in which no rule found anything")
    reviewers: list[str]
    items: int
    agreed: int
    #: None where there is nothing to tell it from chance.
    kappa: IntervalOut | None


class StepOut(BaseModel):
    stage: str
    by: str
    at: datetime
    text: str
    outcome: str | None


class AppealOut(BaseModel):
    appeal: str
    incident: str
    contact: str
    agent: str
    stage: str
    outcome: str | None
    due: datetime
    overdue: bool
    steps: list[StepOut]


class AppealPage(BaseModel):
    appeals: list[AppealOut]
    next: str | None


def interval_out(one: Interval) -> IntervalOut:
    return IntervalOut(value=one.value, low=one.low, high=one.high)


def plan_out(plan: Plan, progress: Progress, asked: str, *, whole: bool) -> PlanOut:
    return PlanOut(
        plan=plan.id,
        name=plan.name,
        method=plan.method,
        seed=plan.seed,
        size=plan.size,
        strata=list(plan.strata),
        filter=asked,
        unhit=plan.query.unhit,
        newest=plan.query.newest,
        frame_size=plan.frame_size if whole else None,
        frame_hash=plan.frame_hash if whole else None,
        blind=plan.blind,
        by=plan.by,
        at=plan.at,
        drawn=progress.drawn,
        seen=progress.looked,
        wrong=progress.wrong,
    )


def item_out(item: Item, shared: Shared | None) -> ItemOut:
    look = item.look
    marks = look.marks if look else ()
    return ItemOut(
        place=item.place + 1,
        contact=item.contact,
        outcome=look.outcome if look else None,
        marks=[MarkOut(category=one.category, rule=one.rule or None, turn=one.turn) for one in marks],
        by=look.by if look else None,
        at=look.at if look else None,
        lookers=list(shared.lookers) if shared else [],
        owed=list(shared.owed) if shared else [],
    )


def recall_out(found: Estimate) -> RecallOut:
    seen = found.seen
    return RecallOut(
        recall=interval_out(found.recall.value),
        found=interval_out(found.recall.found),
        missed=interval_out(found.recall.missed),
        hit=seen.hit,
        confirmed=seen.confirmed,
        rejected=seen.rejected,
        unhit=seen.unhit,
        sampled=seen.sampled,
        wrong=seen.wrong,
        unclear=found.progress.unclear,
        by_two=found.by_two,
    )


def agreement_out(one: Agreement) -> AgreementOut:
    return AgreementOut(
        rule=one.rule,
        reviewers=[name for name in one.reviewers if name],
        items=one.items,
        agreed=one.agreed,
        kappa=interval_out(one.kappa) if one.kappa else None,
    )


def appeal_out(appeal: Appeal, case: Case | None, now: datetime, *, names: bool = True) -> AppealOut:
    """Without `names` those of reviewers and of who rules are left out: an agent does not get them."""
    steps = [
        StepOut(
            stage=one.stage,
            by=one.by if names else "",
            at=one.at,
            text=mask(one.text, personal(one.text, case)),
            outcome=one.outcome,
        )
        for one in appeal.steps
    ]
    return AppealOut(
        appeal=appeal.id,
        incident=appeal.incident,
        contact=appeal.contact,
        agent=appeal.agent,
        stage=appeal.stage,
        outcome=appeal.outcome,
        due=appeal.due,
        overdue=appeal.overdue(now),
        steps=steps,
    )
