"""`/live/{call_id}`: a telephone system streams a call, and is told what is found in it while it goes on."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, WebSocket
from fastapi.responses import JSONResponse

from api.deps import House, house, live_refusal
from api.line import NORMAL, POLICY, Line
from audit.errors import Problem, Refused
from config.messages import render
from pipelines.live.call import LiveCall
from pipelines.live.messages import Stop, read_message, read_start
from pipelines.live.start import Start

#: Seconds in which a connection must say which call it is.
START_WITHIN = 10
#: Seconds between two looks at what came in.
LISTEN_EVERY = 0.5
#: Of HTTP: no such thing here; not without showing who you are.
NOT_FOUND, UNAUTHORIZED = 404, 401

router = APIRouter()


@router.websocket("/live/{call_id}")
async def live(socket: WebSocket, call_id: str, home: Annotated[House, Depends(house)]) -> None:
    if problem := live_refusal(socket.headers, home.settings):
        body = {"error": problem.code, "message": render(problem, home.settings.lang)}
        status = NOT_FOUND if problem.code == "live.off" else UNAUTHORIZED
        await socket.send_denial_response(JSONResponse(body, status))
        return
    await socket.accept()
    line = Line(socket, home.settings.lang)
    try:
        if (start := await _start(socket, call_id)) is not None:
            call, odd = await home.aside(home.desk.open, call_id, start)
            line.problems("note", odd)
            await _follow(socket, line, call, start, home)
        await line.close(NORMAL)
    except Refused as refused:
        line.problems("refused", refused.problems)
        await line.close(POLICY)


async def _start(socket: WebSocket, call_id: str) -> Start | None:
    """None where the other end is gone before it said anything."""
    try:
        async with asyncio.timeout(START_WITHIN):
            while (message := await _message(socket)) is not None:
                if (start := read_start(message, call_id)) is not None:
                    return start
    except TimeoutError as error:
        raise Refused(Problem("live.no_start", call_id, {"seconds": START_WITHIN})) from error
    return None


async def _message(socket: WebSocket) -> str | bytes | None:
    """None when the other end has hung up."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        return None
    text: str | bytes | None = message.get("text")
    return message["bytes"] if text is None else text


async def _follow(socket: WebSocket, line: Line, call: LiveCall, start: Start, home: House) -> None:
    """To the end of the call, however it ends; then it is stored."""
    ended = asyncio.Event()
    hearing = asyncio.create_task(_hear(line, call, ended, home))
    try:
        line.say("listening", contact=call.contact.key)
        await _receive(socket, line, call, start)
    finally:
        ended.set()
        await hearing
        contact = await home.aside(home.desk.hang_up, call)
        home.stored.set()
    line.say("stored", contact=contact.key, seconds=round(call.seconds, 2))


async def _receive(socket: WebSocket, line: Line, call: LiveCall, start: Start) -> None:
    while (message := await _message(socket)) is not None:
        try:
            said = read_message(message, start, call.contact.key)
            if isinstance(said, Stop):
                return
            if said is not None and (odd := call.take(said)):
                line.problems("note", [odd])
        except Refused as refused:
            line.problems("refused", refused.problems)


async def _hear(line: Line, call: LiveCall, ended: asyncio.Event, home: House) -> None:
    """A recogniser that fails stops no call: it is kept, and judged as a whole."""
    try:
        while not await _within(ended, LISTEN_EVERY):
            found, notes = await home.aside(call.listen)
            line.findings(found)
            line.problems("note", notes)
        line.findings(await home.aside(call.finish))
    except Exception as error:  # noqa: BLE001 - whatever it is
        fault = f"{type(error).__name__}: {error}"
        line.problems("note", [Problem("live.deaf", call.contact.key, {"fault": fault})])


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
