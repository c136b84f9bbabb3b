"""A table of cases, contacts, messages or complaints becomes stored records; what cannot be used lands in the rejects file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from audit.errors import Problem
from audit.ports import Stored
from audit.records import Contact
from pipelines.bootstrap import Application
from pipelines.containers import ingest_containers
from pipelines.garbage import collected, seldom_collected
from pipelines.ingested import Ingested
from pipelines.recordings import SILENT, Intake, attach
from pipelines.sources import calls, cases, chat, complaints, sms, visits
from pipelines.sources.binding import source_for
from pipelines.sources.mapping import SourceMapping
from pipelines.sources.reading import Reading
from pipelines.sources.rejects import Rejects
from pipelines.sources.rows import Fault, Rejected, Row

READERS: dict[str, Callable[[Path, SourceMapping], Reading[Any]]] = {
    "cases": cases.read,
    "calls": calls.read,
    "sms": sms.read,
    "chat": chat.read,
    "visits": visits.read,
    "complaints": complaints.read,
}

#: Kinds of which each row is a contact by itself.
_CONTACTS = ("calls", "sms", "visits")
#: The kind that is no table: vCon files, or a folder of them.
CONTAINERS = "vcon"


def ingest(
    app: Application,
    kind: str,
    path: Path,
    source: str | None = None,
    intake: Intake = SILENT,
) -> Ingested:
    """Read, check and store one file; judging is for whoever hears of what is stored. The same file again stores nothing new.

    Raises Refused for a file that cannot be used at all.
    """
    if kind == CONTAINERS:
        return ingest_containers(app, path, intake)
    reading = READERS[kind](path, source_for(kind, path, source))
    received = stored = duplicates = 0
    notes = list(reading.notes)
    rejects_path = app.settings.rejects_folder / f"{path.name}.rejects.csv"
    with seldom_collected(), Rejects(rejects_path, reading.columns, app.settings.lang) as rejects:
        rows, table = reading.rows(), _Table(app, kind, reading, path.parent, intake)
        while read := table.take(list(islice(rows, app.settings.chunk_rows)), rejects):
            received += read.rows
            stored += len(read.result.new) + len(read.result.replaced)
            duplicates += len(read.result.duplicates)
            notes += read.notes
            collected()  # hardly anything is in memory now
            intake.progress(read.rows)
    return Ingested(received, stored, duplicates, rejects.count, rejects.path, tuple(notes))


class _Taken(NamedTuple):
    rows: int
    result: Stored
    notes: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class _Table:
    app: Application
    kind: str
    reading: Reading[Any]
    folder: Path
    intake: Intake

    def take(self, chunk: Sequence[tuple[Row, Any]], rejects: Rejects) -> _Taken | None:
        """Stores the rows of one chunk and tells of them; None where there are none."""
        if not chunk:
            return None
        good = [(row, record) for row, record in chunk if not isinstance(record, Rejected)]
        for _, record in chunk:
            if isinstance(record, Rejected):
                rejects.add(record)
        records = [record for _, record in good]
        result, notes = self._put(records)
        if self.kind in _CONTACTS:
            self.intake.stored(_new(records, result))
        for place in result.conflicts:
            row, record = good[place]
            rejects.add(self.reading.rejected(row, Fault("ingest.conflict", id=record.id)))
        return _Taken(len(chunk), result, notes)

    def _put(self, records: Sequence[Any]) -> tuple[Stored, Sequence[Problem]]:
        store = self.app.store
        match self.kind:
            case "calls" | "visits":
                return attach(self.app, records, self.folder, self.intake)
            case "cases":
                return store.put_cases(records), ()
            case "chat":
                return store.put_messages(records), ()
            case "complaints":
                return store.put_complaints(records), ()
        return store.put_contacts(records), ()


def _new(contacts: Sequence[Contact], stored: Stored) -> Sequence[Contact]:
    """Those that were not known; of two with one key the first."""
    if len(stored.new) == len(contacts):
        return contacts
    by_key = {contact.key: contact for contact in reversed(contacts)}
    return [by_key[key] for key in stored.new]
