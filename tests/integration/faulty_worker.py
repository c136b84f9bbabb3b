"""A real worker that can be told to meet with faults: the real flow, stores, index and decoder, only speech is made up.

Everything is imported once; each line `work SEED FAULTS` on standard input forks a worker. It writes a dot for each
commit and an F for each fault to standard output, so that it can be killed after any number of them.
"""

import errno
import hashlib
import os
import random
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from sqlalchemy import Engine, event

from audit.records import Speaker, Turn
from config.settings import Settings
from pipelines.adapters.audio.apart import ApartDecoder
from pipelines.bootstrap import Application
from pipelines.work import workflow_log
from tests.ears import HearsEachAlone
from tests.integration.mortal_decoder import MortalDecoder

#: None of these workers dies of what it has in hand, but some have the same in hand each time that they are killed.
workflow_log.DEATHS = 1000
Flow = import_module("pipelines.flow").Flow  # which reads that
SAYINGS = ("我要爆你通讯录", "您好,请问方便吗", "明天爆你通讯录,后天再爆你通讯录", "请更新通讯录", "好的,再见")
#: Share of transactions, and of calls of other parts, that find the disk full.
FULL = 0.004
ROOM = 2**30


def tell(mark: str) -> None:
    os.write(1, mark.encode() + b"\n")


class QuickTranscriber(HearsEachAlone):
    model = "quick@sha256:0"

    def __init__(self) -> None:
        self.settings = {"quick": True}

    def transcribe(self, audio: Any) -> list[Turn]:
        number = int.from_bytes(hashlib.sha256(audio.tobytes()).digest()[:4], "big")
        return [Turn(0, Speaker.UNKNOWN, SAYINGS[number % len(SAYINGS)], 0.1, 0.4)]


class FullDisk:
    """Another part, which at times finds the disk full before it does anything, or after it did it."""

    def __init__(self, part: Any, chance: random.Random) -> None:
        self._part = part
        self._chance = chance

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        return self._unsure(found) if name in ("put", "get") else found

    def _unsure(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def unsure(*arguments: Any) -> Any:
            self._fail()
            done = work(*arguments)
            self._fail()
            return done

        return unsure

    def _fail(self) -> None:
        if self._chance.random() < 5 * FULL:
            tell("F")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full_at_times(chance: random.Random) -> None:
    """SQLite itself says that the disk is full whenever a database would have to grow."""

    def before(connection: Any) -> None:
        most = 1 if chance.random() < FULL else ROOM
        connection.connection.dbapi_connection.execute(f"PRAGMA max_page_count={most}").close()

    def on_error(context: Any) -> None:
        if "full" in str(context.original_exception):
            tell("F")

    event.listen(Engine, "begin", before)
    event.listen(Engine, "handle_error", on_error)


def work(settings: Settings, seed: int, faults: bool) -> None:
    app = Application(settings)
    event.listen(Engine, "commit", lambda _: tell("."))
    (graves := settings.home / "graves").mkdir(exist_ok=True)
    parts = app.__dict__
    parts["decoder"] = ApartDecoder(MortalDecoder(graves=str(graves)))
    parts["transcriber"] = QuickTranscriber()
    if faults:
        chance = random.Random(seed)
        full_at_times(chance)
        parts["index"] = FullDisk(app.index, chance)
        parts["blobs"] = FullDisk(app.blobs, chance)
    with Flow(app) as flow:
        flow.resume()


def main() -> None:
    settings = Settings()
    parts = Application(settings)
    pack = parts.pack  # compiled once for all workers
    for line in sys.stdin:
        seed, faults = line.split()
        if (worker := os.fork()) == 0:
            Application.pack = pack  # type: ignore[assignment, method-assign]
            status = 1
            try:
                work(settings, int(seed), faults == "faults")
                status = 0
            finally:
                os._exit(status)
        tell(f"worker {worker}")
        _, ended = os.waitpid(worker, 0)
        tell(f"ended {os.waitstatus_to_exitcode(ended)}")
