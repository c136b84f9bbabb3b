"""What is unfinished in the store becomes queued workflows: a bounded number at a time, the urgent ones first."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar
from uuid import uuid4

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from audit.ports import Store
from config.settings import Settings
from pipelines.complaints import complained_of
from pipelines.steps.transcribe import pass_silent
from pipelines.work.handling import UNFINISHED
from pipelines.work.passing import patiently
from pipelines.work.workflow_log import IN_FLIGHT, PAGE, QUEUE, WorkflowLog

T = TypeVar("T")

#: A workflow for these contacts, which are to be heard or not.
Process = Callable[[list[str], bool], tuple[bool, int]]
#: Workflows that are queued at most: what waits longer waits in the store, which costs no memory.
QUEUED = 64
#: Seconds between looks at the queue; each costs some milliseconds.
POLL_S = 0.1
#: Contacts that a complaint is about come first; DBOS takes the smaller number first.
URGENT, NORMAL = 1, 2


class Feeder:
    """Keeps the queue filled. `meanwhile` is called again and again while the queue is worked off."""

    def __init__(self, store: Store, settings: Settings, log: WorkflowLog, process: Process) -> None:
        self._store = store
        self._settings = settings
        self._log = log
        self._process = process
        self.meanwhile: Callable[[], None] = lambda: None
        #: Raises when this worker must not feed any longer.
        self.check: Callable[[], None] = lambda: None
        #: How many workflows all workers have in hand at a time.
        self.in_hand: Callable[[], int] = lambda: 0
        self._urgent: list[str] = []
        #: Those of this round that were queued before their turn.
        self._hurried = set[str]()
        self._room = 0

    def feed(self) -> None:
        """Queue everything unfinished once, page by page, and see it end."""
        self._room = 0
        self._hurried.clear()
        self.hurry()
        for page in self._pages():
            self._submit(page, NORMAL)
        self.drain()

    def hurry(self) -> None:
        """Look anew for what complaints are about: it goes before everything that is not queued yet."""
        self._urgent = list(self._patiently(self._complained_of))

    def put(self, keys: list[str], hear: bool, priority: int = NORMAL, queue: str = QUEUE) -> None:
        """Queue one workflow; waits while the queue is full."""
        if self._room < 1:
            most = max(QUEUED, min(2 * self._patiently(self.in_hand), PAGE))
            self._room = most - self.drain(most // 2)
        self.check()
        self._room -= 1
        name = f"{queue}-{uuid4()}"
        with SetEnqueueOptions(priority=priority):
            self._patiently(lambda: self._enqueue(name, queue, keys, hear))

    def _enqueue(self, name: str, queue: str, keys: list[str], hear: bool) -> None:
        """The same name again, after a fault, is the same workflow."""
        with SetWorkflowID(name):
            DBOS.enqueue_workflow(queue, self._process, keys, hear)

    def drain(self, most: int = 0) -> int:
        """Until no more than so many workflows are left; how many there are."""
        while len(left := self._patiently(lambda: self._log.listed(*IN_FLIGHT))) > most:
            self._log.revive(left)
            self.meanwhile()
            time.sleep(POLL_S)
        return len(left)

    def _pages(self) -> Iterator[Sequence[str]]:
        last: str | None = None
        while page := self._patiently(partial(self._page, last)):
            yield page
            last = page[-1]

    def _page(self, after: str | None) -> Sequence[str]:
        return self._store.keys_in(*UNFINISHED, after=after, limit=self._settings.chunk_rows)

    def _complained_of(self) -> Sequence[str]:
        linked = sorted(complained_of(self._store) - self._hurried)
        return self._store.keys_in(*UNFINISHED, among=linked)

    def _submit(self, keys: Sequence[str], priority: int) -> None:
        """Those that wait for a recording one by one, all others together."""
        waiting = dict.fromkeys(self._patiently(lambda: pass_silent(self._store, keys)))
        for own in ([key for key in keys if key not in waiting], *([key] for key in waiting)):
            if priority != URGENT:
                self._put_urgent()
            if left := [key for key in own if priority == URGENT or key not in self._hurried]:
                self.put(left, own[0] in waiting, priority)

    def _put_urgent(self) -> None:
        while self._urgent:
            first, self._urgent = self._urgent[:QUEUED], self._urgent[QUEUED:]
            self._hurried.update(first)
            self._submit(first, URGENT)

    def _patiently(self, work: Callable[[], T]) -> T:
        return patiently(work, self._settings, str(self._settings.home))
