"""The schedule of an installation: at its times a round of work begins, in one of the workers that stay for it."""

from collections.abc import Callable
from datetime import datetime

from dbos import DBOS, ScheduleInput
from dbos import error as dbos_errors

from audit.errors import Problem, Refused
from pipelines.work.workflow_log import ROUNDS

_SCHEDULE = "round"


def keep_schedule(workflow: Callable[[datetime, None], None], cron: str, zone: str) -> None:
    """The one schedule of this installation. Raises Refused (`work.bad_schedule`) for what is no cron expression."""
    schedule: ScheduleInput = {
        "schedule_name": _SCHEDULE,
        "workflow_fn": workflow,
        "schedule": cron,
        "context": None,
        "automatic_backfill": True,
        "cron_timezone": zone,
        "queue_name": ROUNDS,
    }
    try:
        DBOS.apply_schedules([schedule])
    except dbos_errors.DBOSException as error:
        raise Refused(Problem("work.bad_schedule", cron, {"fault": str(error)})) from error


def forget_schedule() -> None:
    DBOS.delete_schedule(_SCHEDULE)
