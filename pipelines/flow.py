"""The durable workflows: what happens to stored contacts, whatever dies in between.

The store knows how far each contact has come; DBOS runs, retries and resumes the steps. Every step can run twice
without harm, so a worker killed at any point loses nothing and doubles nothing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from threading import Event, Lock
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

import portalocker
from dbos import DBOS
from dbos import error as dbos_errors

from audit.errors import Problem, Refused
from pipelines.bootstrap import Application
from pipelines.feeding import POLL_S, Feeder, Process
from pipelines.garbage import seldom_collected
from pipelines.handling import UNFINISHED, Handling
from pipelines.passing import BACKOFF, given_up, may_pass, patiently
from pipelines.steps.ledger import judge_due_ledgers
from pipelines.workflow_log import DEATHS, QUEUE, WorkflowLog, readable_meanwhile

P = ParamSpec("P")
T = TypeVar("T")

#: Part of every workflow. Raise it when the steps change, so that no old workflow is resumed by new code.
VERSION = "4"
#: Workflows under way; recogniser and index serve one at a time, so the others are at hand, or wait for their next try.
SLOTS = 8
#: How long the lock may be taken by somebody who only looks whether it is.
GLANCE_S = 0.5


class Flow:
    """The worker of one home folder. While it is open, no other process can work there. Raises Refused (`flow.busy`).

    On SQLite, DBOS may hand one workflow to two processes; a database server would need no such lock.
    """

    def __init__(self, app: Application) -> None:
        self._app = app
        #: Recognition and rules take all processors; the index, which waits for disks, is written meanwhile.
        self._hearing, self._indexing = Lock(), Lock()
        self._log = WorkflowLog()
        self._done: Callable[[int], None] = lambda _: None
        self._lock = portalocker.Lock(app.settings.home / "worker.lock", timeout=GLANCE_S, check_interval=0.1)

    def __enter__(self) -> Self:
        self._steps = Handling(self._app)
        try:
            self._lock.acquire()
        except portalocker.LockException as error:
            raise Refused(Problem("flow.busy", str(self._app.settings.home))) from error
        readable_meanwhile(self._app.settings.workflows_url)
        DBOS(
            config={
                "name": "fairdial",
                "system_database_url": self._app.settings.workflows_url,
                "application_version": VERSION,
                "executor_id": "local",
                "console_log_level": "CRITICAL",
            }
        )
        process = self._workflow(self._steps)
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=SLOTS, polling_interval_sec=POLL_S)
        self._log.forget_versions(VERSION)
        self.feeder = Feeder(self._app.store, self._app.settings, self._log, process)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        DBOS.destroy(destroy_registry=True)
        self._app.index.close()
        self._lock.release()

    def _workflow(self, steps: Handling) -> Process:
        """One recording, or a chunk of contacts that need no hearing."""
        tries = self._app.settings.tries
        transcribe, scan = self._step(steps.transcribe, self._hearing), self._step(steps.scan, self._hearing)
        index, park = self._step(steps.index, self._indexing), self._step(steps.park, Lock())

        @DBOS.workflow(max_recovery_attempts=DEATHS)
        def process(keys: list[str], hear: bool) -> tuple[bool, int]:
            """Whether there was something to hear, and of how many contacts."""
            with self._log.under_way():
                try:
                    unheard = transcribe(keys[0]) if hear else None
                    scan(keys, unheard)
                    index(keys, unheard)
                except dbos_errors.DBOSMaxStepRetriesExceeded as worn:
                    park(keys, given_up(worn.errors[-1], keys[0], tries))
                except Exception as fault:
                    if may_pass(fault):
                        raise  # DBOS itself could not write; the store knows what is left
                    park(keys, given_up(fault, keys[0], 1))
                self._done(len(keys))
                return hear, len(keys)

        return process

    def _step(self, work: Callable[P, T], one_at_a_time: Lock) -> Callable[P, T]:
        """A step of workflows, which is tried again for as long as what stops it may pass."""

        @DBOS.step(
            name=work.__name__,
            retries_allowed=True,
            max_attempts=self._app.settings.tries,
            interval_seconds=self._app.settings.retry_seconds,
            backoff_rate=BACKOFF,
            should_retry=may_pass,
        )
        def step(*arguments: P.args, **named: P.kwargs) -> T:
            with one_at_a_time:
                return work(*arguments, **named)

        return step

    def resume(
        self, done: Callable[[int], None] = lambda _: None, meanwhile: Callable[[], None] = lambda: None
    ) -> None:
        """Finish what a killed process left behind: first its workflows, then contacts that never got one.

        `done` hears how many contacts each workflow finished, `meanwhile` is called again and again until the end.
        Raises Refused (`flow.unfinished`) when something could be neither done nor parked.
        """
        self._done = done
        store, self.feeder.meanwhile = self._app.store, meanwhile
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

    def on_schedule(self, cron: str) -> None:
        """Resume whenever DBOS's scheduler says so, until the process ends; what was missed is made up for at once.

        Raises Refused (`work.bad_schedule`) for what is no cron expression; a sixth field in front counts seconds.
        """
        due = Event()

        @DBOS.workflow()
        def round_(_planned: datetime, _context: None) -> None:
            due.set()

        try:
            DBOS.apply_schedules(
                [
                    {
                        "schedule_name": "round",
                        "workflow_fn": round_,
                        "schedule": cron,
                        "automatic_backfill": True,
                        "cron_timezone": self._app.settings.timezone,
                    }
                ]
            )
        except dbos_errors.DBOSException as error:
            raise Refused(Problem("work.bad_schedule", cron, {"fault": str(error)})) from error
        while due.wait():
            due.clear()
            self.resume()

    def _bury(self) -> None:
        """What workers died of is parked when it is alone; of several, one half may be innocent."""
        while fatal := self._patiently(self._log.fatal):
            for keys, hear in fatal:
                if len(keys) == 1:
                    died = Problem("flow.worker_died", keys[0], {"tries": DEATHS + 1})
                    self._patiently(partial(self._steps.park, keys, died))
                    continue
                middle = len(keys) // 2
                self.feeder.put(keys[:middle], hear)
                self.feeder.put(keys[middle:], hear)
            self.feeder.drain()

    def _patiently(self, work: Callable[[], T]) -> T:
        return patiently(work, self._app.settings, str(self._app.settings.home))
