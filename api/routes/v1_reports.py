"""`/api/v1/reports`: reports and their figures, for programs."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.allowed import allowed
from api.reported import ReportsAsked, report_of, states
from api.routes.v1 import PROBLEMS
from api.schemas import ProblemOut
from api.visit import Visit
from audit.reports.record import Figure, Report
from audit.reports.release import Kept
from audit.rights import Verb

router = APIRouter(prefix="/api/v1", responses=PROBLEMS, tags=["reports"])
UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": ProblemOut}}


class ReportOut(BaseModel):
    """A version of a report. The scope's sides are none where they are open."""

    report: str
    kind: str
    first: date
    last: date
    timezone: str
    institutions: list[str] | None
    agencies: list[str] | None
    version: int
    state: str
    figures_sha256: str
    by: str
    at: datetime
    files: dict[str, str] = Field(description="Of a released one: names of its files with their SHA-256")
    signed: bool


class ReportPage(BaseModel):
    reports: list[ReportOut]
    #: What `after` takes for the next page; none on the last.
    next: str | None


class FigureOut(BaseModel):
    """A number, its 95 % interval where it is an estimate, and what gives it. Shares are in [0, 1]."""

    number: int
    section: str
    table: str
    figure: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    definition: str
    sha256: str


class ReportDetail(ReportOut):
    figures: list[FigureOut]


@router.get("/reports")
def reports(
    visit: Annotated[Visit, allowed(Verb.REPORTS)],
    asked: Annotated[ReportsAsked, Query()],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ReportPage:
    """Newest first. Drafts are told to those alone who make reports."""
    kept = visit.house.application.reports
    found = kept.reports(visit.scope, states(visit, asked.view), limit + 1, asked.after or None)
    page = found[:limit]
    more = page[-1].id if len(found) > limit else None
    return ReportPage(reports=[ReportOut(**_values(one)) for one in page], next=more)


@router.get("/reports/{identity}", responses=UNKNOWN)
def report(visit: Annotated[Visit, allowed(Verb.REPORTS)], identity: str) -> ReportDetail:
    """One report with all its figures, each with the question that it answers and the hash of its number."""
    kept, found = report_of(visit, identity)
    return ReportDetail(**_values(kept), figures=list(_figures(found)))


def _values(kept: Kept) -> dict[str, Any]:
    sides = {"institutions": kept.scope.institutions, "agencies": kept.scope.agencies}
    return {
        "report": kept.id,
        "kind": kept.kind.value,
        "first": kept.period.first,
        "last": kept.period.last,
        "timezone": kept.period.zone,
        **{side: names if names is None else sorted(names) for side, names in sides.items()},
        "version": kept.version,
        "state": kept.state.value,
        "figures_sha256": kept.digest,
        "by": kept.by,
        "at": kept.at,
        "files": dict(kept.files),
        "signed": bool(kept.signature),
    }


def _figures(found: Report) -> list[FigureOut]:
    places = [
        (section.id, table.id, cell)
        for section in found.sections
        for table in section.tables
        for row in table.rows
        for cell in row
        if isinstance(cell, Figure)
    ]
    return [
        FigureOut(
            number=number,
            section=section,
            table=table,
            figure=one.id,
            unit=one.unit.value,
            value=one.value,
            low=one.low,
            high=one.high,
            definition=one.definition,
            sha256=one.digest,
        )
        for number, (section, table, one) in enumerate(places, 1)
    ]
