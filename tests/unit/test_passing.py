"""Which faults may pass, and how long they are waited for."""

import errno

import pytest
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from audit.errors import Problem, Refused
from config.messages import catalogue
from config.settings import Settings
from pipelines.work.passing import given_up, passing, patiently

SETTINGS = Settings(_env_file=None, tries=3, retry_seconds=0.001)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "flow.disk_full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "flow.disk_full"),
        (OperationalError("INSERT", {}, Exception("database or disk is full")), "flow.disk_full"),
        (ValueError("An IO error occurred: 'No space left on device'"), "flow.disk_full"),
        (OperationalError("INSERT", {}, Exception("database is locked")), "flow.database_busy"),
        (
            InterfaceError("INSERT", {}, Exception("the connection is closed"), connection_invalidated=True),
            "flow.database_busy",
        ),
        (InterfaceError("INSERT", {}, Exception("cannot adapt type")), None),
        (ChildProcessError("the decoder ended with code -9"), "flow.decoder_died"),
        (MemoryError(), "flow.machine_short"),
        (OSError(errno.EMFILE, "Too many open files"), "flow.machine_short"),
        (Refused(Problem("search.unreachable", "http://127.0.0.1:9200")), "flow.search_away"),
        (Refused(Problem("blobs.unreachable", "s3://calls")), "flow.blobs_away"),
        (Refused(Problem("blobs.refused", "s3://calls")), None),
        (FileNotFoundError(errno.ENOENT, "No such file"), None),
        (PermissionError(errno.EACCES, "Permission denied"), None),
        (IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed")), None),
        (ZeroDivisionError(), None),
        (Refused(Problem("audio.empty", "a.wav")), None),
    ],
)
def test_what_may_pass(fault, code):
    assert passing(fault) == code
    problem = given_up(fault, "call:1", 3)
    assert problem.code == (code or "flow.broken")
    assert problem.code in catalogue()


def failing(times, fault):
    left = [fault] * times

    def work():
        if left:
            raise left.pop()
        return "done"

    return work


def test_what_passes_in_time_is_done():
    assert patiently(failing(2, MemoryError()), SETTINGS, "here") == "done"


def test_what_does_not_pass_is_refused_with_its_reason():
    with pytest.raises(Refused) as caught:
        patiently(failing(3, MemoryError()), SETTINGS, "here")
    assert caught.value.problems[0] == Problem("flow.machine_short", "here", {"fault": "MemoryError: ", "tries": 3})


def test_what_will_be_the_same_next_time_is_raised_at_once():
    with pytest.raises(ZeroDivisionError):
        patiently(failing(1, ZeroDivisionError()), SETTINGS, "here")
