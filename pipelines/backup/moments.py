"""The folder of backups: one folder for each moment, and one for the recordings of all of them."""

import re
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from audit.errors import Problem, Refused
from pipelines.backup.manifest import NAME

#: So that names sort as times do.
_FORM = "%Y-%m-%dT%H-%M-%S.%fZ"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{6}Z")
_BLOBS = "blobs"
_OURS = frozenset((_BLOBS, "backup.lock"))


def begin(folder: Path, now: datetime) -> Path:
    """A new folder for this moment (UTC). Raises Refused (`backup.not_ours`) where other things lie, too."""
    if strange := [path.name for path in sorted(folder.iterdir()) if not _ours(path.name)]:
        raise Refused(Problem("backup.not_ours", str(folder), {"name": strange[0]}))
    made = folder / now.strftime(_FORM)
    made.mkdir()
    return made


def complete(folder: Path) -> Sequence[Path]:
    """Oldest first."""
    return [path for path in _moments(folder) if (path / NAME).is_file()]


def forget_half(folder: Path) -> None:
    """What killed backups left behind, but for the recordings that they had copied."""
    for path in _moments(folder):
        if not (path / NAME).is_file():
            shutil.rmtree(path)


def named(moment: Path) -> Path:
    """Where the recordings lie by their hash."""
    return moment.parent / _BLOBS


def chosen(folder: Path, moment: str | None) -> Path:
    """The newest, or the one of this name. Raises Refused (`restore.none`)."""
    found = [path for path in complete(folder) if moment in (None, path.name)] if folder.is_dir() else []
    if not found:
        raise Refused(Problem("restore.none", str(folder), {"moment": moment or "*"}))
    return found[-1]


def _moments(folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.iterdir() if _MOMENT.fullmatch(path.name))


def _ours(name: str) -> bool:
    return name in _OURS or _MOMENT.fullmatch(name) is not None
