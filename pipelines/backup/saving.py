"""An installation into a folder, while work goes on: the database at one moment, then every recording that is not there yet."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import portalocker

from audit.errors import Problem, Refused
from audit.ports import Blobs
from config.settings import Settings
from pipelines.backup.manifest import BLOBS, Manifest, digest_of
from pipelines.backup.moments import begin, complete, forget_half, named
from pipelines.bootstrap import Application

#: Settings that decide how contacts are judged. None of them is an address or a key.
_TELLING = ("pack", "reader", "llm_model", "whisper_model", "timezone")
#: Hears what is done (`database`, `recording`, `manifest`) and how many of them at once.
Tell = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class BackedUp:
    folder: Path
    manifest: Manifest
    #: Recordings that were not in the folder before.
    copied: int


def back_up(app: Application, folder: Path, keep: int, tell: Tell = lambda _what, _count: None) -> BackedUp:
    """Killed at any point, the backups before are as they were, and the next call goes on with what was copied.

    The `keep` newest backups stay. Raises Refused (`backup.*`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with portalocker.Lock(folder / "backup.lock", timeout=0, fail_when_locked=True):
            forget_half(folder)
            now = datetime.now(UTC)
            made = _save(app, begin(folder, now), now, tell)
            tell("manifest", 1)
            for old in complete(folder)[:-keep]:
                shutil.rmtree(old)
            return made
    except portalocker.LockException as error:
        raise Refused(Problem("backup.busy", str(folder))) from error


def _save(app: Application, moment: Path, now: datetime, tell: Tell) -> BackedUp:
    with app.dump() as dump:
        dumped = dump.save(moment)
    tell("database", sum(table.rows for table in dumped.tables.values()))
    # What the database refers to was stored before; what came since does no harm.
    there = app.blobs_in(named(moment))
    counts, damaged = [0, 0], list[str]()
    with (moment / BLOBS).open("w", encoding="ascii") as listed:
        for digest, known in missing(app.blobs.digests(), there.digests()):
            if not known and not _copied(app.blobs, there, digest):
                damaged.append(digest)
                continue
            listed.write(digest + "\n")
            counts[0] += 1
            counts[1] += not known
            tell("recording", 1)
        listed.flush()
        os.fsync(listed.fileno())
    rejects = {path.name: there.put(path.read_bytes()) for path in sorted(app.settings.rejects_folder.glob("*.csv"))}
    files = {path.name: digest_of(path) for path in sorted(moment.iterdir())}
    manifest = Manifest(
        now.isoformat(), version("fairdial"), dumped, files, counts[0], tuple(damaged), rejects, telling(app.settings), app.key_names
    )  # fmt: skip
    manifest.write(moment)
    return BackedUp(moment, manifest, counts[1])


def missing(here: Iterator[str], there: Iterator[str]) -> Iterator[tuple[str, bool]]:
    """Everything of `here`, and whether `there` has it, too; both in order."""
    other = next(there, None)
    for one in here:
        while other is not None and other < one:
            other = next(there, None)
        yield one, one == other


def telling(settings: Settings) -> dict[str, str]:
    return {name: str(getattr(settings, name)) for name in _TELLING}


def _copied(here: Blobs, there: Blobs, digest: str) -> bool:
    """Whether it was still what its hash says. Gone is as bad as damaged."""
    try:
        there.put(here.get(digest))
    except KeyError:
        return False
    except Refused as refused:
        if refused.problems[0].code != "blobs.damaged":
            raise
        return False
    return True
