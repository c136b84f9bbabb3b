"""Stored contacts + pack -> stored findings."""

from collections.abc import Sequence

from audit.pack import Pack
from audit.ports import Store
from audit.records import Contact
from audit.scan import scan_many


def scan_contacts(store: Store, pack: Pack, contacts: Sequence[Contact]) -> None:
    """Judge these stored contacts by the pack and keep what it says; the store refuses what it cannot prove."""
    store.put_scans(list(scan_many(contacts, pack, pii=False)), pack.id)
