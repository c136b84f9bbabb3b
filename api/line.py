"""What the server says to the other end of a call, without ever waiting for it."""

import asyncio
import json
from collections.abc import Iterable

from fastapi import WebSocket

from audit.errors import Problem
from audit.findings import Finding
from config.messages import render
from pipelines.sources.lines import finding_values

#: Messages that wait to be sent. Whoever leaves so many unread is told no more; the call is kept all the same.
MOST_UNREAD = 256
#: Seconds to say goodbye to one who does not read.
GOODBYE = 5
#: Of the WebSocket protocol: something was refused; all was well.
POLICY, NORMAL = 1008, 1000


class Line:
    def __init__(self, socket: WebSocket, language: str) -> None:
        self._socket = socket
        self._language = language
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MOST_UNREAD)
        self._silent = False
        self._speaking = asyncio.create_task(self._speak())

    async def _speak(self) -> None:
        while True:
            message = await self._waiting.get()
            try:
                await self._socket.send_text(message)
            except Exception:  # noqa: BLE001 - the other end is gone, in whichever way
                self._silent = True
            finally:
                self._waiting.task_done()

    def say(self, event: str, **values: object) -> None:
        if self._silent:
            return
        try:
            self._waiting.put_nowait(json.dumps({"event": event, **values}, ensure_ascii=False))
        except asyncio.QueueFull:
            self._silent = True

    def findings(self, found: Iterable[Finding]) -> None:
        for one in found:
            self.say("finding", finding={"id": one.id, **finding_values(one), "at": one.at, "until": one.until})

    def problems(self, event: str, problems: Iterable[Problem]) -> None:
        """`refused`: a message or the whole call; `note`: odd, and taken."""
        for problem in problems:
            message = render(problem, self._language)
            self.say(event, error=problem.code, where=problem.where, message=message)

    async def close(self, code: int) -> None:
        """After everything was said, if the other end listens."""
        try:
            async with asyncio.timeout(GOODBYE):
                await self._waiting.join()
                await self._socket.close(code)
        except Exception:  # noqa: BLE001 - as above
            self._silent = True
        finally:
            self._speaking.cancel()
