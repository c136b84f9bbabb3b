"""`/api/v1/rates`, `/trend`, `/coverage`: the numbers of the dashboard, for programs."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.allowed import allowed
from api.dashboard import Period, days_of, rates, trend
from api.routes.v1 import PROBLEMS
from api.rule_schemas import IntervalOut, interval_out
from api.visit import Visit
from audit.rates import By, Counted, ages
from audit.rights import Verb

router = APIRouter(prefix="/api/v1", responses=PROBLEMS, tags=["dashboard"])


class RatesAsked(Period):
    by: Literal["agency", "team", "agent", "rule"] = "agency"


class TrendAsked(Period):
    every: Literal["day", "week"] = "day"


class RateOut(BaseModel):
    """Contacts that were judged; those with an incident, and incidents, each per 1,000 contacts with its 95 % interval."""

    name: str
    contacts: int
    hit: int
    incidents: int
    share: IntervalOut
    rate: IntervalOut


class RatesOut(BaseModel):
    since: date
    until: date
    rates: list[RateOut]


class ChangeOut(BaseModel):
    day: date
    #: `pack` or `model`
    what: str
    name: str


class TrendOut(RatesOut):
    changes: list[ChangeOut]


class AgeOut(BaseModel):
    #: Days since they were found: at least, and less than; the last class has no end.
    low: int
    end: int | None
    incidents: int


class PaceOut(BaseModel):
    """Seconds from claim to decision: median and the middle half."""

    decided: int
    median: float | None
    low: float | None
    high: float | None


class CoverageOut(BaseModel):
    since: date
    until: date
    contacts: int
    #: Channel -> state -> contacts.
    states: dict[str, dict[str, int]]
    reasons: dict[str, int]
    not_assessed: dict[str, int]
    pace: PaceOut
    waiting: list[AgeOut]


@router.get("/rates")
def rates_by(visit: Annotated[Visit, allowed(Verb.DASHBOARD)], asked: Annotated[RatesAsked, Query()]) -> RatesOut:
    """By agency, team, agent or rule, ordered by the low end of the interval; the last 30 days unless others are asked for."""
    days = days_of(visit, asked)
    return RatesOut(since=days.first, until=days.last, rates=[_rate(one) for one in rates(visit, By(asked.by), days)])


@router.get("/trend")
def trend_of(visit: Annotated[Visit, allowed(Verb.DASHBOARD)], asked: Annotated[TrendAsked, Query()]) -> TrendOut:
    """By day or week (named by its Monday), with the days on which another pack or model began to be used."""
    days = days_of(visit, asked)
    changes = visit.house.application.review.changes(days.since, days.until)
    return TrendOut(
        since=days.first,
        until=days.last,
        rates=[_rate(one) for one in trend(visit, days, asked.every)],
        changes=[ChangeOut(day=one.day, what=one.what, name=one.name) for one in changes],
    )


@router.get("/coverage")
def coverage_of(visit: Annotated[Visit, allowed(Verb.DASHBOARD)], asked: Annotated[Period, Query()]) -> CoverageOut:
    """What was judged and what was not, with reasons; how long verdicts took; how long open incidents wait."""
    days, app = days_of(visit, asked), visit.house.application
    found = app.dashboard.coverage(days.since, days.until, visit.scope)
    pace = app.dashboard.pace(days.since, days.until, visit.scope)
    waited, low = list[AgeOut](), 0
    for end, number in ages(app.review.waited(visit.house.now(), visit.scope)):
        waited.append(AgeOut(low=low, end=end, incidents=number))
        low = end or low
    return CoverageOut(
        since=days.first,
        until=days.last,
        contacts=found.contacts,
        states={channel: dict(of) for channel, of in found.states.items()},
        reasons=dict(found.reasons),
        not_assessed=dict(found.not_assessed),
        pace=PaceOut(decided=pace.decided, median=pace.median, low=pace.low, high=pace.high),
        waiting=waited,
    )


def _rate(one: Counted) -> RateOut:
    share, rate = interval_out(one.share), interval_out(one.rate)
    return RateOut(name=one.name, contacts=one.contacts, hit=one.hit, incidents=one.incidents, share=share, rate=rate)
