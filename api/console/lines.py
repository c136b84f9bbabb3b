"""What stands for an incident in a list."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from api.console.text import shown
from audit.personal import within
from audit.ports import Incident
from audit.records import Channel, Contact

if TYPE_CHECKING:
    from api.visit import Visit


@dataclass(frozen=True, slots=True)
class Line:
    incident: Incident
    at: datetime | None
    #: Channel, with how long a call was.
    channel: str
    #: Agency and agent, as far as known.
    whose: str
    #: Its gravest words, masked, or what was counted.
    headline: Markup


def line(visit: "Visit", incident: Incident) -> Line:
    contact = incident.contact
    whose = "/".join(filter(None, (contact.agency, contact.agent_id)))
    return Line(incident, incident.at, channel(visit, contact), whose, _headline(visit, incident))


def channel(visit: "Visit", contact: Contact) -> str:
    name = visit.say(f"channel.{contact.channel}")
    if contact.channel is not Channel.CALL or not (contact.answered_at and contact.ended_at):
        return name
    minutes, seconds = divmod(int((contact.ended_at - contact.answered_at).total_seconds()), 60)
    return f"{name} {minutes:02d}:{seconds:02d}"


def _headline(visit: "Visit", incident: Incident) -> Markup:
    if lead := incident.lead:
        contact = incident.contact
        pii = within(contact.said(lead.turn), lead.start, lead.end, contact.case)
        return Markup("“{}”").format(shown(lead.quote, visit.language, pii=pii))
    assert incident.ledger is not None
    found = incident.ledger
    return escape(visit.say("incident.counted", why=found.why, count=found.count, events=len(found.events)))
