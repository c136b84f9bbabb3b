"""The server never waits for one who does not read, and never forgets what it says to one who does."""

import asyncio
import json

from api import line as lines
from api.line import MOST_UNREAD, NORMAL, Line


class Socket:
    """`stuck`: its buffers are full and nobody reads."""

    def __init__(self, *, stuck=False):
        self.sent, self.closed, self._stuck = [], None, stuck

    async def send_text(self, text):
        if self._stuck:
            await asyncio.Event().wait()
        self.sent.append(json.loads(text))

    async def close(self, code):
        self.closed = code


def run(talk, socket):
    async def whole():
        await talk(Line(socket, "zh"))

    asyncio.run(whole())


def test_everything_said_is_sent_in_order_before_goodbye():
    async def talk(line):
        for number in range(MOST_UNREAD):
            line.say("n", number=number)
        await line.close(NORMAL)

    socket = Socket()
    run(talk, socket)
    assert [message["number"] for message in socket.sent] == list(range(MOST_UNREAD))
    assert socket.closed == NORMAL


def test_one_who_does_not_read_holds_nothing_up(monkeypatch):
    monkeypatch.setattr(lines, "GOODBYE", 0.01)
    kept = []

    async def talk(line):
        for number in range(10 * MOST_UNREAD):
            line.say("n", number=number)
            await asyncio.sleep(0)
        kept.append(line._waiting.qsize())
        await line.close(NORMAL)

    socket = Socket(stuck=True)
    run(talk, socket)
    assert kept == [MOST_UNREAD]
    assert socket.sent == []


def test_one_who_is_gone_is_told_no_more():
    class Gone(Socket):
        async def send_text(self, text):
            raise RuntimeError(text)

    async def talk(line):
        line.say("n")
        await asyncio.sleep(0.01)
        line.say("n")
        assert line._waiting.empty()
        await line.close(NORMAL)

    run(talk, Gone())
