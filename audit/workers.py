"""The processes that work on one installation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Worker:
    #: Of this process and no other, ever.
    id: str
    host: str
    #: The number that the machine gave the process.
    process: int
    #: Of the steps that it runs.
    version: str
    #: Which home folder it sees: recordings and an embedded index lie there.
    home: str


@dataclass(frozen=True, slots=True)
class Present:
    """A worker that has shown itself and has not left."""

    worker: Worker
    #: Seconds since it first showed itself, and since it last did.
    age: float
    silent: float
    #: Whether it is the one that queues contacts for all.
    feeds: bool
