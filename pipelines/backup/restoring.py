"""An installation from a backup: everything is checked before anything is touched, and what is cut off goes on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import portalocker

from audit.errors import Problem, Refused
from audit.ports import Blobs
from pipelines.backup.manifest import BLOBS, NAME, Manifest, digest_of, read_manifest
from pipelines.backup.moments import chosen, named
from pipelines.backup.saving import missing
from pipelines.bootstrap import RESTORING, Application
from pipelines.steps.index import reindex

#: Hears what is done (`checked`, `recording`, `database`, `index`) and how many of them at once.
Tell = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Restored:
    folder: Path
    manifest: Manifest
    #: Recordings that were not here before.
    copied: int
    indexed: int


def check(app: Application, folder: Path, moment: str | None, tell: Tell = lambda _what, _count: None) -> Manifest:
    """Read all of a backup. Raises Refused (`restore.*`) with every file and recording that is not what it was."""
    found = chosen(folder, moment)
    manifest = read_manifest(found)
    with app.dump() as dump:
        dump.fits(manifest.database)
    faults = list(_faults(app.blobs_in(named(found)), found, manifest, tell))
    if faults:
        raise Refused(faults)
    return manifest


def restore(app: Application, folder: Path, moment: str | None, tell: Tell = lambda _what, _count: None) -> Restored:
    """Into an installation in which nothing is stored. Raises Refused (`restore.*`, `flow.busy`).

    From the first change to the end no other command opens the installation; killed in between, the same call goes on.
    """
    manifest, found = check(app, folder, moment, tell), chosen(folder, moment)
    if lacking := sorted(set(manifest.keys) - set(app.key_names)):
        raise Refused(Problem("restore.keys", app.settings.keys_place, {"names": " ".join(lacking)}))
    home, name = app.settings.home, digest_of(found / NAME)
    lock = portalocker.Lock(home / "worker.lock", timeout=0, fail_when_locked=True)
    try:
        with lock:
            _claim(app, name)
            return _restore(app, found, manifest, tell)
    except portalocker.LockException as error:
        raise Refused(Problem("flow.busy", str(home))) from error


def _claim(app: Application, name: str) -> None:
    """Make sure that nothing is lost, and that it is this backup with which a restore that was cut off goes on."""
    mark = app.settings.home / RESTORING
    if mark.exists():
        if mark.read_text(encoding="ascii") != name:
            raise Refused(Problem("restore.other_begun", str(mark)))
        return
    with app.dump() as dump:
        if not dump.empty():
            raise Refused(Problem("restore.not_empty", dump.place))
    half = mark.with_suffix(".part")
    half.write_text(name, encoding="ascii")
    half.replace(mark)


def _restore(app: Application, found: Path, manifest: Manifest, tell: Tell) -> Restored:
    copied, there = 0, app.blobs_in(named(found))
    for digest, known in missing(_listed(found), app.blobs.digests()):
        if not known:
            app.blobs.put(there.get(digest))
            copied += 1
            tell("recording", 1)
    for name, digest in manifest.rejects.items():
        app.settings.rejects_folder.mkdir(parents=True, exist_ok=True)
        (app.settings.rejects_folder / name).write_bytes(there.get(digest))
    with app.dump() as dump:
        if dump.empty():
            dump.load(found, manifest.database)
        # Else this is where a restore of the same backup was cut off: the database comes as a whole or not at all.
        tell("database", sum(dump.rows().values()))
    indexed = reindex(app.store, app.index, app.settings.chunk_rows, app.settings.lang)
    tell("index", indexed)
    app.index.close()
    (app.settings.home / RESTORING).unlink()
    return Restored(found, manifest, copied, indexed)


def _faults(there: Blobs, found: Path, manifest: Manifest, tell: Tell) -> Iterator[Problem]:
    for name, digest in manifest.files.items():
        path = found / name
        if not path.is_file():
            yield Problem("restore.missing", str(path))
        elif digest_of(path) != digest:
            yield Problem("restore.damaged", str(path), {"fault": "SHA-256"})
        tell("checked", 1)
    if not (found / BLOBS).is_file():
        return
    for digest in (*manifest.rejects.values(), *_listed(found)):
        try:
            there.open(digest).close()
        except KeyError:
            yield Problem("restore.missing", digest)
        except Refused:
            yield Problem("restore.damaged", digest, {"fault": "SHA-256"})
        tell("checked", 1)


def _listed(found: Path) -> Iterator[str]:
    with (found / BLOBS).open(encoding="ascii") as listed:
        for line in listed:
            yield line.rstrip()
