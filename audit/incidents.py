"""Incidents: what the rules found in one contact, grouped by category, as people review it."""

import hashlib
from collections.abc import Iterable

from audit.findings import Finding, LedgerFinding, leading
from audit.ports import Incident
from audit.records import Contact

OPEN = "open"
#: Of a ledger finding that late rows took back.
SUPERSEDED = "superseded"


def group(contact: Contact, findings: Iterable[Finding]) -> tuple[Incident, ...]:
    """One incident for each category, gravest first; findings stay in their order."""
    by_category: dict[str, list[Finding]] = {}
    for finding in findings:
        by_category.setdefault(finding.category, []).append(finding)
    incidents = [_incident(contact, category, found) for category, found in by_category.items()]
    return tuple(sorted(incidents, key=lambda incident: (-incident.severity, incident.category)))


def of_ledger(contact: Contact, finding: LedgerFinding, status: str = OPEN) -> Incident:
    """A ledger finding is an incident of its own, with the same id."""
    return Incident(
        id=finding.id,
        category=finding.category,
        rule=finding.rule,
        severity=finding.severity,
        status=status,
        contact=contact,
        ledger=finding,
    )


def incident_id(contact: str, category: str) -> str:
    """Stable over re-scans, packs and transcripts, so that what people decided stays with it."""
    return hashlib.sha256(f"{contact}\x1f{category}".encode()).hexdigest()[:16]


def _incident(contact: Contact, category: str, findings: list[Finding]) -> Incident:
    lead = leading(findings)
    return Incident(
        id=incident_id(contact.key, category),
        category=category,
        rule=lead.rule,
        severity=lead.severity,
        status=OPEN,
        contact=contact,
        findings=tuple(findings),
    )
