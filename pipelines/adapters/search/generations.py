"""The search index of one machine, which can be built anew beside itself: one folder answers, another one is filled."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import TypeVar
from uuid import uuid4

import portalocker

from audit.errors import Problem, Refused
from audit.findings import Finding
from audit.ports import Hit, Hits, Query
from audit.records import Contact
from pipelines.adapters.search.embedded import TantivyIndex

T = TypeVar("T")

#: Names the folder that answers; where it is missing, that is the whole folder, as the first index is.
_POINTER = "live"
_PREFIX = "built-"


class EmbeddedIndex:
    """`audit.ports.SearchIndex`. Processes learn from a file which folder answers, and each write asks anew.

    `shared` among several processes that write, each lets the next one write after every commit.
    """

    def __init__(self, folder: Path, *, shared: bool = False) -> None:
        self._folder = folder
        self._shared = shared
        self._open: tuple[Path, TantivyIndex] | None = None
        self._opening = RLock()  # threads search while one writes, and each may be the first to see a swap

    def put(
        self,
        contacts: Sequence[Contact],
        scans: Mapping[str, Sequence[Finding]],
        revisions: Mapping[str, int] | None = None,
    ) -> Mapping[str, Problem]:
        with self._no_swap():
            try:
                return self._live().put(contacts, scans, revisions)
            finally:
                if self._shared:
                    self.close()

    def search(self, query: Query, limit: int = 20, offset: int = 0, after: str | None = None) -> Hits:
        return self._asked(lambda live: live.search(query, limit, offset, after))

    def walk(self, query: Query) -> Iterator[Hit]:
        """What was opened stays readable to the end, whatever takes its place meanwhile."""
        return self._asked(lambda live: live.walk(query))

    def close(self) -> None:
        with self._opening:
            opened, self._open = self._open, None
        if opened:
            with suppress(ValueError):  # its folder may be gone, and with it what there was to finish
                opened[1].close()

    @contextmanager
    def rebuild(self) -> Iterator["_Rebuilding"]:
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = portalocker.Lock(self._beside("rebuild"), timeout=0, fail_when_locked=True)
        try:
            lock.acquire()
        except portalocker.LockException as error:
            raise Refused(Problem("search.busy", str(self._folder))) from error
        made = self._folder / f"{_PREFIX}{uuid4().hex[:12]}"
        try:
            self._tidy()
            index = TantivyIndex(made)
            try:
                yield _Rebuilding(self, made, index)
            finally:
                with suppress(ValueError):
                    index.close()
                self._tidy()
        finally:
            lock.release()

    def swap(self, made: Path, index: TantivyIndex, catch_up: Callable[[], None]) -> None:
        with self._no_swap():
            catch_up()
            index.close()
            made.mkdir(exist_ok=True)
            written = self._folder / f"{_POINTER}.new"
            with written.open("w", encoding="utf-8") as file:
                file.write(made.name)
                file.flush()
                os.fsync(file.fileno())
            written.replace(self._folder / _POINTER)

    def _asked(self, question: Callable[[TantivyIndex], T]) -> T:
        """Asked again where the folder went away between finding and reading it."""
        path = self._path()
        try:
            return question(self._live())
        except (ValueError, Refused):
            if self._path() == path:
                raise
            return question(self._live())

    def _live(self) -> TantivyIndex:
        with self._opening:
            path = self._path()
            if self._open is None or self._open[0] != path:
                self.close()
                self._open = (path, TantivyIndex(path))
            return self._open[1]

    def _path(self) -> Path:
        try:
            return self._folder / (self._folder / _POINTER).read_text(encoding="utf-8")
        except FileNotFoundError:
            return self._folder

    def _tidy(self) -> None:
        """Remove all that does not answer: what was swapped out, and what a killed process left half built."""
        live = self._path()
        if live == self._folder:
            left = [path for path in self._folder.iterdir() if path.name.startswith(_PREFIX)]
        else:
            left = [path for path in self._folder.iterdir() if path != live and path.name != _POINTER]
        for path in left:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    @contextmanager
    def _no_swap(self) -> Iterator[None]:
        """Between processes: who writes holds it, and who changes folders."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with portalocker.Lock(self._beside("lock"), flags=portalocker.LockFlags.EXCLUSIVE):
            yield

    def _beside(self, kind: str) -> Path:
        return self._folder.with_name(f"{self._folder.name}.{kind}")


class _Rebuilding:
    def __init__(self, live: EmbeddedIndex, folder: Path, index: TantivyIndex) -> None:
        self._live, self._folder, self._index = live, folder, index
        self.put = index.put

    def swap(self, catch_up: Callable[[], None]) -> None:
        self._live.swap(self._folder, self._index, catch_up)
