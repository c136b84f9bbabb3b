"""Circumstances under which an event does not count, by the names that rules use in `unless`."""

from collections.abc import Callable, Mapping
from datetime import time, timedelta

from audit.ledger.events import Event, Ledger, digits
from audit.records import Consent, Direction, Disposition

#: So long after a message what the agent writes is its answer (a house value).
ANSWER = timedelta(hours=1)

Exception_ = Callable[[Event, Ledger], bool]


def debtors_number(event: Event, ledger: Ledger) -> bool:
    """Somebody else answered, but the number is the debtor's own: nobody sought out a third party."""
    return ledger.is_debtors(event.number)


def came_forward(event: Event, ledger: Ledger) -> bool:
    """The person behind the number had called or written first, and had not asked to be left alone."""
    if event.number is None:
        return False
    number = digits(event.number)
    return any(
        other.direction is Direction.INBOUND and other.at < event.at and other.number and digits(other.number) == number
        for other in ledger.events
    )


def not_connected(event: Event, ledger: Ledger) -> bool:  # noqa: ARG001 - exceptions are called alike
    """The dialled number was never reached: it is dead, and nobody's telephone rang."""
    return event.disposition is Disposition.INVALID


def answers(event: Event, ledger: Ledger) -> bool:
    """The other side wrote in the same conversation not long before: who asks may be answered."""
    return any(
        other.direction is Direction.INBOUND
        and other.contact == event.contact
        and timedelta(0) <= event.at - other.at <= ANSWER
        for other in ledger.events
    )


EXCEPTIONS: Mapping[str, Exception_] = {
    "debtors_number": debtors_number,
    "came_forward": came_forward,
    "answers": answers,
    "not_connected": not_connected,
}


def agreed(event: Event, kind: str, at: time) -> bool:
    """Whether the case holds a consent of this kind that was in force then; one with hours covers only those."""
    consents = event.case.consents if event.case else ()
    return any(
        consent.kind == kind and consent.in_force(event.at) and _covers(consent, at.replace(tzinfo=None))
        for consent in consents
    )


def _covers(consent: Consent, at: time) -> bool:
    start, end = consent.detail.get("from"), consent.detail.get("to")
    if start is None or end is None:
        return True
    try:
        return within(time.fromisoformat(start), time.fromisoformat(end), at)
    except ValueError:
        return False


def within(start: time, end: time, at: time) -> bool:
    """Half-open [start, end) of a day, past midnight where it ends before it starts."""
    return start <= at < end if start <= end else at >= start or at < end
