"""What a backup consists of: the last file that is written into it, and the first that is read."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from audit.errors import Problem, Refused

#: Of this layout; raised when it changes.
FORMAT = 1
NAME = "manifest.json"
#: One hash a line, in order.
BLOBS = "blobs.txt"


@dataclass(frozen=True, slots=True)
class DumpedTable:
    rows: int
    #: In which file of the backup they are.
    file: str
    #: In the order in which the file has them; empty where the file itself knows.
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dumped:
    """A database as files."""

    #: `sqlite` or `postgresql`.
    form: str
    #: Of the schema.
    revision: str
    #: Each behind those it refers to.
    tables: Mapping[str, DumpedTable]


@dataclass(frozen=True, slots=True)
class Manifest:
    made_at: str
    version: str
    database: Dumped
    #: SHA-256 of every file beside the manifest.
    files: Mapping[str, str]
    #: How many recordings there are; their hashes are in a file of their own.
    blobs: int
    #: Recordings that could not be read, or were no longer what their hash says; they are not in the backup.
    damaged: tuple[str, ...]
    #: Rejects files: name -> hash, under which they lie among the recordings.
    rejects: Mapping[str, str]
    #: What decides how contacts are judged, as it was; no address, no key.
    settings: Mapping[str, str]
    #: Names of the keys that names and numbers were sealed with, which are not in the backup.
    keys: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        """The backup counts from now on."""
        text = json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)
        half = folder / f"{NAME}.part"
        with half.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        half.replace(folder / NAME)


def read_manifest(folder: Path) -> Manifest:
    """Raises Refused (`restore.*`) for a manifest that is damaged or of a layout that this version does not know."""
    path = folder / NAME
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found.pop("format") != FORMAT:
            raise Refused(Problem("restore.newer", str(path), {"version": found["version"]}))
        return _manifest(found)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(Problem("restore.damaged", str(path), {"fault": f"{type(error).__name__}: {error}"})) from error


def _manifest(found: dict[str, Any]) -> Manifest:
    database = found.pop("database")
    tables = {
        name: DumpedTable(int(table["rows"]), table["file"], tuple(table["columns"]))
        for name, table in database.pop("tables").items()
    }
    return Manifest(
        database=Dumped(**database, tables=tables),
        damaged=tuple(found.pop("damaged")),
        keys=tuple(found.pop("keys", ())),
        **found,
    )


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
