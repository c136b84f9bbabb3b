"""What the routes need: the installation's parts and its threads."""

import asyncio
import hmac
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

from fastapi import WebSocket
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.playable import Playable
from audit.errors import Problem, Refused
from audit.ports import Store
from config.settings import Settings
from pipelines.access.door import Door
from pipelines.access.openid import Provider
from pipelines.bootstrap import Application
from pipelines.live.desk import MOST_CALLS, LiveDesk

#: Lists that are made at a time. Python runs one thread at a time, and thirty that contend for it all end late, where some could
#: end early; a second one works while the first waits for the database.
LISTS = 2

P = ParamSpec("P")
T = TypeVar("T")

#: Tries to sign in from one address, and requests of one token.
SIGN_INS, REQUESTS = RateLimitItemPerMinute(20), RateLimitItemPerMinute(600)
#: Complaints from one address, and looks at what became of one.
COMPLAINTS, LOOK_UPS = RateLimitItemPerHour(10, namespace="complaints"), RateLimitItemPerMinute(20, namespace="looks")


class Pace:
    """How often something may be done. Each process of the server counts for itself; locks of accounts are in the store."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def keep(self, limit: RateLimitItem, who: str) -> None:
        """Raises Refused (`access.too_many`) for one time too many."""
        if not self._limiter.hit(limit, who):
            raise Refused(Problem("access.too_many", who, {"most": limit.amount}))


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class House:
    """One for each server."""

    application: Application
    desk: LiveDesk
    door: Door
    playable: Playable
    now: Callable[[], datetime] = _now
    pace: Pace = field(default_factory=Pace)
    #: One for every call that is heard, and one for the pass over those that have ended.
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(MOST_CALLS + 1))
    #: Set whenever a call was stored.
    stored: asyncio.Event = field(default_factory=asyncio.Event)
    #: Held while a list is made, which writes nothing and so waits for nobody.
    lists: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(LISTS))
    #: Held while a rule is tried on stored history.
    trying: threading.Lock = field(default_factory=threading.Lock)
    provider: Provider | None = None
    #: Paths that lead somewhere: what the menu may offer.
    paths: frozenset[str] = frozenset()

    @property
    def settings(self) -> Settings:
        return self.application.settings

    @property
    def store(self) -> Store:
        return self.application.store

    async def aside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what takes long in a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, lambda: work(*args, **kwargs))


def house(socket: WebSocket) -> House:
    found: House = socket.app.state.house
    return found


async def until_sent() -> AsyncIterator[ExitStack]:
    """What a route entered here is left once its answer was sent, was broken off by a browser or a fault, or never began.

    An answer that closes its file by itself, at the end of what it sends, leaves it open where nobody asks it for a first piece.
    """
    with ExitStack() as opened:
        yield opened


def live_refusal(headers: Mapping[str, str], settings: Settings) -> Problem | None:
    """Why a telephone system may not stream calls: nobody may, or it does not show the token."""
    token = settings.live_token.get_secret_value()
    if not token:
        return Problem("live.off", "FAIRDIAL_LIVE_TOKEN")
    shown = headers.get("authorization", "")
    if not hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
        return Problem("live.token", "Authorization")
    return None
