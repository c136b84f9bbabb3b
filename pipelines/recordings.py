"""Brings the recordings and vendors' transcripts of a dial or visit log into the store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audit.errors import Problem, Refused
from audit.ports import Blobs, Store, Stored
from audit.records import Contact, State
from config.messages import render_all
from pipelines.bootstrap import Application
from pipelines.sources import transcripts
from pipelines.steps.transcribe import put_heard

#: Bytes of one recording; six hours of uncompressed stereo at 16 kHz stay below.
LARGEST = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Intake:
    """What a caller says, and hears, while a file is taken in."""

    #: Hears how many rows went by.
    progress: Callable[[int], None] = lambda _: None
    #: Whether a file is there as a whole; one that is not counts as absent.
    whole: Callable[[Path], bool] = lambda _: True
    #: Hears of each recording and transcript with the key of its contact.
    taken: Callable[[Path, str], None] = lambda _path, _key: None
    #: Hears of contacts as soon as they are stored, none of which was known before.
    stored: Callable[[Sequence[Contact]], None] = lambda _: None


SILENT = Intake()


def attach(
    app: Application, contacts: Sequence[Contact], folder: Path, intake: Intake
) -> tuple[Stored, Sequence[Problem]]:
    """Store calls and visits with their recordings and transcripts; returns also what is wrong with those.

    A contact whose recording is missing or cannot be used is stored and fails visibly; when the file has come by the
    next import, it is taken up again. So is a recording that has changed: what was heard before is kept beside it.
    """
    store, blobs = app.store, app.blobs
    problems: list[Problem] = []
    gone = store.deleted({contact.key for contact in contacts})
    found = {
        contact.key: contact if contact.key in gone else _with_audio(blobs, contact, folder, intake, problems)
        for contact in contacts
    }
    stored = store.put_contacts([found[contact.key] for contact in contacts])
    late = [key for key in stored.duplicates if found[key].audio is not None]
    for before in store.contacts(late):
        audio = found[before.key].audio
        if audio is None or not _is_news(store, before, audio):
            continue
        if before.audio is not None:
            problems.append(Problem("audio.changed", before.key, {"recording": before.recording}))
        store.put_audio(before.key, audio)
    for key in (*stored.new, *store.keys_in(State.FAILED, among=stored.duplicates)):
        try:
            if (path := _transcript(folder, found[key], intake)) is not None:
                put_heard(store, found[key], transcripts.read(path))
                intake.taken(path, key)
        except Refused as refused:
            problems += refused.problems
            if found[key].audio is None and not found[key].turns:
                store.mark([key], State.FAILED, render_all(refused.problems, app.settings.lang))
    return stored, problems


def _is_news(store: Store, before: Contact, audio: str) -> bool:
    """A recording that was awaited, or another one than was kept; a vendor's transcript stands whatever comes."""
    if before.audio is None:
        return store.state(before.key)[0] in (State.RECEIVED, State.FAILED)
    heard = store.transcript(before.key)
    return before.audio != audio and (heard is None or heard.audio is not None)


def _with_audio(blobs: Blobs, contact: Contact, folder: Path, intake: Intake, problems: list[Problem]) -> Contact:
    place = next((place for place in _places(folder, contact) if place.is_file() and intake.whole(place)), None)
    if place is None or not place.resolve().is_relative_to(folder.resolve()):
        return contact
    if (size := place.stat().st_size) > LARGEST:
        problems.append(Problem("audio.too_large", place.name, {"bytes": size, "max": LARGEST}))
        return contact
    intake.taken(place, contact.key)
    return replace(contact, audio=blobs.put(place.read_bytes()))


def _transcript(folder: Path, contact: Contact, intake: Intake) -> Path | None:
    beside = (transcripts.beside(place) for place in _places(folder, contact))
    return next((path for path in beside if path is not None and intake.whole(path)), None)


def _places(folder: Path, contact: Contact) -> tuple[Path, ...]:
    """Where a recording may lie: beside the dial log or in a folder `recordings` there."""
    name = contact.recording
    return () if name is None else (folder / name, folder / "recordings" / name)
