"""The durable workflows: what happens to stored contacts, whatever dies in between.

The store knows how far each contact has come; DBOS runs, retries and resumes the steps. Every step can run twice
without harm, so a worker killed at any point loses nothing and doubles nothing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from threading import Event
from types import TracebackType
from typing import Self, TypeVar

import portalocker
from dbos import DBOS

from audit.errors import Problem, Refused
from pipelines.bootstrap import Application
from pipelines.garbage import seldom_collected
from pipelines.steps.ledger import judge_due_ledgers
from pipelines.work.feeding import POLL_S, Feeder
from pipelines.work.handling import UNFINISHED, Handling
from pipelines.work.passing import patiently
from pipelines.work.process import make_process
from pipelines.work.workflow_log import ALONE, DEATHS, QUEUE, WorkflowLog, keep_schedule, readable_meanwhile

T = TypeVar("T")

#: Part of every workflow. Raise it when the steps change, so that no old workflow is resumed by new code.
VERSION = "4"
#: Workflows under way; recogniser and index serve one at a time, so the others are at hand, or wait for their next try.
SLOTS = 8
#: How long the lock may be taken by somebody who only looks whether it is.
GLANCE_S = 0.5


class Flow:
    """The worker of one home folder. While it is open, no other process can work there. Raises Refused (`flow.busy`, `work.bad_schedule`).

    On SQLite, DBOS may hand one workflow to two processes; a database server would need no such lock.
    """

    def __init__(self, app: Application, schedule: str | None = None) -> None:
        """`schedule` is a cron expression for `stay`; a sixth field in front counts seconds."""
        self._app = app
        self._schedule = schedule
        self._due = Event()
        self._log = WorkflowLog()
        self._lock = portalocker.Lock(app.settings.home / "worker.lock", timeout=GLANCE_S, check_interval=0.1)

    def __enter__(self) -> Self:
        self._steps = Handling(self._app)
        try:
            self._lock.acquire()
        except portalocker.LockException as error:
            raise Refused(Problem("flow.busy", str(self._app.settings.home))) from error
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _start(self) -> None:
        settings = self._app.settings
        readable_meanwhile(settings.workflows_url)
        DBOS(
            config={
                "name": "fairdial",
                "system_database_url": settings.workflows_url,
                "application_version": VERSION,
                "executor_id": "local",
                "console_log_level": "CRITICAL",
            }
        )
        process = make_process(self._steps, settings, self._log)

        @DBOS.workflow(name="round")
        def round_(_planned: datetime, _context: None) -> None:
            self._due.set()

        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=SLOTS, polling_interval_sec=POLL_S)
        DBOS.register_queue(ALONE, worker_concurrency=1, polling_interval_sec=POLL_S)
        keep_schedule(round_, self._schedule, settings.timezone)
        self._log.forget_versions(VERSION)
        self.feeder = Feeder(self._app.store, settings, self._log, process)

    def _stop(self) -> None:
        DBOS.destroy(destroy_registry=True)
        self._app.index.close()
        self._lock.release()

    def resume(
        self, done: Callable[[int], None] = lambda _: None, meanwhile: Callable[[], None] = lambda: None
    ) -> None:
        """Finish what a killed process left behind: first its workflows, then contacts that never got one.

        `done` hears how many contacts each workflow finished, `meanwhile` is called again and again until the end.
        Raises Refused (`flow.unfinished`) when something could be neither done nor parked.
        """
        store, self._log.done, self.feeder.meanwhile = self._app.store, done, meanwhile
        with seldom_collected():
            self.feeder.drain()
            self._bury()
            stuck: Sequence[str] = ()
            rounds = 0
            while first := store.keys_in(*UNFINISHED, limit=1):
                rounds = rounds + 1 if first == stuck else 1
                if rounds > self._app.settings.tries:
                    raise Refused(Problem("flow.unfinished", first[0]))
                stuck = first
                self.feeder.feed()
                self._bury()
            while self._patiently(lambda: judge_due_ledgers(store, self._app.pack)):
                pass  # the store knows what is left, so that a killed process loses nothing
            self._patiently(self._log.tidy)

    def stay(self) -> None:
        """Resume whenever DBOS's scheduler says so, until the process ends; what was missed is made up for at once."""
        while self._due.wait():
            self._due.clear()
            self.resume()

    def _bury(self) -> None:
        """What too many workers died of is tried alone, then in halves, and parked when it is one contact and kills still."""
        while fatal := self._patiently(self._log.fatal):
            for dead in fatal:
                for part in dead.parts:
                    self.feeder.put(part, dead.hear, queue=ALONE)
                if not dead.parts:
                    died = Problem("flow.worker_died", dead.keys[0], {"tries": 2 * (DEATHS + 1)})
                    self._patiently(partial(self._steps.park, dead.keys, died))
                self._patiently(partial(self._log.forget, dead))
            self.feeder.drain()

    def _patiently(self, work: Callable[[], T]) -> T:
        return patiently(work, self._app.settings, str(self._app.settings.home))
