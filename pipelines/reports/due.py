"""Reports that a schedule prepares: each period that has ended, once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from audit.errors import Refused
from audit.reports.periods import ended
from audit.reports.record import Kind, subject
from audit.reports.release import Kept, State
from audit.scope import EVERYTHING, Scope
from pipelines.bootstrap import Application
from pipelines.reports.gathering import Wanted, bounds
from pipelines.reports.releasing import draft

#: Who makes what nobody asked for.
SCHEDULE = "fairdial"
_PAGE = 200


def prepare(app: Application, kinds: Sequence[Kind], now: datetime) -> Iterator[Kept]:
    """The newest period of each kind that has ended and had contacts, unless a report on it was ever made."""
    for wanted in _wanted(app, kinds, now):
        if not _made(app, wanted):
            try:
                yield draft(app, wanted, State.PREPARED)[0]
            except Refused as refused:  # another process was faster
                if refused.problems[0].code != "report.open":
                    raise


def _wanted(app: Application, kinds: Sequence[Kind], now: datetime) -> Iterator[Wanted]:
    zone = app.settings.timezone
    today = now.astimezone(ZoneInfo(zone)).date()
    for kind in kinds:
        period = ended(kind, today, zone)
        for scope in _scopes(app, kind, bounds(period)):
            yield Wanted(kind, period, scope, SCHEDULE, now)


def _scopes(app: Application, kind: Kind, within: tuple[datetime, datetime]) -> Sequence[Scope]:
    """Yearly ones are about one agency each; of a time without contacts there is nothing to tell."""
    groups = app.report_facts.groups(*within)
    if kind is not Kind.YEARLY:
        return (EVERYTHING,) if groups else ()
    names = sorted({one.agency for one in groups if one.agency})
    return [Scope(agencies=frozenset({name})) for name in names]


def _made(app: Application, wanted: Wanted) -> bool:
    sought, after = subject(wanted.kind, wanted.period, wanted.scope), None
    while page := app.reports.reports(limit=_PAGE, after=after):
        if any(one.subject == sought for one in page):
            return True
        after = page[-1].id
    return False
