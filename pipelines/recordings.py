"""Brings the recordings and vendors' transcripts of a dial log into the store."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from audit.errors import Problem, Refused
from audit.ports import Blobs, Store, Stored
from audit.records import Contact, State
from pipelines.sources import transcripts


def attach(store: Store, blobs: Blobs, contacts: Sequence[Contact], folder: Path) -> tuple[Stored, Sequence[Problem]]:
    """Store calls with their recordings. One whose recording is missing stays `received` and fails later, visibly;
    when the file has come by the next import, it is taken up then.
    """
    found = [_with_audio(blobs, contact, folder) for contact in contacts]
    stored = store.put_contacts(found)
    problems: list[Problem] = []
    by_key = {contact.key: contact for contact in found}
    for key in stored.duplicates:
        if by_key[key].audio and store.state(key)[0] is State.FAILED:
            store.put_audio(key, by_key[key].audio)
    for key in stored.new:
        path = _transcript(folder, by_key[key])
        if path is None:
            continue
        try:
            store.put_transcript(key, transcripts.read(path))
        except Refused as refused:
            problems += refused.problems
            if by_key[key].audio is None:
                store.mark([key], State.FAILED, "; ".join(map(str, refused.problems)))
    return stored, problems


def _with_audio(blobs: Blobs, contact: Contact, folder: Path) -> Contact:
    path = _places(folder, contact)
    found = next((place for place in path if place.is_file()), None)
    return replace(contact, audio=blobs.put(found.read_bytes())) if found else contact


def _transcript(folder: Path, contact: Contact) -> Path | None:
    return next((found for place in _places(folder, contact) if (found := transcripts.beside(place))), None)


def _places(folder: Path, contact: Contact) -> tuple[Path, ...]:
    """Where a recording may lie: beside the dial log or in a folder `recordings` there."""
    name = contact.recording
    return () if name is None else (folder / name, folder / "recordings" / name)
