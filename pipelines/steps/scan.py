"""Stored contacts + pack -> stored findings."""

from collections.abc import Sequence

from audit.pack import Pack
from audit.ports import Store
from audit.scan import scan_many


def scan_contacts(store: Store, pack: Pack, keys: Sequence[str]) -> None:
    """Judge these contacts by the pack and keep what it says; the store refuses what it cannot prove."""
    store.put_scans(list(scan_many(store.contacts(keys), pack, pii=False)), pack.id)
