"""A thread that alerts as long as its process lives: beside a worker's work, and in the server."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread
from time import monotonic

from pipelines.alerts.desk import AlertDesk
from pipelines.bootstrap import Application

#: Seconds between two rounds. One costs milliseconds where nothing is new.
EVERY = 2.0
#: In a flood a round costs more: so many times as long is left to all else, but never more than LONGEST seconds.
REST, LONGEST = 100.0, 15.0
#: How long a process that ends waits for a target that is being spoken to.
LAST = 20.0


def _now() -> datetime:
    return datetime.now(UTC)


class Alarm:
    def __init__(self, app: Application, now: Callable[[], datetime] = _now, every: float = EVERY) -> None:
        self._desk = AlertDesk(app, now)
        self._every = every
        self._over = Event()
        self._fault = ""
        self._thread = Thread(target=self._again_and_again, name="alerts", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(LAST)

    def last_round(self) -> None:
        """What was to be done is done: groups wait for no more."""
        self._round(flush=True)

    def _again_and_again(self) -> None:
        rest = self._every
        while not self._over.wait(rest):
            began = monotonic()
            self._round()
            rest = max(self._every, min(REST * (monotonic() - began), LONGEST))

    def _round(self, *, flush: bool = False) -> None:
        """Whatever stops it is told once; what was found stays in the outbox and is tried again."""
        try:
            self._desk.round(flush=flush)
            self._fault = ""
        except Exception as error:
            if (fault := f"{type(error).__name__}: {error}") != self._fault:
                self._fault = fault
                logging.getLogger(__name__).exception("a round of alerting")
