"""Brings the recordings and vendors' transcripts of a dial or visit log into the store."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from audit.errors import Problem, Refused
from audit.ports import Blobs, Store, Stored
from audit.records import Contact, State
from config.messages import render_all
from pipelines.sources import transcripts
from pipelines.steps.transcribe import put_heard

#: Bytes of one recording; six hours of uncompressed stereo at 16 kHz stay below.
LARGEST = 2 * 1024**3


def attach(
    store: Store, blobs: Blobs, contacts: Sequence[Contact], folder: Path, language: str
) -> tuple[Stored, Sequence[Problem]]:
    """Store calls and visits with their recordings and transcripts; returns also what is wrong with those.

    A contact whose recording is missing or cannot be used is stored and fails visibly; when the file has come by the
    next import, it is taken up again.
    """
    problems: list[Problem] = []
    found = {contact.key: _with_audio(blobs, contact, folder, problems) for contact in contacts}
    stored = store.put_contacts([found[contact.key] for contact in contacts])
    for key in stored.duplicates:
        audio = found[key].audio
        if audio is not None and store.state(key)[0] is State.FAILED:
            store.put_audio(key, audio)
    for key in stored.new:
        try:
            if (path := _transcript(folder, found[key])) is not None:
                put_heard(store, found[key], transcripts.read(path))
        except Refused as refused:
            problems += refused.problems
            if found[key].audio is None and not found[key].turns:
                store.mark([key], State.FAILED, render_all(refused.problems, language))
    return stored, problems


def _with_audio(blobs: Blobs, contact: Contact, folder: Path, problems: list[Problem]) -> Contact:
    place = next((place for place in _places(folder, contact) if place.is_file()), None)
    if place is None or not place.resolve().is_relative_to(folder.resolve()):
        return contact
    if (size := place.stat().st_size) > LARGEST:
        problems.append(Problem("audio.too_large", place.name, {"bytes": size, "max": LARGEST}))
        return contact
    return replace(contact, audio=blobs.put(place.read_bytes()))


def _transcript(folder: Path, contact: Contact) -> Path | None:
    return next((found for place in _places(folder, contact) if (found := transcripts.beside(place))), None)


def _places(folder: Path, contact: Contact) -> tuple[Path, ...]:
    """Where a recording may lie: beside the dial log or in a folder `recordings` there."""
    name = contact.recording
    return () if name is None else (folder / name, folder / "recordings" / name)
