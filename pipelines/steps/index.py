"""Stored contacts and findings -> search index."""

from collections.abc import Sequence

from audit.ports import SearchIndex, Store
from audit.records import Contact, State


def index_contacts(store: Store, index: SearchIndex, contacts: Sequence[Contact]) -> None:
    """Make these stored contacts searchable. Their state moves on only once the index holds them."""
    keys = [contact.key for contact in contacts]
    index.put(contacts, store.findings(keys))
    store.mark(keys, State.INDEXED)
