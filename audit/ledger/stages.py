"""How far collection had come on a case when something happened: overdue, first contact, negotiation, legal measures."""

from collections.abc import Sequence
from enum import StrEnum

from audit.ledger.classes import talk
from audit.ledger.events import Event
from audit.ledger.view import Local
from audit.records import Channel, LegalStage, Party

_OWED_BY = frozenset((Party.DEBTOR, Party.GUARANTOR))


class Stage(StrEnum):
    #: Overdue is known, and nobody has spoken with the debtor.
    OVERDUE = "overdue"
    #: The first time that the debtor is spoken with about this case.
    FIRST_CONTACT = "first_contact"
    NEGOTIATION = "negotiation"
    #: The case record proves a suit.
    LEGAL = "legal"


def stage_of(local: Local, locals_: Sequence[Local]) -> Stage:
    """`locals_` are all events of the ledger in time order. A message or chat that the debtor answers is a first contact, too."""
    event = local.event
    if event.case and event.case.legal_stage not in (None, LegalStage.NONE):
        return Stage.LEGAL
    reached = [
        other for other in locals_ if _reached(other) and _case(other.event) == _case(event) and other.at <= local.at
    ]
    if not reached:
        return Stage.OVERDUE
    return Stage.FIRST_CONTACT if reached[0].event.contact == event.contact else Stage.NEGOTIATION


def _reached(local: Local) -> bool:
    if local.party not in _OWED_BY:
        return False
    event = local.event
    return talk(event) is True or (event.channel in (Channel.CHAT, Channel.VISIT) and event.spoke is True)


def _case(event: Event) -> str | None:
    return event.case.id if event.case else None
