"""A folder into which logs and recordings drop: what is whole is taken in, and each file's fate is kept."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from audit.errors import Problem, Refused
from audit.records import State
from audit.watched import FileState, WatchedFile
from config.messages import render_all
from pipelines.bootstrap import Application
from pipelines.ingest import ingest
from pipelines.ingested import Ingested
from pipelines.recordings import Intake
from pipelines.watch.folder import RECORDING, Mark, Seen, files_below, is_table, kind_of, logs_beside
from pipelines.work.passing import given_up, patiently

#: Seconds after which a recording that no log names is parked.
NO_LOG_S = 24 * 3600


class Watch:
    """One folder and everything below it. `look` again and again; every look is complete by itself."""

    def __init__(self, app: Application, folder: Path) -> None:
        self._app = app
        self._folder = folder.resolve()
        self._seen = Seen(app.settings.settle_seconds)
        self._offered: dict[Path, Mark] = {}
        #: A new start is a new try for what was parked.
        self._known = {file.path: file for file in app.store.files() if file.state is not FileState.PARKED}

    def look(self) -> Sequence[WatchedFile]:
        """Take in what is whole and new; the files whose fate is another one than before."""
        now = self._seen.look(files_below(self._folder))
        open_ = [path for path in now if not self._is_known(path)]
        changed = {str(path): self._first_fate(path) for path in open_}
        whole = [path for path in open_ if self._seen.whole(path)]
        tables = {path for path in whole if is_table(path)} | set(logs_beside(self._unoffered(whole), now))
        for path in sorted(tables, key=_turn):
            if self._seen.whole(path):
                changed |= {file.path: file for file in self._take(path)}
        told = [file for file in changed.values() if file != self._known.get(file.path)]
        self._known |= {file.path: file for file in told}
        if told:
            patiently(lambda: self._app.store.put_files(told), self._app.settings, str(self._folder))
        return told

    @property
    def settled(self) -> bool:
        """Whether no file is still being written."""
        return self._seen.settled

    def fates(self) -> Iterator[WatchedFile]:
        """Every file of the folder as it stands; a recording stands as its contact does."""
        for file in self._app.store.files():
            if Path(file.path).is_relative_to(self._folder):
                state, reason = self._app.store.state(file.contact) if file.contact else (None, None)
                parked = state in (State.FAILED, State.REJECTED)
                yield replace(file, state=FileState.PARKED, reason=reason) if parked else file

    def _unoffered(self, whole: Sequence[Path]) -> Sequence[Path]:
        """Recordings for which no log has been read again since they are as they are."""
        found = [path for path in whole if self._offered.get(path) != self._seen.mark(path)]
        self._offered |= {path: self._seen.mark(path) for path in found}
        return found

    def _is_known(self, path: Path) -> bool:
        """As it is now, and not waiting for anything."""
        file = self._known.get(str(path))
        same = file is not None and (file.size, file.changed_ns) == self._seen.mark(path)
        return same and file is not None and file.state is not FileState.WAITING

    def _first_fate(self, path: Path) -> WatchedFile:
        """Of a file that nothing has been done with so far."""
        if not self._seen.whole(path):
            return self._fate(path, FileState.WAITING, Problem("watch.half_written", path.name))
        if kind_of(path) == RECORDING:
            late = time.time() - self._seen.mark(path)[1] / 1e9 > NO_LOG_S
            state = FileState.PARKED if late else FileState.WAITING
            return self._fate(path, state, Problem("watch.no_log", path.name))
        return self._fate(path, FileState.REJECTED, Problem("watch.unknown_kind", path.name))

    def _take(self, table: Path) -> Iterator[WatchedFile]:
        """Read a table; what became of it and of the recordings that it names."""
        taken: dict[Path, str] = {}
        intake = Intake(whole=self._seen.whole, taken=taken.__setitem__)
        kind = kind_of(table) or ""
        try:
            done = patiently(lambda: ingest(self._app, kind, table, intake=intake), self._app.settings, str(table))
            yield self._read(table, done)
        except Refused as refused:
            passing = refused.problems[0].code.startswith("flow.")
            yield self._fate(table, FileState.PARKED if passing else FileState.REJECTED, *refused.problems)
        except Exception as fault:  # noqa: BLE001 - whatever one file does, the others go on
            yield self._fate(table, FileState.PARKED, given_up(fault, table.name, 1))
        for path, contact in taken.items():
            yield replace(self._fate(path, FileState.DONE), contact=contact)

    def _read(self, table: Path, done: Ingested) -> WatchedFile:
        if not done.rejected:
            return self._fate(table, FileState.DONE)
        some = {"rejected": done.rejected, "received": done.received, "file": done.rejects_file}
        return self._fate(table, FileState.DONE, Problem("watch.rows_rejected", table.name, some))

    def _fate(self, path: Path, state: FileState, *problems: Problem) -> WatchedFile:
        size, changed_ns = self._seen.mark(path)
        reason = render_all(problems, self._app.settings.lang) or None
        return WatchedFile(str(path), size, changed_ns, state, reason)


def _turn(path: Path) -> tuple[int, str]:
    """Cases first, since rules ask for them, then what people complain of, then all else by name."""
    order: Mapping[str | None, int] = {"cases": 0, "complaints": 1}
    return order.get(kind_of(path), 2), str(path)
