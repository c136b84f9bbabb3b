"""What DBOS wrote down about workflows: which are left, which lost their worker, which killed it, and what may be forgotten."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

from dbos import DBOS, ScheduleInput, WorkflowStatus
from dbos import error as dbos_errors
from sqlalchemy import make_url

from audit.errors import Problem, Refused

QUEUE = "contacts"
_SCHEDULE = "round"
IN_FLIGHT = ("PENDING", "ENQUEUED")
_FATAL = "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
_ENDED = ("SUCCESS", "ERROR")
#: How many times a workflow that lost its worker is taken up again; a poison file must not kill workers for ever.
DEATHS = 5
#: How long what has ended is kept, so that the pace can be told.
KEPT = timedelta(hours=1)
#: Workflows that are read together.
PAGE = 500
#: Seconds after which a workflow that nobody runs has lost its place: when a disk is full, its end is not written down.
LOST_S = 10


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

    def listed(self, *status: str, page: int = PAGE, inputs: bool = False) -> Sequence[WorkflowStatus]:
        return DBOS.list_workflows(
            status=list(status), queue_name=QUEUE, limit=page, load_input=inputs, load_output=False
        )

    def revive(self, left: Sequence[WorkflowStatus]) -> None:
        """Queue again what is written down as running and is not."""
        now = time.monotonic()
        absent = {one.workflow_id for one in left if one.status == "PENDING"} - self._here
        self._missed = {name: self._missed.get(name, now) for name in absent}
        for name in [name for name, since in self._missed.items() if now - since > LOST_S]:
            DBOS.resume_workflow(name, queue_name=QUEUE)
            del self._missed[name]

    def fatal(self) -> Sequence[tuple[list[str], bool]]:
        """What too many workers died of, as it was asked of them; it is taken out of the log."""
        found = self.listed(_FATAL, inputs=True)
        asked = [one.input["args"] for one in found if one.input]
        DBOS.delete_workflows([one.workflow_id for one in found])
        return [(list(keys), hear) for keys, hear in asked]

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
            queue_name=QUEUE,
            completed_before=before,
            limit=PAGE,
            load_input=False,
            load_output=False,
        ):
            DBOS.delete_workflows([one.workflow_id for one in ended])
