"""What the routes need: the installation's parts, its threads, and who may come in."""

import asyncio
import hmac
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from fastapi import WebSocket

from audit.errors import Problem
from config.settings import Settings
from pipelines.bootstrap import Application
from pipelines.live.desk import MOST_CALLS, LiveDesk

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class House:
    """One for each server."""

    application: Application
    desk: LiveDesk
    #: One for every call that is heard, and one for the pass over those that have ended.
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(MOST_CALLS + 1))
    #: Set whenever a call was stored.
    stored: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def settings(self) -> Settings:
        return self.application.settings

    async def aside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what takes long in a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, lambda: work(*args, **kwargs))


def house(socket: WebSocket) -> House:
    found: House = socket.app.state.house
    return found


def live_refusal(headers: Mapping[str, str], settings: Settings) -> Problem | None:
    """Why a telephone system may not stream calls: nobody may, or it does not show the token."""
    token = settings.live_token.get_secret_value()
    if not token:
        return Problem("live.off", "FAIRDIAL_LIVE_TOKEN")
    shown = headers.get("authorization", "")
    if not hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
        return Problem("live.token", "Authorization")
    return None
