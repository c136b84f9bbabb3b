"""Faults that may pass by themselves or when an operator acts, and are worth another try; all others are not."""

import errno
from collections.abc import Callable
from typing import TypeVar

import tenacity
from sqlalchemy.exc import DBAPIError, OperationalError

from audit.errors import Problem, Refused
from config.settings import Settings

T = TypeVar("T")

#: Each wait is so many times as long as the one before.
BACKOFF = 3
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
_SHORT = frozenset((errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EIO))
#: How engines tell it that give no number: SQLite, tantivy.
_FULL_WORDS = ("disk is full", "No space left", "disk I/O error")

#: What our own adapters say of a server that does not answer.
_AWAY = {"search.unreachable": "flow.search_away", "blobs.unreachable": "flow.blobs_away"}


def passing(fault: BaseException) -> str | None:
    """The code of what may pass; None for a fault that will be the same next time."""
    text = str(fault)
    if isinstance(fault, ChildProcessError):
        return "flow.decoder_died"
    if (isinstance(fault, OSError) and fault.errno in _FULL) or any(words in text for words in _FULL_WORDS):
        return "flow.disk_full"
    if isinstance(fault, OperationalError) or (isinstance(fault, DBAPIError) and fault.connection_invalidated):
        return "flow.database_busy"
    if isinstance(fault, Refused) and (away := _AWAY.get(fault.problems[0].code)):
        return away
    if isinstance(fault, MemoryError) or (isinstance(fault, OSError) and fault.errno in _SHORT):
        return "flow.machine_short"
    return None


def may_pass(fault: BaseException) -> bool:
    return passing(fault) is not None


def given_up(fault: BaseException, where: str, tries: int) -> Problem:
    """What to say of work that was given up for this fault."""
    code = passing(fault)
    values = {"fault": f"{type(fault).__name__}: {fault}".splitlines()[0]}
    return Problem(code, where, {**values, "tries": tries}) if code else Problem("flow.broken", where, values)


def patiently(work: Callable[[], T], settings: Settings, where: str) -> T:
    """Try until it is done. Raises Refused (`flow.*`) when what stops it has not passed after so many tries."""
    trying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(may_pass),
        stop=tenacity.stop_after_attempt(settings.tries),
        wait=tenacity.wait_exponential(settings.retry_seconds, exp_base=BACKOFF),
    )
    try:
        return trying(work)
    except tenacity.RetryError as error:
        fault = error.last_attempt.exception() or error
        raise Refused(given_up(fault, where, settings.tries)) from fault
