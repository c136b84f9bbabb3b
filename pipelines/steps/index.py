"""Stored contacts and findings -> search index."""

from collections.abc import Sequence

from audit.ports import SearchIndex, Store
from audit.records import Contact, State


def index_contacts(store: Store, index: SearchIndex, contacts: Sequence[Contact]) -> None:
    """Make these stored contacts searchable. Their state moves on only once the index holds them."""
    keys = [contact.key for contact in contacts]
    index.put(contacts, store.findings(keys))
    store.mark(keys, State.INDEXED)


def reindex(store: Store, index: SearchIndex, chunk: int) -> int:
    """Build the index anew from the store, so many contacts at a time; how many there are."""
    keys = store.keys_in(State.INDEXED)
    index.clear()
    for at in range(0, len(keys), chunk):
        index_contacts(store, index, store.contacts(keys[at : at + chunk]))
    return len(keys)
