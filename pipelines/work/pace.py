"""What the log of workflows tells from outside: how fast the work goes, and what each worker has in hand."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from dbos import DBOSClient, WorkflowStatus
from sqlalchemy.exc import ProgrammingError

from config.settings import Settings
from pipelines.work.workflow_log import ALONE, IN_FLIGHT, PAGE, QUEUE, RUNS

#: Over which the pace is taken.
LATELY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class InHand:
    """A workflow that a worker runs."""

    #: The first of its contacts, and how many they are.
    contact: str
    contacts: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Pace:
    """What the workers did lately. Contacts per minute; 0 where nothing ended."""

    running: int = 0
    queued: int = 0
    heard: float = 0
    judged: float = 0
    #: By the worker's id.
    in_hand: Mapping[str, Sequence[InHand]] = field(default_factory=dict)


def pace_of(settings: Settings) -> Pace:
    if not settings.shared and not (settings.home / "workflows.sqlite").exists():
        return Pace()
    client = DBOSClient(system_database_url=settings.workflows_url, retry_connection_errors=False)
    since = datetime.now(UTC) - LATELY
    try:
        ended = client.list_workflows(
            status="SUCCESS", queue_name=[QUEUE, ALONE], completed_after=since.isoformat(), sort_desc=True, limit=PAGE, load_input=False
        )  # fmt: skip
        left = client.list_workflows(status=list(IN_FLIGHT), queue_name=[QUEUE, ALONE], load_output=False)
    except ProgrammingError:  # no worker has been here yet
        return Pace()
    finally:
        client.destroy()
    running = [one for one in left if one.status == RUNS]
    return Pace(
        len(running),
        len(left) - len(running),
        _per_minute(ended, heard=True),
        _per_minute(ended, heard=False),
        _by_worker(running),
    )


def _per_minute(ended: Sequence[WorkflowStatus], *, heard: bool) -> float:
    """Of those that were heard, or of all others; each workflow returns whether it heard and how many contacts it had."""
    own = [one for one in ended if one.output and one.output[0] is heard]
    begins = [one.dequeued_at or one.created_at or 0 for one in own]
    if not begins:
        return 0
    minutes = max(time.time() - min(begins) / 1000, 1) / 60
    return sum(int(one.output[1]) for one in own if one.output) / minutes


def _by_worker(running: Sequence[WorkflowStatus]) -> Mapping[str, Sequence[InHand]]:
    found: dict[str, list[InHand]] = {}
    for one in running:
        keys = one.input["args"][0] if one.input else [""]
        since = datetime.fromtimestamp((one.dequeued_at or one.created_at or 0) / 1000, UTC)
        found.setdefault(one.executor_id or "", []).append(InHand(keys[0], len(keys), since))
    return found
