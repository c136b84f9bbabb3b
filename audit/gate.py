"""Whether a rule concerns a contact at all, before any text is looked at, and what is missing to say so."""

from audit.pack import Compiled
from audit.records import Contact, LegalStage, Party

SPEAKER_UNKNOWN = "speaker unknown"
OVER_BUDGET = "pattern exceeded its time budget"
TOO_SHORT = "too short to judge"


def concerns(compiled: Compiled, contact: Contact) -> bool:
    """False where something known speaks against it; what is not known does not."""
    who, stages = compiled.rule.who, compiled.rule.legal_stages
    return (
        (not who.channels or contact.channel in who.channels)
        and (not who.directions or contact.direction in who.directions)
        and (not who.parties or contact.party in who.parties or contact.party is Party.UNKNOWN)
        and (not stages or (stage := _stage(contact)) is None or stage in stages)
        and compiled.in_force(contact.at.date() if contact.at else None)
    )


def missing(compiled: Compiled, contact: Contact) -> str | None:
    """What the contact does not tell and the rule must know."""
    who = compiled.rule.who
    if who.parties and contact.party is Party.UNKNOWN and Party.UNKNOWN not in who.parties:
        return "party unknown"
    if compiled.rule.legal_stages and _stage(contact) is None:
        return "case.legal_stage missing"
    return None


def _stage(contact: Contact) -> LegalStage | None:
    return contact.case.legal_stage if contact.case else None
