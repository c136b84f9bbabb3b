"""Workers in a dictionary, by the clock of this process."""

import time
from collections.abc import Sequence
from dataclasses import replace

from audit.findings import Account
from audit.workers import Present, Worker


class MemoryWorkers:
    """The part of the store that knows the workers."""

    def __init__(self) -> None:
        super().__init__()
        #: With the moments at which they came and were last seen in place of the seconds since then.
        self._workers: dict[str, Present] = {}
        self._claims: dict[Account, str] = {}

    def beat(self, worker: Worker, *, feeds: bool = False) -> bool:
        now = time.monotonic()
        known = self._workers.get(worker.id)
        came = known or Present(worker, now, now, feeds=False)
        self._workers[worker.id] = replace(came, silent=now, feeds=came.feeds and feeds)
        return known is not None

    def workers(self) -> Sequence[Present]:
        now = time.monotonic()
        came = sorted(self._workers.values(), key=lambda one: (one.age, one.worker.id))
        return [replace(one, age=now - one.age, silent=now - one.silent) for one in came]

    def feed_alone(self, worker: str) -> bool:
        if worker not in self._workers or any(one.feeds for key, one in self._workers.items() if key != worker):
            return False
        self._workers[worker] = replace(self._workers[worker], feeds=True)
        return True

    def give_up(self, silent: float) -> Sequence[str]:
        lost = sorted(one.worker.id for one in self.workers() if one.silent > silent)
        for worker in lost:
            self.leave(worker)
        return lost

    def leave(self, worker: str) -> None:
        self._workers.pop(worker, None)
        self._claims = {account: by for account, by in self._claims.items() if by != worker}

    def _claim(self, accounts: Sequence[Account], worker: str, limit: int) -> Sequence[Account]:
        if worker not in self._workers:
            return []
        mine = [account for account in accounts if self._claims.get(account, worker) == worker][:limit]
        self._claims |= dict.fromkeys(mine, worker)
        return mine

    def _release(self, account: Account, worker: str) -> bool:
        """Whether it was this worker's until now."""
        mine = self._claims.get(account) == worker
        if mine:
            del self._claims[account]
        return mine
