"""The durable workflows: what happens to stored contacts, whatever dies in between.

The store knows how far each contact has come; DBOS runs, retries and resumes the steps. Every step can run twice
without harm, so a worker killed at any point loses nothing and doubles nothing.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from types import TracebackType
from typing import Self

import portalocker
from dbos import DBOS

from audit.errors import Problem, Refused
from audit.records import State
from config.messages import render_all
from pipelines.bootstrap import Application
from pipelines.garbage import seldom_collected
from pipelines.steps.index import index_contacts
from pipelines.steps.ledger import judge_due_ledgers
from pipelines.steps.scan import scan_contacts
from pipelines.steps.transcribe import pass_silent, transcribe_contact

#: Part of every workflow. Raise it when the steps change, so that no old workflow is resumed by new code.
VERSION = "3"
QUEUE = "contacts"
#: Seconds between looks for work or for its end; each look costs some milliseconds.
POLL_S = 0.2
#: How long a worker waits for the one before it, a night's import included.
PATIENCE_S = 12 * 3600
UNFINISHED = (State.RECEIVED, State.TRANSCRIBED, State.SCANNED)


class Flow:
    """The worker of one home folder. While it is open, no other process can work there."""

    def __init__(self, app: Application, waiting: Callable[[Problem], None] = lambda _: None) -> None:
        """`waiting` hears of it when another process must be waited for."""
        self._app = app
        self._waiting = waiting
        #: The next workflow is at hand when one ends, however seldom DBOS looks; index and recogniser serve one at a time.
        self._one_at_a_time = Lock()
        self._lock = portalocker.Lock(app.settings.home / "worker.lock", timeout=PATIENCE_S, check_interval=0.2)

    def __enter__(self) -> Self:
        self._pack, self._reader = self._app.pack, self._app.reader  # what is faulty is refused before any work begins
        self._wait_for_others()
        DBOS(
            config={
                "name": "fairdial",
                "system_database_url": self._app.settings.workflows_url,
                "application_version": VERSION,
                "executor_id": "local",
                "console_log_level": "CRITICAL",
            }
        )

        @DBOS.step()
        def transcribe(key: str) -> str | None:
            with self._one_at_a_time:
                return self._transcribe(key)

        @DBOS.step()
        def judge(keys: list[str]) -> None:
            with self._one_at_a_time:
                self._judge(keys)

        @DBOS.step()
        def judge_notes(key: str, reason: str) -> None:
            with self._one_at_a_time:
                self._judge_notes(key, reason)

        @DBOS.workflow()
        def process(keys: list[str], hear: bool) -> None:
            unheard = [(key, reason) for key in keys if (reason := transcribe(key))] if hear else []
            for key, reason in unheard:
                judge_notes(key, reason)
            judge(keys)

        self._process = process
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=2, polling_interval_sec=POLL_S)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        DBOS.destroy(destroy_registry=True)
        self._app.index.close()
        self._lock.release()

    def _wait_for_others(self) -> None:
        home = str(self._app.settings.home)
        try:
            self._lock.acquire(fail_when_locked=True)
        except portalocker.AlreadyLocked:
            self._waiting(Problem("flow.waiting", home))
            try:
                self._lock.acquire()
            except portalocker.LockException as error:
                raise Refused(Problem("flow.busy", home)) from error

    def submit(self, keys: Sequence[str]) -> None:
        """Queue stored contacts: those that wait for a recording one by one, all others in chunks."""
        size = self._app.settings.chunk_rows
        recorded = set[str]()
        for at in range(0, len(keys), size):
            recorded.update(pass_silent(self._app.store, keys[at : at + size]))
        others = [key for key in keys if key not in recorded]
        for key in keys:
            if key in recorded:
                DBOS.enqueue_workflow(QUEUE, self._process, [key], True)
        for at in range(0, len(others), size):
            DBOS.enqueue_workflow(QUEUE, self._process, others[at : at + size], False)

    def wait(self, done: Callable[[int], None] = lambda _: None) -> None:
        """Until everything queued has ended; `done` hears how many contacts each workflow finished."""
        for status in DBOS.list_workflows(status=["PENDING", "ENQUEUED"]):
            DBOS.retrieve_workflow(status.workflow_id).get_result(polling_interval_sec=POLL_S)
            done(len(status.input["args"][0]) if status.input else 0)

    def resume(self, done: Callable[[int], None] = lambda _: None) -> None:
        """Finish what a killed process left behind: first its workflows, then contacts that never got one."""
        with seldom_collected():
            self.wait(done)
            self.submit(self._app.store.keys_in(*UNFINISHED))
            self.wait(done)
            while judge_due_ledgers(self._app.store, self._pack):
                pass  # the store knows what is left, so that a killed process loses nothing

    def _transcribe(self, key: str) -> str | None:
        """Why a contact that has more than its recording goes on without it; one that has nothing else fails."""
        store = self._app.store
        try:
            transcribe_contact(store, self._app.blobs, self._app.decoder, self._app.transcriber, key)
        except Refused as refused:
            if store.contacts([key])[0].turns:
                return self._sentence(refused)
            store.mark([key], State.FAILED, self._sentence(refused))
        return None

    def _judge_notes(self, key: str, reason: str) -> None:
        """What visitors wrote is judged although their recording cannot be heard, which is said all the same."""
        store = self._app.store
        if store.state(key)[0] is State.RECEIVED:
            store.mark([key], State.TRANSCRIBED)
        self._judge([key])
        if store.state(key)[0] is State.INDEXED:
            store.mark([key], State.FAILED, reason)

    def _judge(self, keys: list[str]) -> None:
        """Scan and index; a contact that breaks the scan is parked alone, with its reason."""
        store = self._app.store
        ready = store.keys_in(State.TRANSCRIBED, State.SCANNED, among=keys)
        if not ready:
            return
        contacts = store.contacts(ready)
        try:
            scan_contacts(store, self._pack, contacts, self._reader)
        except Exception as error:  # noqa: BLE001 - whatever one contact does to the scan, the others go on
            if len(ready) == 1:
                store.mark(ready, State.FAILED, self._sentence(error))
                return
            middle = len(ready) // 2
            self._judge(list(ready[:middle]))
            self._judge(list(ready[middle:]))
            return
        index_contacts(store, self._app.index, contacts)

    def _sentence(self, error: Exception) -> str:
        """The reason that stays with a failed contact."""
        if isinstance(error, Refused):
            return render_all(error.problems, self._app.settings.lang)
        return f"{type(error).__name__}: {error}"
