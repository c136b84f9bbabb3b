"""The files of a watched folder, and what became of each."""

from dataclasses import dataclass
from enum import StrEnum


class FileState(StrEnum):
    """`rejected` and `parked` always carry a reason; so does `waiting`."""

    #: Not whole yet, or a recording that no log has named so far.
    WAITING = "waiting"
    #: A table was read, or a recording hangs on its contact, whose own state goes on from here.
    DONE = "done"
    #: Nothing that can be used, however often it is tried.
    REJECTED = "rejected"
    #: Given up after several tries; looked at again when it changes or when a person says so.
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class WatchedFile:
    path: str
    #: Bytes.
    size: int
    #: Nanoseconds since 1970, as the file system has it.
    changed_ns: int
    state: FileState
    reason: str | None = None
    #: Key of the contact whose recording it is.
    contact: str | None = None
