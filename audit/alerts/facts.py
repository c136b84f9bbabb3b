"""What alerts tell, taken from incidents and contacts. No number and no name of a person gets out of here."""

from collections.abc import Mapping
from datetime import datetime

from audit.alerts.model import Alert, Facts, Kind
from audit.alerts.rules import AlertRule, By
from audit.personal import masked, quoted
from audit.ports import Incident
from audit.records import Contact

#: Characters of a quote.
LONGEST = 120


def of_incident(kind: Kind, incident: Incident, values: Mapping[str, str] | None = None) -> Facts:
    contact, lead, ledger = incident.contact, incident.lead, incident.ledger
    quote = quoted(contact, lead) if lead else masked(incident.why, contact.case)
    return Facts(
        kind,
        incident.severity,
        incident.category,
        *_who(contact),
        channel=contact.channel.value,
        at=incident.at,
        quote=_short(quote),
        law=lead.basis if lead else ledger.basis if ledger else (),
        link=f"/incidents/{incident.id}",
        values=values or {},
    )


def of_contact(kind: Kind, contact: Contact, turn: int) -> Facts:
    """`turn` is the place of the words that were searched for."""
    quote = masked(contact.said(turn), contact.case)
    link = f"/contacts/{contact.key}"
    return Facts(
        kind, 0, "", *_who(contact), channel=contact.channel.value, at=contact.at, quote=_short(quote), link=link
    )


def group_of(rule: AlertRule, facts: Facts) -> str:
    sides = {By.AGENCY: facts.agency, By.AGENT: facts.agent, By.INSTITUTION: facts.institution, By.RULE: ""}
    return sides[rule.group] or ""


def raised(rule: AlertRule, subject: str, facts: Facts, at: datetime) -> Alert:
    return Alert(rule.id, subject, group_of(rule, facts), facts, at, at + rule.deadline if rule.deadline else None)


def _who(contact: Contact) -> tuple[str | None, str | None, str | None]:
    """Agents are known by their numbers; one who is known by a name is not named here."""
    agent = contact.agent_id and masked(contact.agent_id, contact.case)
    return contact.institution, contact.agency, agent


def _short(quote: str) -> str:
    return quote if len(quote) <= LONGEST else quote[: LONGEST - 1] + "…"
