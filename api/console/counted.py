"""The events of a ledger's finding: what was counted, with its words where somebody may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.findings import Counted
from audit.ports import Incident
from audit.records import Contact

if TYPE_CHECKING:
    from api.visit import Visit

#: Events that are shown with their words.
MOST = 60


@dataclass(frozen=True, slots=True)
class Event:
    counted: Counted
    #: None for one that lies outside of what this person may see.
    contact: Contact | None


@dataclass(frozen=True, slots=True)
class Evidence:
    events: tuple[Event, ...]
    #: Events that are not shown.
    left_out: int
    #: Consents and exceptions that were looked for: code of the catalogue, and name.
    tested: tuple[tuple[str, str], ...]


def counted(visit: "Visit", incident: Incident) -> Evidence | None:
    """None for an incident that is made of words. The accused ones come first into what is shown, in time order."""
    found = incident.ledger
    if found is None:
        return None
    first = sorted(found.events, key=lambda event: (not event.accused, event.at))[:MOST]
    seen = _seen(visit, [event.contact for event in first])
    events = sorted(first, key=lambda event: event.at)
    told = tuple(Event(event, seen.get(event.contact)) for event in events)
    return Evidence(
        told, len(found.events) - len(first), tuple((_code(visit, incident, name), name) for name in found.tested)
    )


def _seen(visit: "Visit", keys: Sequence[str]) -> dict[str, Contact]:
    contacts = visit.house.store.contacts(list(dict.fromkeys(keys)))
    return {contact.key: contact for contact in contacts if visit.scope.holds(contact)}


def _code(visit: "Visit", incident: Incident, name: str) -> str:
    """A consent is named by the rule; all else are circumstances."""
    rule = next((one for one in visit.house.application.rules if one.id == incident.rule), None)
    consent = rule.ledger.consent if rule and rule.ledger else None
    return "explain.consent" if name == consent else f"except.{name}"
