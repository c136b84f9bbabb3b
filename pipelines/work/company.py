"""A worker among others on one database server: it shows that it lives, takes up what dead ones left, feeds when it is its turn."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock, Thread
from uuid import uuid4

import portalocker
from sqlalchemy.exc import DBAPIError

from audit.errors import Problem, Refused
from audit.ports import Store
from audit.workers import Worker
from config.settings import Settings
from pipelines.work.feeding import Feeder
from pipelines.work.passing import patiently
from pipelines.work.workflow_log import WorkflowLog

#: Workflows that one worker has in hand: what one has at hand the others cannot take.
SHARED_SLOTS = 2
#: Signs of life in the time after which a silent worker is given up.
BEATS = 5
#: Share of that time within which the worker that feeds must have been heard to go on feeding.
FRESH = 0.6


class Deposed(Exception):
    """Others may have given this worker up; it must not feed on."""


class Company:
    def __init__(self, store: Store, settings: Settings, version: str) -> None:
        self._store = store
        self._settings = settings
        name = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:12]}"
        self.me = Worker(name, socket.gethostname(), os.getpid(), version, home_name(settings.home))
        self.log = WorkflowLog(self.me.id)
        self._feeds = False
        self._changing = Lock()
        #: Longer between two signs of life, and something was amiss.
        self._gap = 2 * settings.lost_seconds / BEATS
        self._over = Event()
        self._threads: list[Thread] = []

    def join(self) -> None:
        """Before any work is taken. Raises Refused (`flow.other_home`)."""
        with_us = [one for one in self._store.workers() if one.silent < self._settings.lost_seconds]
        if others := [one.worker.host for one in with_us if one.worker.home != self.me.home]:
            raise Refused(Problem("flow.other_home", str(self._settings.home), {"host": others[0]}))
        self._heard = self._steady = time.monotonic()
        self._store.beat(self.me)
        self._go(self._live)

    def start(self, feeder: Feeder) -> None:
        """Once work can be taken."""
        feeder.check, feeder.in_hand = self._check, lambda: SHARED_SLOTS * len(self._store.workers())
        self._go(self._look_after)

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(self._settings.lost_seconds)

    def leave(self) -> None:
        """What is still written down as running here goes to others at once."""
        # Where the server is away, the others miss this worker in the end.
        with suppress(DBAPIError):
            self.log.hand_back(self._settings.workflows_url)
        with suppress(DBAPIError):
            self._store.leave(self.me.id)

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Whether it is this worker's turn to feed: one at a time, so that no contact is queued twice."""
        with self._changing:
            self._feeds = self._patiently_fed()
        try:
            yield self._feeds
        finally:
            if self._feeds:
                with self._changing, suppress(DBAPIError):  # the next sign of life says so, too
                    self._feeds = False
                    self._store.beat(self.me)

    def _check(self) -> None:
        """Raises Deposed where it may be another one's turn by now."""
        if not self._feeds or time.monotonic() - self._heard > FRESH * self._settings.lost_seconds:
            raise Deposed

    def alone(self) -> bool:
        return len(self._store.workers()) < 2

    def _patiently_fed(self) -> bool:
        return patiently(lambda: self._store.feed_alone(self.me.id), self._settings, str(self._settings.home))

    def _go(self, work: Callable[[], None]) -> None:
        self._threads.append(Thread(target=self._again_and_again, args=(work,), daemon=True))
        self._threads[-1].start()

    def _again_and_again(self, work: Callable[[], None]) -> None:
        while not self._over.wait(self._settings.lost_seconds / BEATS):
            with suppress(DBAPIError):  # the server is away; it will be asked again
                work()

    def _live(self) -> None:
        """Asks nothing of DBOS, which waits for a server that is away, longer and longer."""
        now = time.monotonic()
        with self._changing:
            if not self._store.beat(self.me, feeds=self._feeds):
                self._feeds = False
        if now - self._heard > self._gap:
            self._steady = now
        self._heard = now

    def _look_after(self) -> None:
        """What runs is read before who lives: whoever takes work has shown himself before."""
        running = self.log.running()
        self.log.revive(running)
        living = [one.worker for one in self._store.workers() if one.silent < self._settings.lost_seconds]
        if self._may_judge():
            self.log.recover({one.executor_id for one in running if one.executor_id} - {one.id for one in living})
            self.log.forget_versions({one.version for one in living})
        if self._may_judge():
            self._store.give_up(self._settings.lost_seconds)

    def _may_judge(self) -> bool:
        """When the server was away, nobody was heard: only who has been heard himself all the time gives others up."""
        now = time.monotonic()
        return now - self._heard <= self._gap and now - self._steady > self._settings.lost_seconds


def home_name(home: Path) -> str:
    """Of the folder itself, under whatever path a machine sees it."""
    file = home / "home.id"
    with portalocker.Lock(home / "open.lock", timeout=60):
        if not file.exists():
            file.write_text(uuid4().hex, encoding="ascii")
        return file.read_text(encoding="ascii").strip()
