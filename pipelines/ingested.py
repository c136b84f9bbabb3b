"""What became of what a file holds."""

from dataclasses import dataclass
from pathlib import Path

from audit.errors import Problem


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the rows of one file."""

    received: int
    stored: int
    duplicates: int
    rejected: int
    rejects_file: Path | None
    #: What a person should know about the file although it went in.
    notes: tuple[Problem, ...] = ()
