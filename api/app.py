"""The server of one installation."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI

from api.deps import House
from api.routes import health, live, metrics
from audit.errors import Refused
from config.settings import Settings
from pipelines.bootstrap import Application
from pipelines.live.desk import LiveDesk

#: Seconds until calls that could not be judged are tried again.
AGAIN = 30


def create(settings: Settings | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> FastAPI:
    """Everything is made when it is first asked for, but for the folder of the installation."""
    application = Application(settings or Settings())

    @asynccontextmanager
    async def open_house(app: FastAPI) -> AsyncIterator[None]:
        home = app.state.house = House(application, LiveDesk(application, now))
        judging = asyncio.create_task(_judge_what_is_stored(home))
        if application.settings.live_token:
            home.threads.submit(home.desk.prepare)  # what is missing is said to the first call
        yield
        judging.cancel()
        home.threads.shutdown()

    app = FastAPI(title="FairDial 清催", lifespan=open_house, docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(live.router)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.add_middleware(metrics.Timed)
    return app


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
