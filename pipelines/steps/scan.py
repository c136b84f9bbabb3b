"""Stored contacts + pack -> stored findings."""

from collections.abc import Sequence

from audit.pack import Pack, pinned
from audit.ports import Reader, Store
from audit.records import Contact
from audit.scan import scan_many


def scan_contacts(store: Store, pack: Pack, contacts: Sequence[Contact], reader: Reader | None = None) -> None:
    """Judge these stored contacts by the pack and keep what it says; the store refuses what it cannot prove."""
    scans = list(scan_many(contacts, pack, pii=False, reader=reader))
    store.put_scans(scans, pinned(pack, reader.id if reader else None))
