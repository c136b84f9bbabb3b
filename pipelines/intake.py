"""The way of a complaint from the public form into the store, and whose it is."""

import secrets
from datetime import datetime

from audit.actions import shared
from audit.intake import Given, Sides, received
from audit.intake_ports import Intakes
from audit.ports import Store
from audit.receipts import BITS, digest, written
from audit.records import Complaint
from pipelines.complaints import linked_complaint


def take_in(store: Store, intakes: Intakes, given: Given, at: datetime, channel: str) -> str:
    """The receipt, which is told this once, of something without faults. Raises Refused (`store.broken_text`)."""
    receipt = written(secrets.randbits(BITS))
    complaint = given.complaint(f"web-{secrets.token_hex(6)}", at, channel)
    intakes.put_intake(received(complaint, given, digest(receipt), sides_by_case(store, complaint)))
    return receipt


def sides_by_case(store: Store, complaint: Complaint) -> Sides:
    """At the price of one look-up: anybody may send in, and to search all contacts for a number takes long."""
    case = store.cases([complaint.case_id]).get(complaint.case_id) if complaint.case_id else None
    return Sides(case.institution, case.agency) if case else Sides()


def sides_of(store: Store, complaint: Complaint) -> Sides:
    """By the contacts that it is linked to, as far as they agree; else by its case."""
    contacts = linked_complaint(store, complaint).contacts
    if not contacts:
        return sides_by_case(store, complaint)
    return Sides(*shared([(one.institution, one.agency, one.agent_id) for one in contacts]))
