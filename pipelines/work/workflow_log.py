"""What DBOS wrote down about workflows: which are left, which lost their worker, which killed it, and what may be forgotten."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dbos import DBOS, ScheduleInput, WorkflowStatus
from dbos import error as dbos_errors
from sqlalchemy import make_url

from audit.errors import Problem, Refused

#: The workflow of contacts, and where it is queued.
PROCESS = "process"
QUEUE = "contacts"
_SCHEDULE = "round"
IN_FLIGHT = ("PENDING", "ENQUEUED")
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
    if path := make_url(url).database:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL").close()


def keep_schedule(workflow: Callable[[datetime, None], None], cron: str | None, zone: str) -> None:
    """The one schedule of this installation, or none. Raises Refused (`work.bad_schedule`) for what is no cron expression."""
    if cron is None:
        DBOS.delete_schedule(_SCHEDULE)
        return
    schedule: ScheduleInput = {
        "schedule_name": _SCHEDULE,
        "workflow_fn": workflow,
        "schedule": cron,
        "context": None,
        "automatic_backfill": True,
        "cron_timezone": zone,
    }
    try:
        DBOS.apply_schedules([schedule])
    except dbos_errors.DBOSException as error:
        raise Refused(Problem("work.bad_schedule", cron, {"fault": str(error)})) from error


class WorkflowLog:
    """The workflows of the running worker."""

    def __init__(self) -> None:
        #: Hears how many contacts each workflow had when it ends.
        self.done: Callable[[int], None] = lambda _: None
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

    def listed(self, *status: str) -> Sequence[WorkflowStatus]:
        return DBOS.list_workflows(
            status=list(status), queue_name=[QUEUE, ALONE], limit=PAGE, load_input=False, load_output=False
        )

    def revive(self, left: Sequence[WorkflowStatus]) -> None:
        """Queue again what is written down as running and is not."""
        now = time.monotonic()
        absent = {one.workflow_id for one in left if one.status == "PENDING"} - self._here
        self._missed = {name: self._missed.get(name, now) for name in absent}
        for one in left:
            if now - self._missed.get(one.workflow_id, now) > LOST_S:
                DBOS.resume_workflow(one.workflow_id, queue_name=one.queue_name)
                del self._missed[one.workflow_id]

    def fatal(self) -> Sequence[Fatal]:
        """What too many workers died of."""
        found = DBOS.list_workflows(status=_FATAL, name=PROCESS, limit=PAGE, load_output=False)
        asked = [(one, *one.input["args"]) for one in found if one.input]
        return [Fatal(one.workflow_id, keys, hear, one.workflow_id.startswith(ALONE)) for one, keys, hear in asked]

    def forget(self, dead: Fatal) -> None:
        DBOS.delete_workflow(dead.workflow)

    def forget_versions(self, version: str) -> None:
        """Workflows of other versions are resumed by nobody; the store knows what was left to do."""
        for status in IN_FLIGHT:
            while others := [one.workflow_id for one in self.listed(status) if one.app_version != version]:
                DBOS.delete_workflows(others)

    def tidy(self) -> None:
        """Forget what ended well some time ago."""
        before = (datetime.now(UTC) - KEPT).isoformat()
        while ended := DBOS.list_workflows(
            status=list(_ENDED),
            queue_name=[QUEUE, ALONE],
            completed_before=before,
            limit=PAGE,
            load_input=False,
            load_output=False,
        ):
            DBOS.delete_workflows([one.workflow_id for one in ended])
