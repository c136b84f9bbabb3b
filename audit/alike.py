"""Contacts that rules cannot tell apart: what is judged in one of them holds in the others."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from audit.findings import Scan, finding_id
from audit.gate import Concerned
from audit.records import Contact
from audit.severity import at_night


def likeness(contact: Contact, concerned: Concerned) -> Hashable | None:
    """Equal where contacts differ in nothing that rules ask for. None where none is looked for: conversations seldom repeat."""
    if len(contact.turns) > 1 or contact.at is None:
        return None
    case = contact.case
    return concerned, contact.turns, case and (case.legal_stage, case.offers), at_night(contact)


@dataclass(frozen=True, slots=True)
class Judged:
    scan: Scan
    #: By id of a finding its normalised quote, which enters the id.
    quotes: Mapping[str, str]

    def of(self, contact: str) -> Scan:
        """The same for another contact, by its key."""
        if contact == self.scan.contact:
            return self.scan
        findings = (
            replace(found, contact=contact, id=finding_id(contact, found.rule, self.quotes[found.id]))
            for found in self.scan.findings
        )
        return replace(self.scan, contact=contact, findings=tuple(findings))
