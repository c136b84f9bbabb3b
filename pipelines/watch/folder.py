"""What lies in a folder: which files are whole, and what each of them is by its name and place."""

import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipelines.ingest import READERS
from pipelines.sources.transcripts import SUFFIXES as TRANSCRIPTS

_TABLES = (".csv", ".parquet", ".xlsx")
_SOUNDS = (".wav", ".mp3", ".amr", ".ogg", ".oga", ".opus", ".m4a", ".mp4", ".aac", ".flac", ".3gp")
#: How programs name what they have not finished.
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload")
#: The kind of whatever a log may name.
RECORDING = "recording"

#: Bytes and nanoseconds since 1970: what changes while a file is written.
Mark = tuple[int, int]


class Seen:
    """What was there at the last look, and since when it has been as it is."""

    def __init__(self, settle_seconds: float) -> None:
        self._settle = settle_seconds
        self._marks: dict[Path, tuple[Mark, float]] = {}
        self._now = 0.0

    def look(self, files: Iterable[tuple[Path, Mark]]) -> Sequence[Path]:
        self._now = time.monotonic()
        before = self._marks
        self._marks = {
            path: before[path] if path in before and before[path][0] == mark else (mark, self._now)
            for path, mark in files
        }
        return tuple(self._marks)

    def whole(self, path: Path) -> bool:
        """Whether it has not changed for long enough; a file that no look has seen is not known to be whole."""
        found = self._marks.get(path)
        return found is not None and self._now - found[1] >= self._settle

    def mark(self, path: Path) -> Mark:
        return self._marks[path][0]

    @property
    def settled(self) -> bool:
        return all(self.whole(path) for path in self._marks)


def files_below(folder: Path) -> Iterator[tuple[Path, Mark]]:
    """Every file but hidden ones and those whose name says that they are not finished. Links and pipes are none."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or path.suffix.lower() in _UNFINISHED:
                continue
            try:
                found = path.lstat()
            except FileNotFoundError:
                continue  # moved away between two looks
            if stat.S_ISREG(found.st_mode):
                yield path, (found.st_size, found.st_mtime_ns)


def kind_of(path: Path) -> str | None:
    """`cases`, `calls` … for a table, by the start of its name or the name of its folder; `recording`; None for all else."""
    suffix = path.suffix.lower()
    if suffix in _SOUNDS or suffix in TRANSCRIPTS:
        return RECORDING
    if suffix in _TABLES:
        name = path.stem.lower()
        return next((kind for kind in READERS if name.startswith(kind) or path.parent.name.lower() == kind), None)
    return None


def is_table(path: Path) -> bool:
    return kind_of(path) in READERS


def logs_beside(recordings: Iterable[Path], files: Sequence[Path]) -> Iterator[Path]:
    """The logs that may name one of these recordings: in its folder, or in one above it."""
    places = {place for path in recordings if kind_of(path) == RECORDING for place in path.parents}
    return (path for path in files if path.parent in places and kind_of(path) in ("calls", "visits"))
