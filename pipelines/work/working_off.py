"""Work off what is stored, in this process or beside the one that is at work already."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from audit.errors import Problem, Refused
from pipelines.bootstrap import Application
from pipelines.flow import Flow
from pipelines.work.feeding import POLL_S
from pipelines.work.left import anything_left

#: How long a command waits for the worker that is at work already, a night's import included.
PATIENCE_S = 12 * 3600


def work_off(
    app: Application, waiting: Callable[[Problem], None], done: Callable[[int], None], patience: float = PATIENCE_S
) -> None:
    """Until nothing is left to do, by this process or by the one that is at work already, of which `waiting` hears.

    Raises Refused (`flow.busy`) when that one is not done within `patience` seconds.
    """
    told, until = False, time.monotonic() + patience
    while not _worked(app, done, patient=time.monotonic() < until):
        if not told:
            waiting(Problem("flow.waiting", str(app.settings.home)))
            told = True
        if not anything_left(app.store):
            return
        time.sleep(POLL_S)


@contextmanager
def at_work(app: Application) -> Iterator[Flow | None]:
    """A worker of our own; None where another process is at work already, or none can begin: `work_off` says why."""
    with ExitStack() as opened:
        flow: Flow | None = None
        with suppress(Refused):
            flow = opened.enter_context(Flow(app))
        yield flow


def _worked(app: Application, done: Callable[[int], None], *, patient: bool) -> bool:
    """Whether this process could do the work."""
    try:
        with Flow(app) as flow:
            flow.resume(done)
    except Refused as refused:
        if patient and refused.problems[0].code == "flow.busy":
            return False
        raise
    return True
