"""What DBOS wrote down about workflows: which are left, which lost their worker, which killed it, and what may be forgotten."""

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dbos import DBOS, DBOSClient, WorkflowStatus
from sqlalchemy import make_url

#: The workflow of contacts, and where it is queued.
PROCESS = "process"
QUEUE = "contacts"
#: Where the rounds of a schedule wait for a worker that stays.
ROUNDS = "rounds"
RUNS = "PENDING"
IN_FLIGHT = (RUNS, "ENQUEUED")
_FATAL = "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
_ENDED = ("SUCCESS", "ERROR")
#: Where what too many workers died of is tried once more, one workflow at a time, so that the innocent are told from the culprit.
#: The names of its workflows begin with it: DBOS forgets the queue of what it gives up.
ALONE = "alone"
#: How many times a workflow that lost its worker is taken up again, in each of the two queues.
DEATHS = 3
#: How long what has ended is kept, so that the pace can be told.
KEPT = timedelta(hours=1)
#: Workflows that are read together.
PAGE = 500
#: Seconds after which a workflow that nobody runs has lost its place: when a disk is full, its end is not written down.
LOST_S = 10


@dataclass(frozen=True, slots=True)
class Fatal:
    """A workflow that was given up, and what was asked of it."""

    workflow: str
    keys: Sequence[str]
    hear: bool
    #: Whether nothing else was under way when the workers died.
    alone: bool

    @property
    def parts(self) -> Sequence[list[str]]:
        """What is to be tried alone: all of it, or each half of what was alone already; nothing that can be parted no more."""
        keys = list(self.keys)
        middle = len(keys) // 2
        return ([keys[:middle], keys[middle:]] if middle else []) if self.alone else [keys]


def readable_meanwhile(url: str) -> None:
    """Let others read a log on SQLite while the worker writes; the file remembers it."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and (path := parts.database):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL").close()


class WorkflowLog:
    """The workflows of the running worker, `executor`, and of all others that share its log."""

    def __init__(self, executor: str) -> None:
        self.executor = executor
        #: Hears how many contacts each workflow had when it ends.
        self.done: Callable[[int], None] = lambda _: None
        #: The worker ends: what goes wrong from now on says nothing of contacts.
        self.closing = False
        self._here = set[str]()
        #: When a workflow was first seen that should run here and does not, on the clock of time.monotonic().
        self._missed: dict[str, float] = {}

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Around the body of every workflow."""
        name = DBOS.workflow_id or ""
        self._here.add(name)
        try:
            yield
        finally:
            self._here.discard(name)

    @property
    def busy(self) -> bool:
        return bool(self._here)

    def listed(self, *status: str) -> Sequence[WorkflowStatus]:
        return DBOS.list_workflows(
            status=list(status), queue_name=[QUEUE, ALONE], limit=PAGE, load_input=False, load_output=False
        )

    def running(self) -> Sequence[WorkflowStatus]:
        """Of all workers."""
        return DBOS.list_workflows(status=RUNS, queue_name=[QUEUE, ALONE], load_input=False, load_output=False)

    def revive(self, left: Sequence[WorkflowStatus]) -> None:
        """Queue again what is written down as running here and is not."""
        now = time.monotonic()
        mine = (one for one in left if (one.status, one.executor_id) == (RUNS, self.executor))
        absent = [one for one in mine if one.workflow_id not in self._here]
        self._missed = {one.workflow_id: self._missed.get(one.workflow_id, now) for one in absent}
        for one in absent:
            if now - self._missed[one.workflow_id] > LOST_S:
                DBOS.resume_workflow(one.workflow_id, queue_name=one.queue_name)
                del self._missed[one.workflow_id]

    def recover(self, executors: Collection[str]) -> None:
        """Queue again what dead workers ran. Each death counts, unlike with `resume_workflow`, and who comes second changes nothing."""
        if executors:
            DBOS._recover_pending_workflows(sorted(executors))  # noqa: SLF001 - DBOS has no public way that counts

    def hand_back(self, url: str) -> None:
        """Queue again what runs here, after DBOS has ended in this process. Nothing died, so nothing is counted."""
        client = DBOSClient(system_database_url=url, retry_connection_errors=False)
        try:
            for queue in (QUEUE, ALONE):
                left = client.list_workflows(
                    status=RUNS, queue_name=queue, executor_id=self.executor, load_input=False, load_output=False
                )
                if left:
                    client.resume_workflows([one.workflow_id for one in left], queue_name=queue)
        finally:
            client.destroy()

    def fatal(self) -> Sequence[Fatal]:
        """What too many workers died of."""
        found = DBOS.list_workflows(status=_FATAL, name=PROCESS, limit=PAGE, load_output=False)
        asked = [(one, *one.input["args"]) for one in found if one.input]
        return [Fatal(one.workflow_id, keys, hear, one.workflow_id.startswith(ALONE)) for one, keys, hear in asked]

    def forget(self, dead: Fatal) -> None:
        DBOS.delete_workflow(dead.workflow)

    def forget_versions(self, living: Collection[str]) -> None:
        """Workflows of other versions than these are resumed by nobody; the store knows what was left to do."""
        for status in IN_FLIGHT:
            while others := [one.workflow_id for one in self.listed(status) if one.app_version not in living]:
                DBOS.delete_workflows(others)

    def tidy(self) -> None:
        """Forget what ended well some time ago."""
        before = (datetime.now(UTC) - KEPT).isoformat()
        while ended := DBOS.list_workflows(
            status=list(_ENDED),
            queue_name=[QUEUE, ALONE, ROUNDS],
            completed_before=before,
            limit=PAGE,
            load_input=False,
            load_output=False,
        ):
            DBOS.delete_workflows([one.workflow_id for one in ended])
