"""Whether the facts of a contact's case are what a rule asks for; None where the case does not tell."""

from datetime import datetime

from audit.records import Contact
from audit.rules.facts import Between, Fact, OneOf, Timed, Told


def holds(fact: Fact, contact: Contact) -> bool | None:
    value = getattr(contact.case, fact.field) if contact.case else None
    condition = fact.condition
    if isinstance(condition, Told):
        return None if contact.case is None else bool(value not in (None, (), "")) is condition.known
    if value in (None, ""):
        return None
    if isinstance(condition, OneOf):
        return str(value) in condition.values
    if isinstance(condition, Between):
        above = condition.more_than is None or value > condition.more_than
        return above and (condition.less_than is None or value < condition.less_than)
    return _before(value, contact, condition)


def unknown(fact: Fact, contact: Contact) -> str | None:
    """What is missing to say whether the fact holds."""
    if holds(fact, contact) is not None:
        return None
    known = isinstance(fact.condition, Timed) and contact.case and getattr(contact.case, fact.field)
    return "contact.at missing" if known else f"case.{fact.field} missing"


def _before(time: datetime, contact: Contact, condition: Timed) -> bool | None:
    return None if contact.at is None else (time < contact.at) is condition.before
