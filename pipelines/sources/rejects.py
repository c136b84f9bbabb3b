"""The rejects file: refused rows as they came, with their line and why, ready to be mended and imported again."""

import csv
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from config.messages import render_all
from pipelines.sources.columns import REJECT_LINE, REJECT_REASONS
from pipelines.sources.reading import protect
from pipelines.sources.rows import Rejected


class Rejects:
    """Used as a context; the file appears with the first rejected row, and not at all without one."""

    def __init__(self, path: Path, columns: Sequence[str], language: str = "zh") -> None:
        self._path = path
        self._columns = [name for name in columns if name not in (REJECT_LINE, REJECT_REASONS)]
        self._language = language
        self._open = ExitStack()
        self._writer: Any = None
        self.count = 0

    @property
    def path(self) -> Path | None:
        return self._path if self.count else None

    def add(self, rejected: Rejected) -> None:
        if self._writer is None:
            self._start()
        reasons = render_all(rejected.problems, self._language)
        cells = [rejected.values.get(name, "") for name in self._columns]
        beyond = [
            value for name, value in rejected.values.items() if name.startswith("#") and name not in self._columns
        ]
        self._writer.writerow(map(protect, [*cells, str(rejected.line), reasons, *beyond]))
        self.count += 1

    def _start(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # The mark at the start makes Excel read UTF-8.
        file = self._open.enter_context(self._path.open("w", encoding="utf-8-sig", newline="", errors="replace"))
        self._writer = csv.writer(file)
        self._writer.writerow(map(protect, [*self._columns, REJECT_LINE, REJECT_REASONS]))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
