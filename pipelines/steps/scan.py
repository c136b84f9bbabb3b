"""Stored contacts + pack -> stored findings."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from audit.findings import Scan
from audit.ledger.unlinked import unlinked
from audit.pack import Pack, pinned
from audit.ports import Reader, Store
from audit.records import Contact
from audit.scan import scan_many
from audit.shadow import ShadowScan


class Scanned(NamedTuple):
    """What was kept of contacts, in their order, and the revision that all of them have by it."""

    scans: Sequence[Scan]
    revision: int


def scan_contacts(
    store: Store, pack: Pack, contacts: Sequence[Contact], reader: Reader | None = None, shadow: Pack | None = None
) -> Scanned:
    """Judge these stored contacts by the pack and keep what it says; the store refuses what it cannot prove.

    The rules in `shadow` are run beside them, so that they change nothing of what the pack says.
    """
    said = scan_many(contacts, pack, pii=False, reader=reader)
    scans = [_whole(scan, contact, pack) for scan, contact in zip(said, contacts, strict=True)]
    beside = _in_shadow(contacts, shadow, reader) if shadow else None
    return Scanned(scans, store.put_scans(scans, pinned(pack, reader.id if reader else None), beside))


def _in_shadow(contacts: Sequence[Contact], shadow: Pack, reader: Reader | None) -> ShadowScan:
    said = scan_many(contacts, shadow, pii=False, reader=reader)
    found = {scan.contact: scan.findings for scan in said if scan.findings}
    return ShadowScan(shadow.id, {one.rule.id: one.rule.digest for one in shadow.rules}, found)


def _whole(scan: Scan, contact: Contact, pack: Pack) -> Scan:
    """With what no ledger can say of a contact without a case."""
    return replace(scan, not_assessed=scan.not_assessed + unlinked(contact, pack)) if contact.case is None else scan
