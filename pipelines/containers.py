"""vCon containers in and out: files of a folder become stored contacts, a contact becomes a file."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from audit.errors import Problem, Refused
from audit.ports import Stored
from audit.records import Channel
from audit.vcon.model import Conversation
from audit.vcon.read import read
from audit.vcon.written import without_persons, write
from pipelines.bootstrap import Application
from pipelines.ingested import Ingested
from pipelines.recordings import Intake
from pipelines.sources.rejects import Rejects
from pipelines.sources.rows import Rejected
from pipelines.steps.transcribe import put_heard
from pipelines.work.again import known

#: Bytes of one container; an hour of telephone sound in both channels stays below.
LARGEST = 1 << 29
SUFFIXES = frozenset({".vcon", ".json"})
_FILE = "file"


def ingest_containers(app: Application, path: Path, intake: Intake) -> Ingested:
    """One container, or each one of a folder. What is no container goes to the rejects file, the others are stored."""
    received = stored = duplicates = 0
    notes = list[Problem]()
    rejects_path = app.settings.rejects_folder / f"{path.name}.rejects.csv"
    with Rejects(rejects_path, (_FILE,), app.settings.lang) as rejects:
        for file in _files(path):
            received += 1
            try:
                found = read(_bytes(file), file.name)
                new, again = _put(app, found, file.name)
                stored, duplicates, notes = stored + new, duplicates + (not new and again), [*notes, *found.notes]
            except Refused as refused:
                rejects.add(Rejected(received, {_FILE: file.name}, refused.problems))
            intake.progress(1)
    return Ingested(received, stored, duplicates, rejects.count, rejects.path, tuple(notes))


def container_of(app: Application, key: str, at: datetime, *, original: bool) -> bytes:
    """A contact as a container, masked unless the original is asked for. Raises Refused (`vcon.*`)."""
    contact = known(app.store, key)
    messages, digest = app.store.messages(contact.key), contact.audio
    if not original:
        copy = app.store.redaction(contact.key) if digest else None
        contact, messages = without_persons(contact, messages)
        digest = copy.masked if copy and not copy.held else None
    try:
        recording = app.blobs.get(digest) if digest else None
    except KeyError:
        raise Refused(Problem("vcon.recording_gone", contact.key)) from None
    value = write(contact, messages, recording, at, original=original)
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = sorted(one for one in path.iterdir() if one.is_file() and one.suffix.lower() in SUFFIXES)
    if not found:
        raise Refused(Problem("vcon.empty_folder", str(path), {"known": ", ".join(sorted(SUFFIXES))}))
    yield from found


def _bytes(file: Path) -> bytes:
    try:
        if (size := file.stat().st_size) > LARGEST:
            raise Refused(Problem("vcon.too_large", file.name, {"bytes": size, "most": LARGEST}))
        return file.read_bytes()
    except OSError as error:
        raise Refused(Problem("sources.unreadable", str(file), {"reason": error.strerror or ""})) from error


def _put(app: Application, found: Conversation, file: str) -> tuple[bool, bool]:
    """Whether something was new, and whether something came before. Raises Refused where an id stands for other content."""
    contacts = [
        replace(one, audio=app.blobs.put(found.recordings[one.key]) if one.key in found.recordings else None)
        for one in found.contacts
    ]
    done = [app.store.put_contacts(contacts), app.store.put_messages(found.messages)]
    for one in contacts:
        if one.key in done[0].new and one.key in found.transcripts and one.channel in {Channel.CALL, Channel.VISIT}:
            put_heard(app.store, one, found.transcripts[one.key])
    records = (contacts, found.messages)
    conflicts = [records[number][place].key for number, one in enumerate(done) for place in one.conflicts]
    if conflicts:
        raise Refused(Problem("ingest.conflict", file, {"id": ", ".join(conflicts[:5])}))
    return any(one.new for one in done), any(_before(one) for one in done)


def _before(one: Stored) -> bool:
    return bool(one.duplicates)
