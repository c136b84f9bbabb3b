"""A complaint and what is on record of it: the contacts that it may be about, and the incidents on them. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from audit.findings import Account, Finding, LedgerFinding
from audit.incidents import group
from audit.ledger.events import digits
from audit.records import Complaint, Contact
from audit.text import normalise

#: How long before a complaint lies what it may be about.
PERIOD = timedelta(days=30)

#: Columns beside the known ones: the number that was called or written to, and the day on which it happened (ISO 8601).
NUMBER, HAPPENED = "number", "happened"

#: In one piece, or parted by signs and blanks; what is masked names nobody.
_NUMBERS = (
    re.compile(r"(?<![0-9*xX])[0-9]{7,15}(?![0-9*xX])"),
    re.compile(r"(?<![0-9*xX])[0-9](?:[ ()\-]{0,2}[0-9]){6,14}(?![0-9*xX])"),
)


class How(StrEnum):
    """By what a complaint was linked to its contacts, surest first."""

    ABOUT = "about"
    CASE = "case"
    NUMBER = "number"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Linked:
    """`contacts` and `incidents` are in time order; a complaint to which no incident is linked was not detected."""

    complaint: Complaint
    how: How
    contacts: tuple[Contact, ...] = ()
    #: Ids.
    incidents: tuple[str, ...] = ()

    @property
    def detected(self) -> bool:
        return bool(self.incidents)


def since(complaint: Complaint) -> datetime:
    """A day that is named may lie further back."""
    usual, day = complaint.received_at - PERIOD, happened(complaint)
    return min(usual, datetime.combine(day, time(), complaint.received_at.tzinfo)) if day else usual


def happened(complaint: Complaint) -> date | None:
    """The day that it names; what is no day names none."""
    try:
        return date.fromisoformat(complaint.extra.get(HAPPENED, ""))
    except ValueError:
        return None


def numbers_of(complaint: Complaint) -> tuple[str, ...]:
    """Those that its text mentions, and the one that is named beside it."""
    return numbers_in(f"{complaint.extra.get(NUMBER, '')}\n{complaint.text}")


def numbers_in(text: str) -> tuple[str, ...]:
    """The telephone numbers of a text, as `digits` writes them."""
    plain = normalise(text).text
    return tuple(dict.fromkeys(digits(found.group()) for form in _NUMBERS for found in form.finditer(plain)))


def under_way(contact: Contact, first: datetime, last: datetime) -> bool:
    """Whether it began or went on between these times; one without a time is at none."""
    if contact.at is None:
        return False
    return contact.at <= last and max(contact.at, contact.ended_at or contact.at) >= first


def link(complaint: Complaint, candidates: Iterable[Contact]) -> Linked:
    """The contact that it names, else those of its case in the period before, else those with a number it mentions.

    Of several those of the day that it names come alone.
    """
    found = list(candidates)
    near = [contact for contact in found if under_way(contact, since(complaint), complaint.received_at)]
    numbers = frozenset(numbers_of(complaint))
    tries = (
        (How.ABOUT, [one for one in found if complaint.about in (one.id, one.key)]),
        (How.CASE, _of_day(complaint, [one for one in near if complaint.case_id and one.case_id == complaint.case_id])),
        (How.NUMBER, _of_day(complaint, [one for one in near if one.number and digits(one.number) in numbers])),
    )
    how, contacts = next(((how, linked) for how, linked in tries if linked), (How.NONE, []))
    return Linked(complaint, how, tuple(sorted(contacts, key=_time)))


def _of_day(complaint: Complaint, contacts: list[Contact]) -> list[Contact]:
    """Those of the day that it names; all of them where it names none, or one on which there was nothing."""
    day = happened(complaint)
    return [one for one in contacts if one.at is not None and one.at.date() == day] or contacts


def accounts(linked: Linked, own: Account | None) -> frozenset[Account]:
    """The debtors whose ledgers may tell of it: that of its case, else those of its contacts."""
    if own:
        return frozenset((own,))
    cases = (contact.case for contact in linked.contacts if contact.case)
    return frozenset(Account(case.institution, case.debtor_id) for case in cases)


def with_incidents(linked: Linked, found: Mapping[str, Sequence[Finding]], counted: Iterable[LedgerFinding]) -> Linked:
    """`found` is what was found in its contacts, `counted` what holds of the ledgers of its debtors."""
    complaint, keys = linked.complaint, {contact.key for contact in linked.contacts}
    said = [one.id for contact in linked.contacts for one in group(contact, found.get(contact.key, ()))]
    of_ledger = [one for one in counted if not keys.isdisjoint(one.accused) or any(_near(complaint, one))]
    ids = (*said, *(one.id for one in sorted(of_ledger, key=lambda one: (one.day, one.id))))
    # Nothing but the case leads to a ledger where no contact was found.
    how = How.CASE if linked.how is How.NONE and ids else linked.how
    return Linked(complaint, how, linked.contacts, tuple(dict.fromkeys(ids)))


def _near(complaint: Complaint, found: LedgerFinding) -> Iterator[bool]:
    return (since(complaint) <= event.at <= complaint.received_at for event in found.events if event.accused)


def _time(contact: Contact) -> tuple[float, str]:
    return contact.at.timestamp() if contact.at else float("-inf"), contact.key
