"""The server of one installation: the console, its API, and calls under way."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import errors
from api.bounded import Bounded
from api.console.pages import STATIC
from api.deps import House
from api.headers import Headers
from api.playable import Playable
from api.routes import (
    account,
    actions,
    acts,
    agreement,
    alert_rules,
    alerts,
    appeals,
    audio,
    complain,
    complaints,
    contacts,
    dashboard,
    doubles,
    evidence,
    exports,
    health,
    incidents,
    live,
    many,
    metrics,
    my_appeals,
    proposals,
    queue,
    reports,
    retention,
    rule_changes,
    rules,
    sample_items,
    samples,
    saved,
    search,
    sign_in,
    transcripts,
    v1,
    v1_actions,
    v1_alerts,
    v1_checking,
    v1_complaints,
    v1_dashboard,
    v1_evidence,
    v1_reports,
    v1_review,
    v1_rules,
    v1_search,
    verdicts,
)
from audit.errors import Refused
from audit.reports.record import Kind
from config.settings import Settings
from pipelines.access.configured import note_settings
from pipelines.access.openid import Provider
from pipelines.alerts.alarm import Alarm
from pipelines.bootstrap import Application
from pipelines.garbage import settled
from pipelines.live.desk import LiveDesk
from pipelines.reports.due import prepare

#: Seconds until calls that could not be judged are tried again.
AGAIN = 30
#: Seconds between two looks for periods that have ended and are to be reported on.
REPORTS_EVERY = 3600
#: Seconds between two anchors of the log of acts.
ANCHOR_EVERY = 3600
#: Every subject that has pages or answers programs; a new one is added here.
_REVIEW = (queue, many, incidents, verdicts, transcripts, audio, evidence)
_SEARCH = (search, saved, contacts, exports)
_CHECKING = (samples, sample_items, doubles, agreement, appeals, my_appeals)
_ACTIONS = (actions, v1_actions)
_COMPLAINTS = (complain, complaints, v1_complaints)
_RULES = (rules, rule_changes, proposals, dashboard, reports)
_ALERTS = (alerts, alert_rules)
_PROGRAMS = (v1, v1_alerts, v1_review, v1_evidence, v1_search, v1_checking, v1_rules, v1_dashboard, v1_reports)
_GOVERNANCE = (retention,)
_OPERATION = (acts, live, health, metrics)
ROUTERS = tuple(
    subject.router
    for subject in (
        sign_in,
        account,
        *_REVIEW,
        *_SEARCH,
        *_CHECKING,
        *_ACTIONS,
        *_COMPLAINTS,
        *_RULES,
        *_ALERTS,
        *_PROGRAMS,
        *_GOVERNANCE,
        *_OPERATION,
    )
)
PATHS = frozenset(getattr(route, "path", "") for router in ROUTERS for route in router.routes)


def served() -> FastAPI:
    """For a process that does nothing else, and may get everything ready that pages need."""
    return create(ready=_get_ready)


def create(
    settings: Settings | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ready: Callable[[House], None] = lambda _: None,
) -> FastAPI:
    """Everything is made when it is first asked for, but for the folder of the installation, and what `ready` asks for."""
    application = Application(settings or Settings())

    @asynccontextmanager
    async def open_house(app: FastAPI) -> AsyncIterator[None]:
        home = app.state.house = House(
            application,
            LiveDesk(application, now),
            application.door(now),
            Playable(application),
            now,
            provider=Provider(application.settings) if application.settings.oidc_issuer else None,
            paths=PATHS,
        )
        tasks = [asyncio.create_task(_judge_what_is_stored(home)), asyncio.create_task(_anchor(home))]
        home.threads.submit(_note, home)
        home.threads.submit(ready, home)
        alarm = Alarm(application, now)
        alarm.start()
        if application.settings.reports:
            tasks.append(asyncio.create_task(_report(home)))
        if application.settings.live_token:
            home.threads.submit(home.desk.prepare)  # what is missing is said to the first call
        yield
        for task in tasks:
            task.cancel()
        await asyncio.to_thread(alarm.stop)
        home.threads.shutdown()

    app = FastAPI(title="FairDial 清催", lifespan=open_house, docs_url=None, redoc_url=None, openapi_url=None)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    errors.install(app)
    app.add_middleware(metrics.Timed)
    app.add_middleware(Bounded)
    app.add_middleware(Headers)  # the outermost: every answer carries them
    return app


def _note(home: House) -> None:
    try:
        note_settings(home.application, home.now())
    except Refused as refused:
        logging.getLogger(__name__).warning("%s", refused)


def _get_ready(home: House) -> None:
    """What the first page would otherwise wait for, and no later one needs to look through for garbage."""
    try:
        _ = home.application.rules
    except Refused as refused:
        logging.getLogger(__name__).warning("%s", refused)
    settled()


async def _judge_what_is_stored(home: House) -> None:
    """Calls that have ended, one pass at a time. What is left undone stays stored, and waits for the next pass."""
    while True:
        await home.stored.wait()
        home.stored.clear()
        try:
            await home.aside(home.desk.judge)
        except Refused:  # another process works there, and may well take these up
            await asyncio.sleep(AGAIN)
            home.stored.set()
        except Exception:
            logging.getLogger(__name__).exception("judging the calls that have ended")
            await asyncio.sleep(AGAIN)
            home.stored.set()


async def _anchor(home: House) -> None:
    """What the log of acts ended with, now and then, signed and kept apart from it."""
    while True:
        await asyncio.sleep(ANCHOR_EVERY)
        try:
            await home.aside(home.application.anchor, home.now())
        except Exception:
            logging.getLogger(__name__).exception("anchoring the log of acts")


async def _report(home: House) -> None:
    """Reports whose period has ended, for people to vouch for and release."""
    kinds = [Kind(name) for name in home.settings.reports.split()]
    while True:
        try:
            await home.aside(lambda: list(prepare(home.application, kinds, home.now())))
        except Exception:
            logging.getLogger(__name__).exception("preparing the reports that are due")
        await asyncio.sleep(REPORTS_EVERY)
