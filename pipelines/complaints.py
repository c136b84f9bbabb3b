"""Stored complaints, each with what is on record of it."""

from collections.abc import Sequence

from audit.complaints import Linked, accounts, link, numbers_of, since, with_incidents
from audit.findings import Account
from audit.ports import About, Store
from audit.records import Case, Complaint


def linked_complaints(store: Store) -> Sequence[Linked]:
    """Newest first. Nothing of this is kept: what comes in later is linked the next time."""
    found = _with_contacts(store)
    cases = store.cases({linked.complaint.case_id for linked in found if linked.complaint.case_id})
    return [_with_incidents(store, linked, cases.get(linked.complaint.case_id or "")) for linked in found]


def linked_complaint(store: Store, complaint: Complaint) -> Linked:
    """The same of one, which need not be stored."""
    (found,) = _by_number(store, [_by_name(store, complaint)])
    cases = store.cases([complaint.case_id]) if complaint.case_id else {}
    return _with_incidents(store, found, cases.get(complaint.case_id or ""))


def complained_of(store: Store) -> frozenset[str]:
    """Keys of the contacts that complaints are about, as far as is known."""
    return frozenset(contact.key for linked in _with_contacts(store) for contact in linked.contacts)


def _with_contacts(store: Store) -> Sequence[Linked]:
    return _by_number(store, [_by_name(store, complaint) for complaint in store.complaints()])


def _by_name(store: Store, complaint: Complaint) -> Linked:
    """By the contact or the case that it names."""
    ids = {complaint.about, complaint.about.partition(":")[2]} if complaint.about else set()
    cases = {complaint.case_id} if complaint.case_id else set()
    about = About(since(complaint), complaint.received_at, ids=ids - {""}, cases=cases)
    return link(complaint, store.contacts_about(about) if ids or cases else ())


def _by_number(store: Store, found: Sequence[Linked]) -> Sequence[Linked]:
    """Numbers can only be looked for in all contacts, therefore those of all complaints at once."""
    open_ = [linked.complaint for linked in found if not linked.contacts]
    numbers = {number for complaint in open_ for number in numbers_of(complaint)}
    if not numbers:
        return found
    first = min(since(complaint) for complaint in open_)
    last = max(complaint.received_at for complaint in open_)
    candidates = store.contacts_about(About(first, last, numbers=numbers))
    return [linked if linked.contacts else link(linked.complaint, candidates) for linked in found]


def _with_incidents(store: Store, linked: Linked, case: Case | None) -> Linked:
    own = Account(case.institution, case.debtor_id) if case else None
    counted = [one for account in sorted(accounts(linked, own)) for one in store.ledger_findings(account)]
    return with_incidents(linked, store.findings([contact.key for contact in linked.contacts]), counted)
