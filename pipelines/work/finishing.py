"""Every contact to its end, by the one worker whose turn it is to feed: done, or parked with its reason."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from audit.errors import Problem, Refused
from audit.ports import Store
from config.settings import Settings
from pipelines.work.feeding import Feeder
from pipelines.work.handling import UNFINISHED, Handling
from pipelines.work.passing import patiently
from pipelines.work.workflow_log import ALONE, DEATHS, WorkflowLog

T = TypeVar("T")


class Finisher:
    def __init__(self, store: Store, settings: Settings, log: WorkflowLog, feeder: Feeder, steps: Handling) -> None:
        self._store = store
        self._settings = settings
        self._log = log
        self._feeder = feeder
        self._steps = steps

    def finish(self) -> None:
        """First what is queued or under way, then what is not. Raises Refused (`flow.unfinished`) for what can be neither
        done nor parked.
        """
        self._feeder.drain()
        self._bury()
        stuck: Sequence[str] = ()
        rounds = 0
        while first := self._patiently(lambda: self._store.keys_in(*UNFINISHED, limit=1)):
            rounds = rounds + 1 if first == stuck else 1
            if rounds > self._settings.tries:
                raise Refused(Problem("flow.unfinished", first[0]))
            stuck = first
            self._feeder.feed()
            self._bury()

    def _bury(self) -> None:
        """What too many workers died of is tried alone, then in halves, and parked when it is one contact and kills still."""
        while fatal := self._patiently(self._log.fatal):
            for dead in fatal:
                for part in dead.parts:
                    self._feeder.put(part, dead.hear, queue=ALONE)
                if not dead.parts:
                    died = Problem("flow.worker_died", dead.keys[0], {"tries": 2 * (DEATHS + 1)})
                    self._patiently(partial(self._steps.park, dead.keys, died))
                self._patiently(partial(self._log.forget, dead))
            self._feeder.drain()

    def _patiently(self, work: Callable[[], T]) -> T:
        return patiently(work, self._settings, str(self._settings.home))
