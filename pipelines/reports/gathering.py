"""Everything that a report tells, asked of the installation's stores."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from audit.actions import Action
from audit.agreement import Pair
from audit.complaints import Linked
from audit.effect import SPANS
from audit.pack import pack_id
from audit.personal import masked
from audit.reports.build import build
from audit.reports.definitions import Asking
from audit.reports.facts import Complained, Corrective, Facts, Sample, Unchecked
from audit.reports.periods import parts
from audit.reports.record import Kind, Period, Report
from audit.rules.model import Status
from audit.sampling import Method, Plan
from audit.scope import Scope
from pipelines.actions import effect_of
from pipelines.bootstrap import Application
from pipelines.checking import estimate
from pipelines.complaints import linked_complaints

#: Contacts that are listed one by one; the rest is counted.
LISTED = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report that somebody asks for."""

    kind: Kind
    period: Period
    scope: Scope
    by: str
    at: datetime


def bounds(period: Period) -> tuple[datetime, datetime]:
    """The moments in which its first day begins and its last one ends."""
    zone = ZoneInfo(period.zone)
    return _start(period.first, zone), _start(period.last + timedelta(days=1), zone)


def make(app: Application, wanted: Wanted) -> Report:
    """The report as the stores tell it now."""
    spans = {one.first.isoformat(): (one, bounds(one)) for one in parts(wanted.period)}
    questions = {first: Asking(*ends, wanted.scope) for first, (_, ends) in spans.items()}
    trend = [
        (first, span.last.isoformat(), app.report_facts.groups(*ends, wanted.scope))
        for first, (span, ends) in spans.items()
    ]
    bare = Report(wanted.kind, wanted.period, wanted.scope, wanted.by, wanted.at)
    return build(bare, replace(_facts(app, wanted), trend=trend), bounds(wanted.period), questions)


def _facts(app: Application, wanted: Wanted) -> Facts:
    since, until = bounds(wanted.period)
    scope, asked, review = wanted.scope, app.report_facts, app.review
    within = (since, until, scope)
    live = [rule for rule in app.rules if rule.status is Status.LIVE]
    return Facts(
        groups=asked.groups(*within),
        found=asked.found(*within),
        unchecked=[_masked(one) for one in asked.unchecked(*within, LISTED)],
        not_assessed=app.dashboard.coverage(*within).not_assessed,
        counts=asked.counts(*within),
        noise=review.noise(*within),
        samples=[_sample(app, plan) for plan in review.plans(scope) if _of_period(plan, since, until, scope)],
        pairs=_pairs(app, since, until, scope),
        pace=app.dashboard.pace(*within),
        complaints=_complaints(app, since, until, scope),
        actions=[_action(app, one, until) for one in app.actions.actions_between(*within)],
        now=wanted.at,
        waited=review.waited(wanted.at, scope),
        trend=(),
        pack=f"{app.loaded_pack.name}@{pack_id(app.rules)}",
        rules=Counter(rule.status.value for rule in app.rules),
        looked_for=frozenset(rule.category for rule in live),
        reader=app.reader.id if app.reader else "",
    )


def _masked(one: Unchecked) -> Unchecked:
    """Ids come from others' systems, and reasons name their files: either may hold a number or a name."""
    return replace(one, contact=masked(one.contact), reason=masked(one.reason))


def _of_period(plan: Plan, since: datetime, until: datetime, scope: Scope) -> bool:
    """A sample of contacts of the period, whenever it was drawn; without days those drawn in it. Part of one tells nothing."""
    asked = plan.query.filter
    inside = since <= asked.since and asked.until <= until if asked.since and asked.until else since <= plan.at < until
    return inside and scope.covers(plan.query.reach)


def _sample(app: Application, plan: Plan) -> Sample:
    progress = app.review.progress([plan.id])[plan.id]
    told = progress.clean + progress.wrong
    if plan.method is not Method.RANDOM or not plan.query.unhit or not told:
        return Sample(plan, progress.looked, progress.wrong)
    found = estimate(app.review, plan)
    return Sample(plan, progress.looked, progress.wrong, found.seen, found.recall)


def _pairs(app: Application, since: datetime, until: datetime, scope: Scope) -> Sequence[Pair]:
    doubles = app.review.doubles(scope=scope)
    return [pair for one in doubles if since <= one.at < until for pair in one.pairs]


def _complaints(app: Application, since: datetime, until: datetime, scope: Scope) -> Sequence[Complained]:
    found = [one for one in linked_complaints(app.store) if since <= one.complaint.received_at < until]
    names = {one.complaint.case_id for one in found if one.complaint.case_id}
    known = {key: case.institution for key, case in app.store.cases(names).items()}
    inside = _told_inside(scope, known)
    return [
        Complained(
            masked(one.complaint.id),
            one.complaint.received_at,
            one.complaint.agency or "",
            one.how.value,
            len(one.contacts),
            len(one.incidents),
        )
        for one in found
        if inside(one)
    ]


def _action(app: Application, action: Action, until: datetime) -> Corrective:
    """As it stood at the end of the period."""
    one = action.as_of(until) or action
    zone = ZoneInfo(app.settings.timezone)
    came = effect_of(app.actions, one, until, zone, SPANS[1])
    before, after = ((side.hit, side.contacts) if side else None for side in (came.before, came.after))
    agency, incidents = one.concern.agency or "", len(one.incidents)
    return Corrective(
        *(one.id, one.kind, agency, incidents, one.state.value, one.ordered_at, one.due, one.done_at),
        before,
        after,
        came.verdict.value,
    )


def _told_inside(scope: Scope, institutions: Mapping[str, str]) -> Callable[[Linked], bool]:
    """A complaint lies inside by what it says itself, or by a contact that it is about."""

    def inside(one: Linked) -> bool:
        own = scope.admits(institutions.get(one.complaint.case_id or ""), one.complaint.agency, None)
        return own or any(scope.holds(contact) for contact in one.contacts)

    return inside


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
