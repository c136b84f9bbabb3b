"""The one workflow of contacts: hear, scan, index; each a step that is tried again for as long as what stops it may pass."""

from collections.abc import Callable
from threading import Lock
from typing import ParamSpec, TypeVar

from dbos import DBOS
from dbos import error as dbos_errors

from config.settings import Settings
from pipelines.metrics import measured
from pipelines.work.feeding import Process
from pipelines.work.handling import Handling
from pipelines.work.passing import BACKOFF, given_up, may_pass
from pipelines.work.workflow_log import DEATHS, PROCESS, WorkflowLog

P = ParamSpec("P")
T = TypeVar("T")


def make_process(steps: Handling, settings: Settings, log: WorkflowLog) -> Process:
    """Registered with DBOS: one recording, or a chunk of contacts that need no hearing."""
    transcribe, scan = _step(steps.transcribe, settings, steps.hearing), _step(steps.scan, settings, steps.hearing)
    index, park = _step(steps.index, settings, steps.indexing), _step(steps.park, settings, Lock())

    @DBOS.workflow(name=PROCESS, max_recovery_attempts=DEATHS)
    def process(keys: list[str], hear: bool) -> tuple[bool, int]:
        """Whether there was something to hear, and of how many contacts."""
        with log.under_way():
            try:
                unheard = transcribe(keys[0]) if hear else None
                scan(keys, unheard)
                index(keys, unheard)
            except dbos_errors.DBOSMaxStepRetriesExceeded as worn:
                park(keys, given_up(worn.errors[-1], keys[0], settings.tries))
            except Exception as fault:
                if may_pass(fault) or log.closing:
                    raise  # DBOS itself could not write, or is gone; the store knows what is left
                park(keys, given_up(fault, keys[0], 1))
            log.done(len(keys))
            return hear, len(keys)

    return process


def _step(work: Callable[P, T], settings: Settings, one_at_a_time: Lock) -> Callable[P, T]:
    @DBOS.step(
        name=work.__name__,
        retries_allowed=True,
        max_attempts=settings.tries,
        interval_seconds=settings.retry_seconds,
        backoff_rate=BACKOFF,
        should_retry=may_pass,
    )
    def step(*arguments: P.args, **named: P.kwargs) -> T:
        with one_at_a_time, measured(work.__name__):
            return work(*arguments, **named)

    return step
