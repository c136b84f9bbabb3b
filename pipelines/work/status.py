"""How far the work has come: what waits and how urgent it is, how fast it goes, when it will be done, what is parked."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import portalocker
from dbos import DBOSClient, WorkflowStatus

from audit.ports import Store
from audit.records import State
from audit.watched import FileState
from config.settings import Settings
from pipelines.bootstrap import Application
from pipelines.complaints import complained_of
from pipelines.work.handling import UNFINISHED
from pipelines.work.workflow_log import ALONE, IN_FLIGHT, PAGE, QUEUE

#: Over which the pace is taken.
LATELY = timedelta(minutes=10)
#: Parked contacts that are told one by one.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Pace:
    """What the worker did lately. Contacts per minute; 0 where nothing ended."""

    running: int = 0
    queued: int = 0
    heard: float = 0
    judged: float = 0


@dataclass(frozen=True, slots=True)
class Status:
    #: Unfinished state -> contacts, those that a complaint is about and all others.
    backlog: Mapping[State, tuple[int, int]]
    working: bool
    pace: Pace
    parked: int
    #: Contact and reason of the first of them.
    first_parked: Sequence[tuple[str, str]]
    #: Files of watched folders.
    files: Mapping[FileState, int]

    @property
    def minutes_left(self) -> float | None:
        """At the pace of late; None when nobody works, or nothing of the kind that waits has ended lately."""
        unheard = sum(self.backlog[State.RECEIVED])
        others = sum(sum(pair) for state, pair in self.backlog.items() if state is not State.RECEIVED)
        pairs = [(count, pace) for count, pace in ((unheard, self.pace.heard), (others, self.pace.judged)) if count]
        if not self.working or not all(pace for _, pace in pairs):
            return None
        return sum(count / pace for count, pace in pairs)


def status_of(app: Application) -> Status:
    store = app.store
    parked = store.keys_in(State.FAILED, limit=SHOWN)
    files = [file.state for file in store.files()]
    return Status(
        _backlog(store),
        _working(app.settings),
        pace_of(app.settings),
        sum(by.get(State.FAILED, 0) for by in store.counts()["contacts"].values()),
        [(key, store.state(key)[1] or "") for key in parked],
        {state: files.count(state) for state in FileState if state in files},
    )


def _backlog(store: Store) -> Mapping[State, tuple[int, int]]:
    urgent = sorted(complained_of(store))
    totals = store.counts()["contacts"].values()
    found = {}
    for state in UNFINISHED:
        linked = len(store.keys_in(state, among=urgent))
        found[state] = (linked, sum(by.get(state, 0) for by in totals) - linked)
    return found


def _working(settings: Settings) -> bool:
    """Whether somebody holds the worker's lock."""
    try:
        with portalocker.Lock(settings.home / "worker.lock", timeout=0, fail_when_locked=True):
            return False
    except portalocker.LockException:
        return True


def pace_of(settings: Settings) -> Pace:
    if not (settings.home / "workflows.sqlite").exists():
        return Pace()
    client = DBOSClient(system_database_url=settings.workflows_url)
    since = datetime.now(UTC) - LATELY
    try:
        ended = client.list_workflows(
            status="SUCCESS", queue_name=[QUEUE, ALONE], completed_after=since.isoformat(), sort_desc=True, limit=PAGE, load_input=False
        )  # fmt: skip
        left = client.list_workflows(
            status=list(IN_FLIGHT), queue_name=[QUEUE, ALONE], load_input=False, load_output=False
        )
    finally:
        client.destroy()
    running = sum(one.status == "PENDING" for one in left)
    return Pace(running, len(left) - running, _per_minute(ended, heard=True), _per_minute(ended, heard=False))


def _per_minute(ended: Sequence[WorkflowStatus], *, heard: bool) -> float:
    """Of those that were heard, or of all others; each workflow returns whether it heard and how many contacts it had."""
    own = [one for one in ended if one.output and one.output[0] is heard]
    begins = [one.dequeued_at or one.created_at or 0 for one in own]
    if not begins:
        return 0
    minutes = max(time.time() - min(begins) / 1000, 1) / 60
    return sum(int(one.output[1]) for one in own if one.output) / minutes
