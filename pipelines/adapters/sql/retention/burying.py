"""What tombstones say of rows that are about to go, and what these leave outside the database."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, Text, cast, func, select

from audit.retention.tombstones import of_case, of_complaint, of_contact
from pipelines.adapters.sql.cases import load_cases
from pipelines.adapters.sql.complaints import to_complaint
from pipelines.adapters.sql.contacts import load_contacts, numbers
from pipelines.adapters.sql.engine import among
from pipelines.adapters.sql.findings import load_findings
from pipelines.adapters.sql.records import to_json
from pipelines.adapters.sql.seals import seals
from pipelines.adapters.sql.tables import complaints, contacts, redactions, transcript_versions, transcripts


@dataclass(frozen=True, slots=True)
class Grave:
    of: str
    digest: str
    #: Whether something is to be swept out of the index or the blobs.
    left: bool = False
    #: [hash, …] as JSON.
    blobs: str = "[]"
    #: Of a contact that goes as a whole.
    number: int | None = None
    revision: int | None = None


def graves_of_contacts(
    connection: Connection, keys: Sequence[str], *, recording: bool = False
) -> tuple[list[Grave], list[int]]:
    """In the order asked, with the numbers of the contacts; `recording` where only the sound goes."""
    nos = numbers(connection, keys)
    found, said = load_contacts(connection, nos.values()), load_findings(connection, nos.values())
    blobs: dict[int, dict[str, None]] = {no: {} for no in nos.values()}
    for no, digest in _blobs(connection, list(nos.values())):
        blobs[no][digest] = None
    of_these = among(connection, contacts.c.no, nos.values())
    revisions = dict(connection.execute(select(contacts.c.no, contacts.c.revision).where(of_these)).all())
    graves = [
        Grave(key, found[no].audio or "", left=True, blobs=to_json(list(blobs[no])))
        if recording
        else Grave(key, of_contact(found[no], said[no]), True, to_json(list(blobs[no])), no, revisions[no])
        for key, no in nos.items()
    ]
    return graves, list(nos.values())


def graves_of_complaints(connection: Connection, ids: Sequence[str]) -> list[Grave]:
    rows = connection.execute(select(complaints).where(among(connection, complaints.c.id, ids)))
    found = {row.id: to_complaint(row, seals(connection)) for row in rows}
    return [Grave(key, of_complaint(found[key])) for key in ids]


def graves_of_cases(connection: Connection, ids: Sequence[str]) -> list[Grave]:
    found = load_cases(connection, ids)
    return [Grave(key, of_case(found[key])) for key in ids]


def _blobs(connection: Connection, nos: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Number of the contact and hash: recordings, also such as were heard before, waveforms and masked copies."""
    columns = (
        (contacts, contacts.c.no, contacts.c.audio),
        (transcripts, transcripts.c.contact, transcripts.c.audio),
        (transcripts, transcripts.c.contact, waveform(connection, transcripts.c.settings)),
        (transcript_versions, transcript_versions.c.contact, transcript_versions.c.audio),
        (
            transcript_versions,
            transcript_versions.c.contact,
            waveform(connection, transcript_versions.c.settings),
        ),
        (redactions, redactions.c.contact, redactions.c.masked),
    )
    for table, no, digest in columns:
        asked = select(no, digest).select_from(table).where(among(connection, no, nos), digest.is_not(None))
        for row in connection.execute(asked):
            yield row[0], row[1]


def waveform(connection: Connection, settings: ColumnElement[Any]) -> ColumnElement[Any]:
    """The blob that a transcript's facts name."""
    if connection.dialect.name == "sqlite":
        return func.json_extract(settings, "$.recording.waveform", type_=Text)
    named: ColumnElement[Any] = cast(settings, JSON)["recording"]["waveform"].as_string()
    return named


def listed(blobs: str) -> tuple[str, ...]:
    return tuple(json.loads(blobs))
