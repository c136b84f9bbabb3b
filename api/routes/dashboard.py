"""`/dashboard`: rates with their intervals, trend, coverage and pace; `/contacts`: what stands behind a number there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.allowed import allowed
from api.console.figures import Figure, figure, percent
from api.dashboard import SIDES, ContactsAsked, DashboardAsked, Days, days_of, rates, trend
from api.visit import Visit
from audit.rates import PER, By, Counted, ages
from audit.records import State
from audit.rights import Verb
from audit.statistics import Interval, share
from pipelines import charts

router = APIRouter(include_in_schema=False)

PATH, BEHIND = "/dashboard", "/contacts"
PAGE = 25
CONTACTS = 50
#: States in which a contact was judged.
JUDGED = (State.SCANNED, State.INDEXED)
CHANGES = 50
REASONS = 30


@router.get(PATH)
def dashboard(visit: Annotated[Visit, allowed(Verb.DASHBOARD)], asked: Annotated[DashboardAsked, Query()]) -> Response:
    days, app = days_of(visit, asked), visit.house.application
    by = By(asked.by)
    counted, found = trend(visit, days, asked.every), rates(visit, by, days)
    page = found[asked.first : asked.first + PAGE]
    changes = app.review.changes(days.since, days.until)[-CHANGES:]
    coverage = app.dashboard.coverage(days.since, days.until, visit.scope)
    words = {
        code: visit.say(f"dashboard.{code}") for code in ("day", "share", "interval", "contacts", "change", "name")
    }
    words |= {what: visit.say(f"dashboard.changed.{what}") for what in ("pack", "model")}
    total = _total(counted)
    titles = {rule.id: rule.title[visit.language] for rule in app.rules} if by is By.RULE else {}
    return visit.page(
        "dashboard.html",
        asked=asked,
        days=days,
        total=total,
        total_share=per_thousand([total])[0],
        judged=percent(
            share(sum(of.get(one, 0) for of in coverage.states.values() for one in JUDGED), coverage.contacts)
        ),
        coverage=coverage,
        states=tuple(State),
        reasons=_most(coverage.reasons),
        not_assessed=_most(coverage.not_assessed),
        pace=app.dashboard.pace(days.since, days.until, visit.scope),
        waited=_ages(visit),
        trend=[
            (one, rate, max(one.name, days.first.isoformat()), _last(one, asked.every, days))
            for one, rate in zip(counted, per_thousand(counted), strict=True)
        ],
        trend_chart=charts.trend(counted, changes, words) if counted else None,
        changes=changes,
        rows=list(zip(page, per_thousand(page), _incident_rates(page), strict=True)),
        rates_chart=charts.whiskers(_labelled(page, titles), words) if page else None,
        count=len(found),
        more=asked.url(PATH, first=str(asked.first + PAGE)) if asked.first + PAGE < len(found) else None,
        first=asked.url(PATH, first="") if asked.first else None,
        sides=[
            (side.value, visit.say(f"dashboard.by.{side}"), asked.url(PATH, by=side.value, first="")) for side in SIDES
        ],
        spans=[
            (every, visit.say(f"dashboard.every.{every}"), asked.url(PATH, every=every)) for every in ("day", "week")
        ],
        titles=titles,
        behind=lambda **fields: link(BEHIND, days, **fields),
        queue=lambda **fields: link("/queue", days, view="all", **fields),
    )


@router.get(BEHIND)
def contacts(visit: Annotated[Visit, allowed(Verb.DASHBOARD)], asked: Annotated[ContactsAsked, Query()]) -> Response:
    found = visit.house.application.dashboard.behind(asked.query(visit), visit.scope, CONTACTS + 1, asked.after or None)
    page = found[:CONTACTS]
    chips = {
        name: value for name, value in asked.model_dump(mode="json", exclude_defaults=True).items() if name != "after"
    }
    return visit.page(
        "contacts.html",
        lines=page,
        asked=asked,
        chips=chips,
        more=asked.url(BEHIND, after=page[-1].contact) if len(found) > CONTACTS else None,
    )


def link(path: str, days: Days, **fields: str) -> str:
    """With the days of the page, so that what opens is what was counted."""
    asked = {**fields, "since": days.first.isoformat(), "until": days.last.isoformat()}
    return f"{path}?{urlencode({name: value for name, value in asked.items() if value})}"


def per_thousand(counted: Sequence[Counted]) -> Sequence[Figure]:
    """Contacts with an incident per 1,000, on one scale."""
    return _figures([one.share for one in counted], float(PER))


def _labelled(counted: Sequence[Counted], titles: Mapping[str, str]) -> Sequence[Counted]:
    """Rules by their title, and by their id, too, where several have the same."""
    shared = Counter(titles.get(one.name) for one in counted)
    labels = {
        one.name: title if shared[title] == 1 else f"{title} ({one.name})"
        for one in counted
        if (title := titles.get(one.name))
    }
    return [replace(one, name=labels.get(one.name, one.name)) for one in counted]


def _incident_rates(counted: Sequence[Counted]) -> Sequence[Figure]:
    return _figures([one.rate for one in counted], float("inf"))


def _figures(intervals: Sequence[Interval], most: float) -> Sequence[Figure]:
    scale = min(max((one.value * 1.5 for one in intervals), default=0.0), most)
    return [figure(one, scale, ".1f") for one in intervals]


def _last(one: Counted, every: str, days: Days) -> date:
    """The last day that a row of the trend counts."""
    first = date.fromisoformat(one.name)
    return min(first + timedelta(days=6), days.last) if every == "week" else first


def _total(counted: Sequence[Counted]) -> Counted:
    contacts, hit, incidents = (sum(getattr(one, name) for one in counted) for name in ("contacts", "hit", "incidents"))
    return Counted("", contacts, hit, incidents)


def _ages(visit: Visit) -> Sequence[tuple[str, str, int]]:
    """Word, address and number of each class of waiting."""
    waited, low = [], 0
    for end, number in ages(visit.house.application.review.waited(visit.house.now(), visit.scope)):
        word = (
            visit.say("dashboard.waited.over", low=low)
            if end is None
            else visit.say("dashboard.waited.days", low=low, end=end)
        )
        waited.append((word, f"{BEHIND}?waited={low}-{end or ''}", number))
        low = end or low
    return waited


def _most(counted: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:REASONS]
