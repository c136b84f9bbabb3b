"""Whether the facts of a contact's case are what a rule asks for; None where the case does not tell."""

from datetime import datetime
from typing import Any, Protocol

from audit.records import Case
from audit.rules.facts import Between, Fact, OneOf, Timed, Told


class Dated(Protocol):
    """A contact, or an event of the ledger."""

    @property
    def case(self) -> Case | None: ...

    @property
    def at(self) -> datetime | None: ...


def holds(fact: Fact, contact: Dated) -> bool | None:
    if contact.case is None:
        return None
    return met(getattr(contact.case, fact.field), fact.condition, contact.at)


def met(value: Any, condition: OneOf | Between | Told | Timed, at: datetime | None) -> bool | None:
    """Whether a value is as the condition says; None where there is no value to tell."""
    if isinstance(condition, Told):
        return bool(value not in (None, (), "")) is condition.known
    if value in (None, ""):
        return None
    if isinstance(condition, OneOf):
        return str(value) in condition.values
    if isinstance(condition, Between):
        above = condition.more_than is None or value > condition.more_than
        return bool(above and (condition.less_than is None or value < condition.less_than))
    return None if at is None else (value < at) is condition.before


def unknown(fact: Fact, contact: Dated) -> str | None:
    """What is missing to say whether the fact holds."""
    if holds(fact, contact) is not None:
        return None
    known = isinstance(fact.condition, Timed) and contact.case and getattr(contact.case, fact.field)
    return "contact.at missing" if known else f"case.{fact.field} missing"
