"""`/reports`: made by one person, released by another, each figure with what gives it, and files to take away."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from api.allowed import allowed
from api.errors import SEE_OTHER
from api.reported import NewReport, ReportsAsked, report_of, states, wanted
from api.visit import Visit
from audit.errors import Problem, Refused
from audit.reports.release import OUT, WAITING, Kept, State
from audit.rights import Verb
from config.messages import LANGUAGES
from pipelines.reports.drawing import chart
from pipelines.reports.files import MEDIA, Format
from pipelines.reports.naming import period_name, scope_name
from pipelines.reports.releasing import draft, file_of, release, step_on
from pipelines.reports.releasing import step as taken
from pipelines.reports.telling import interval, tell, written

router = APIRouter(include_in_schema=False)

PATH = "/reports"
PAGE = 50


@router.get(PATH)
def reports(visit: Annotated[Visit, allowed(Verb.REPORTS)], asked: Annotated[ReportsAsked, Query()]) -> Response:
    app = visit.house.application
    found = app.reports.reports(visit.scope, states(visit, asked.view), PAGE + 1, asked.after or None)
    page = found[:PAGE]
    today = visit.house.now().date()
    return visit.page(
        "reports.html",
        reports=page,
        asked=asked,
        views=[
            (view, visit.say(f"reports.view.{view}"), asked.url(PATH, view=view, after=""))
            for view in ("all", "released", "waiting")
            if view != "waiting" or visit.may(Verb.MAKE_REPORT)
        ],
        more=asked.url(PATH, after=page[-1].id) if len(found) > PAGE else None,
        period_of=lambda one: period_name(one.period),
        local=lambda one, at: at.astimezone(ZoneInfo(one.period.zone)),
        scope_of=lambda one: scope_name(one.scope, visit.language),
        institutions=[(name, name) for name in app.store.institutions(visit.scope)],
        usual=_month_before(today.year, today.month),
    )


@router.post(PATH)
def make(visit: Annotated[Visit, allowed(Verb.MAKE_REPORT)], asked: Annotated[NewReport, Form()]) -> Response:
    what = wanted(visit, asked)
    visit.act(Verb.MAKE_REPORT, step="make", kind=what.kind.value, period=period_name(what.period))
    kept, _ = draft(visit.house.application, what)
    return RedirectResponse(f"{PATH}/{kept.id}", SEE_OTHER)


@router.get(PATH + "/{identity}")
def report(visit: Annotated[Visit, allowed(Verb.REPORTS)], identity: str) -> Response:
    kept, found = report_of(visit, identity)
    told = tell(kept, found, visit.language)
    return visit.page(
        "report.html",
        kept=kept,
        told=told,
        period=period_name(kept.period),
        chart=lambda table: chart(table.source, visit.language),
        formats=[one for one in Format if one not in (Format.MANIFEST, Format.SIGNATURE)],
        out=kept.state in OUT,
        waiting=kept.state in WAITING,
        own=kept.vouched_by == visit.who.name,
        languages=LANGUAGES,
        local=lambda at: at.astimezone(ZoneInfo(kept.period.zone)),
    )


@router.get(PATH + "/{identity}/figures/{number}")
def figure(visit: Annotated[Visit, allowed(Verb.REPORTS)], identity: str, number: int) -> Response:
    kept, found = report_of(visit, identity)
    every = found.figures
    if not 1 <= number <= len(every):
        raise Refused(Problem("report.no_figure", f"{kept.id} #{number}"))
    one = every[number - 1]
    section, table, row, column = next(
        (section.title, table.title, row[0].text, table.columns[place])
        for section in tell(kept, found, visit.language).sections
        for table in section.tables
        for row in table.rows
        for place, cell in enumerate(row)
        if cell.figure == number
    )
    return visit.page(
        "report_figure.html",
        kept=kept,
        one=one,
        number=number,
        count=len(every),
        where=(section, table, row, column),
        value=written(one),
        interval=interval(one),
        raw={"value": one.value, "low": one.low, "high": one.high},
    )


@router.get(PATH + "/{identity}/file")
def file(
    visit: Annotated[Visit, allowed(Verb.REPORTS)],
    identity: str,
    kind: Format = Format.JSON,
    language: Literal["", "zh", "en"] = "",
) -> Response:
    kept, found = report_of(visit, identity)
    spoken = language or visit.language
    visit.act(Verb.REPORTS, kept.id, step="file", kind=kind.value, language=spoken)
    data = file_of(visit.house.application, kept, found, kind, spoken)
    name = f"fairdial-{kept.kind}-{period_name(kept.period)}-v{kept.version}-{kept.id}-{spoken}.{_ENDS.get(kind, kind)}"
    return Response(data, media_type=MEDIA[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.post(PATH + "/{identity}/step")
def step(
    visit: Annotated[Visit, allowed(Verb.MAKE_REPORT)],
    identity: str,
    state: Annotated[Literal["draft", "released", "withdrawn"], Form()],
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Vouch, release or withdraw."""
    one = report_of(visit, identity)
    now = taken(State(state), visit.who.name, visit.house.now(), note)
    app = visit.house.application
    if now.state is State.RELEASED:
        release(app, one, now, lambda: _told(visit, one[0], state))
    else:
        step_on(app, one[0], now, lambda: _told(visit, one[0], state))
    return RedirectResponse(f"{PATH}/{identity}", SEE_OTHER)


_ENDS = {Format.MANIFEST: "manifest.json", Format.SIGNATURE: "manifest.sig.json"}


def _told(visit: Visit, kept: Kept, state: str) -> None:
    visit.act(Verb.MAKE_REPORT, kept.id, step=state, period=period_name(kept.period), version=str(kept.version))


def _month_before(year: int, month: int) -> str:
    return f"{year - (month == 1)}-{(month - 2) % 12 + 1:02d}"
