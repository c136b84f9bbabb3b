"""The durable workflows: what happens to stored contacts, whatever dies in between.

The store knows how far each contact has come; DBOS runs, retries and resumes the steps. Every step can run twice
without harm, so a worker killed at any point loses nothing and doubles nothing.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from threading import Event
from types import TracebackType
from typing import Self, TypeVar

from dbos import DBOS

from pipelines.alerts.alarm import Alarm
from pipelines.bootstrap import Application
from pipelines.garbage import seldom_collected
from pipelines.retention import sweep
from pipelines.steps.ledger import judge_due_ledgers
from pipelines.work.at_once import AtOnce
from pipelines.work.company import SHARED_SLOTS, Company, Deposed
from pipelines.work.feeding import POLL_S, Feeder
from pipelines.work.finishing import Finisher
from pipelines.work.handling import UNFINISHED, Handling
from pipelines.work.left import anything_left
from pipelines.work.passing import patiently
from pipelines.work.place import place_of
from pipelines.work.process import make_process
from pipelines.work.schedule import forget_schedule, keep_schedule
from pipelines.work.workflow_log import ALONE, QUEUE, ROUNDS, WorkflowLog, readable_meanwhile

T = TypeVar("T")

#: Part of every workflow. Raise it when the steps change, so that no old workflow is resumed by new code.
VERSION = "4"
#: Workflows under way; recogniser and index serve one at a time, so the others are at hand, or wait for their next try.
SLOTS = 8
#: Seconds between looks of workers that share a queue, and connections of each to DBOS's database.
SHARED_POLL_S, CONNECTIONS = 0.25, 8
#: Seconds between looks at what too many workers died of: each costs two milliseconds, and hardly ever is anything there.
ALONE_POLL_S = 1.0
#: How long a worker that ends waits for what it is doing before it hands it to others.
LAST_S = 3


class Flow:
    """A worker. Raises Refused (`flow.busy`, `flow.other_home`, `work.bad_schedule`).

    On SQLite, DBOS may hand one workflow to two processes: there, while it is open, no other process can work in its home
    folder. On a database server any number of processes work, each with a name of its own.
    """

    def __init__(self, app: Application, schedule: str | None = None) -> None:
        """`schedule` is a cron expression for `stay`; a sixth field in front counts seconds."""
        self._app = app
        self._schedule = schedule
        self._due = Event()
        self._place = place_of(app.settings)
        self._company: Company | None = None
        self._log = WorkflowLog("local")
        self._alarm = Alarm(app)

    def __enter__(self) -> Self:
        self._steps = Handling(self._app)
        self.at_once = AtOnce(self._app, self._steps)
        self._place.take()
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
        if settings.shared:
            self._company = Company(self._app.store, settings, VERSION)
            self._log = self._company.log
            self._company.join()
        readable_meanwhile(settings.workflows_url)
        DBOS(
            config={
                "name": "fairdial",
                "system_database_url": settings.workflows_url,
                "sys_db_pool_size": CONNECTIONS if settings.shared else None,
                "application_version": VERSION,
                "executor_id": self._log.executor,
                "console_log_level": "CRITICAL",
            }
        )
        DBOS.listen_queues([QUEUE, ALONE, *([ROUNDS] if self._schedule else [])])
        process = make_process(self._steps, settings, self._log)

        @DBOS.workflow(name="round")
        def round_(_planned: datetime, _context: None) -> None:
            self._due.set()

        DBOS.launch()
        slots, poll = (SHARED_SLOTS, SHARED_POLL_S) if settings.shared else (SLOTS, POLL_S)
        DBOS.register_queue(QUEUE, worker_concurrency=slots, polling_interval_sec=poll)
        DBOS.register_queue(ALONE, worker_concurrency=1, polling_interval_sec=ALONE_POLL_S)
        DBOS.register_queue(ROUNDS, worker_concurrency=1, polling_interval_sec=poll)
        self.feeder = Feeder(self._app.store, settings, self._log, process)
        self._finisher = Finisher(self._app.store, settings, self._log, self.feeder, self._steps)
        if self._schedule is not None:
            keep_schedule(round_, self._schedule, settings.timezone)
        elif self._company is None or self._company.alone():
            forget_schedule()
        if self._company is None:
            self._log.forget_versions({VERSION})
        else:
            self._company.start(self.feeder)
        self._alarm.start()

    def _stop(self) -> None:
        self._log.closing = True
        self._alarm.stop()
        if self._company:
            self._company.stop()
        last = LAST_S if self._company and self._log.busy else 0
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=last)
        if self._company:
            self._company.leave()
        self._app.index.close()
        self._place.release()

    def resume(
        self, done: Callable[[int], None] = lambda _: None, meanwhile: Callable[[], None] = lambda: None
    ) -> None:
        """Finish what is left, with whoever else is at work: first the workflows of killed processes, then contacts that
        never got one, then ledgers.

        `done` hears how many contacts each workflow here finished, `meanwhile` is called again and again until the end.
        Raises Refused (`flow.unfinished`) when something could be neither done nor parked.
        """
        self._log.done, self.feeder.meanwhile = done, meanwhile
        with seldom_collected():
            while not self._finish():
                meanwhile()
                time.sleep(SHARED_POLL_S)
            self._patiently(self._log.tidy)
        self._app.anchor(datetime.now(UTC))
        self._alarm.last_round()

    def stay(self) -> None:
        """Resume whenever DBOS's scheduler says so, until the process ends; what was missed is made up for at once."""
        while self._due.wait():
            self._due.clear()
            self.resume()

    def _finish(self) -> bool:
        """Whether nothing is left, neither here nor with other workers."""
        store, company = self._app.store, self._company
        if company is None:
            self._finisher.finish()
        else:
            with suppress(Deposed), company.turn() as mine:
                if mine:
                    self._finisher.finish()
            if self._patiently(lambda: store.keys_in(*UNFINISHED, limit=1)):
                return False
        self._patiently(lambda: sweep(self._app.retention, self._app.index, self._app.blobs))
        claimant = company.me.id if company else None
        while self._patiently(lambda: judge_due_ledgers(store, self._app.pack, claimant)):
            pass  # the store knows what is left, so that a killed process loses nothing
        return company is None or not self._patiently(lambda: anything_left(store))

    def _patiently(self, work: Callable[[], T]) -> T:
        return patiently(work, self._app.settings, str(self._app.settings.home))
