"""Contacts that are to be handled once more: parked ones that were mended, and recordings that are to be heard again."""

import json
from collections.abc import Iterator, Sequence

from audit.correction import CORRECTED
from audit.errors import Problem, Refused
from audit.ports import Store, Transcriber
from audit.records import Channel, Contact, State, Transcript
from pipelines.work.pages import pages

_HEARD = (State.TRANSCRIBED, State.SCANNED, State.INDEXED, State.FAILED)


def known(store: Store, contact: str) -> Contact:
    """By key, or by the id of a call. Raises Refused (`contact.unknown`)."""
    for key in (contact, f"{Channel.CALL}:{contact}"):
        try:
            return store.contacts([key])[0]
        except KeyError:
            continue
    raise Refused(Problem("contact.unknown", contact))


def retry(store: Store, contacts: Sequence[Contact]) -> int:
    """Put parked contacts back to where they stopped; how many were parked."""
    parked = set(store.keys_in(State.FAILED, among=[contact.key for contact in contacts]))
    for contact in contacts:
        if contact.key in parked:
            store.mark([contact.key], _stopped_at(store, contact))
    return len(parked)


def parked(store: Store) -> Iterator[Sequence[Contact]]:
    """All parked contacts, page by page."""
    return (store.contacts(keys) for keys in pages(store, State.FAILED))


def rehear(store: Store, contact: Contact) -> None:
    """The recording is to be heard again; what was heard stands until then. Raises Refused (`contact.no_audio`)."""
    if contact.audio is None:
        raise Refused(Problem("contact.no_audio", contact.key))
    store.mark([contact.key], State.RECEIVED)


def rehear_outdated(store: Store, transcriber: Transcriber) -> int:
    """Every recording that this model with these settings has not heard; how many they are.

    Transcripts that came with a call are left alone, and so are those that a person corrected.
    """
    count = 0
    for keys in pages(store, *_HEARD):
        for contact in store.contacts(keys):
            heard = store.transcript(contact.key) if contact.audio else None
            if heard is None or heard.audio is None or heard.origin == CORRECTED:
                continue
            if not _same(heard, contact, transcriber):
                rehear(store, contact)
                count += 1
    return count


def _same(heard: Transcript, contact: Contact, transcriber: Transcriber) -> bool:
    """Settings go through JSON on their way into the store."""
    asked = json.loads(json.dumps(dict(transcriber.settings)))
    kept = {name: heard.settings.get(name) for name in asked}
    return (heard.audio, heard.model, kept) == (contact.audio, transcriber.model, asked)


def _stopped_at(store: Store, contact: Contact) -> State:
    """Before hearing, or behind it when it was heard already or there is nothing to hear."""
    heard = store.transcript(contact.key)
    if contact.audio is not None:
        return State.TRANSCRIBED if heard is not None and heard.audio == contact.audio else State.RECEIVED
    return State.TRANSCRIBED if contact.turns and not contact.recording else State.RECEIVED
