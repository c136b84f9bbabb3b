"""Reports as somebody may see them, and what a form asks for."""

from typing import Literal

from pydantic import BaseModel, Field

from api.asked import Question
from api.visit import Visit
from audit.errors import Problem, Refused
from audit.reports.periods import read
from audit.reports.record import Report
from audit.reports.release import OUT, Kept, State
from audit.rights import Verb
from audit.scope import Scope
from pipelines.reports.gathering import Wanted
from pipelines.reports.releasing import found, must_be_one_agency


class ReportsAsked(Question):
    view: Literal["released", "waiting", "all"] = "all"
    after: str = ""


class NewReport(BaseModel):
    """What a form asks for; the period as `audit.reports.periods.read` has it."""

    period: str = Field(max_length=30)
    agency: str = Field(default="", max_length=200)
    institution: str = Field(default="", max_length=200)


_VIEWS = {"released": OUT, "waiting": frozenset({State.PREPARED, State.DRAFT}), "all": frozenset(State)}


def states(visit: Visit, view: str) -> frozenset[State]:
    """Drafts are only for those who make reports."""
    return _VIEWS[view] if visit.may(Verb.MAKE_REPORT) else _VIEWS[view] & OUT


def report_of(visit: Visit, identity: str) -> tuple[Kept, Report]:
    """Raises Refused (`report.unknown`)."""
    return found(visit.house.application, identity, visit.scope, drafts=visit.may(Verb.MAKE_REPORT))


def wanted(visit: Visit, asked: NewReport) -> Wanted:
    """Nothing from outside the scope. Raises Refused (`report.period`, `report.outside`, `report.one_agency`)."""
    kind, period = read(asked.period.strip(), visit.house.settings.timezone)
    scope = Scope(
        _side(asked.institution, visit.scope.institutions),
        _side(asked.agency, visit.scope.agencies),
        visit.scope.agents,
    )
    if not visit.scope.covers(scope):
        raise Refused(Problem("report.outside", asked.agency or asked.institution))
    must_be_one_agency(kind, scope)
    return Wanted(kind, period, scope, visit.who.name, visit.house.now())


def _side(name: str, seen: frozenset[str] | None) -> frozenset[str] | None:
    return frozenset({name}) if name else seen
