"""Where a worker works: one at a time in a home folder with an embedded database, one at a time in a process with a server."""

from threading import Lock
from typing import Protocol

import portalocker

from audit.errors import Problem, Refused
from config.settings import Settings

#: How long the lock may be taken by somebody who only looks whether it is.
GLANCE_S = 0.5
#: DBOS is there once in a process.
_PROCESS = Lock()


class Place(Protocol):
    def take(self) -> None:
        """Raises Refused (`flow.busy`)."""

    def release(self) -> None: ...


class _Home:
    """Held by the operating system: that of a killed process is free."""

    def __init__(self, settings: Settings) -> None:
        self._home = settings.home
        self._lock = portalocker.Lock(settings.home / "worker.lock", timeout=GLANCE_S, check_interval=0.1)

    def take(self) -> None:
        try:
            self._lock.acquire()
        except portalocker.LockException as error:
            raise Refused(Problem("flow.busy", str(self._home))) from error

    def release(self) -> None:
        self._lock.release()


class _Process:
    def __init__(self, settings: Settings) -> None:
        self._home = settings.home

    def take(self) -> None:
        if not _PROCESS.acquire(timeout=GLANCE_S):
            raise Refused(Problem("flow.busy", str(self._home)))

    def release(self) -> None:
        _PROCESS.release()


def place_of(settings: Settings) -> Place:
    return _Process(settings) if settings.shared else _Home(settings)


def taken(settings: Settings) -> bool:
    """Whether somebody works in the home folder."""
    try:
        with portalocker.Lock(settings.home / "worker.lock", timeout=0, fail_when_locked=True):
            return False
    except portalocker.LockException:
        return True
