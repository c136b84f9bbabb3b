"""Contacts that belong to no known case: no ledger can hold them, and that is said."""

from audit.findings import NotAssessed
from audit.gate import concerns
from audit.pack import Pack
from audit.records import Contact

CASE_MISSING = "case missing"


def unlinked(contact: Contact, pack: Pack) -> tuple[NotAssessed, ...]:
    """The ledger rules that cannot be judged for this contact; none for one with a case."""
    if contact.case is not None:
        return ()
    return tuple(
        NotAssessed(compiled.rule.id, CASE_MISSING) for compiled in pack.ledger_rules if concerns(compiled, contact)
    )
