"""Stored contacts and findings -> search index."""

from collections.abc import Sequence

from audit.ports import SearchIndex, Store
from audit.records import State


def index_contacts(store: Store, index: SearchIndex, keys: Sequence[str]) -> None:
    """Make these contacts searchable. Their state moves on only once the index holds them."""
    index.put(store.contacts(keys), store.findings(keys))
    store.mark(keys, State.INDEXED)
