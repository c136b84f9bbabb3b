"""What a filter asks, as plain Python: the meaning that every engine must agree with."""

from collections.abc import Sequence

from audit.complaints import under_way
from audit.findings import Finding
from audit.ledger.events import digits
from audit.ports import About, Filter
from audit.records import Contact


def about_contact(wanted: Filter, contact: Contact) -> bool:
    asked = (
        (wanted.channel, contact.channel),
        (wanted.agency, contact.agency),
        (wanted.agent, contact.agent_id),
        (wanted.institution, contact.institution),
        (wanted.case, contact.case.id if contact.case else contact.case_id),
    )
    if any(values and value not in values for values, value in asked):
        return False
    if wanted.since is None and wanted.until is None:
        return True
    if contact.at is None:
        return False
    return (wanted.since is None or contact.at >= wanted.since) and (wanted.until is None or contact.at < wanted.until)


def about(wanted: About, contact: Contact) -> bool:
    if contact.id in wanted.ids:
        return True
    number = contact.number and digits(contact.number)
    if contact.case_id not in wanted.cases and number not in wanted.numbers:
        return False
    return under_way(contact, wanted.since, wanted.until)


def severe(wanted: Filter, severity: int) -> bool:
    least, most = wanted.severity_min, wanted.severity_max
    return (least is None or severity >= least) and (most is None or severity <= most)


def about_findings(wanted: Filter, findings: Sequence[Finding]) -> bool:
    """One and the same finding has the category, the rule and the severity."""
    if not (wanted.category or wanted.rule or wanted.severity_min is not None or wanted.severity_max is not None):
        return True
    return any(
        (not wanted.category or finding.category in wanted.category)
        and (not wanted.rule or finding.rule in wanted.rule)
        and severe(wanted, finding.severity)
        for finding in findings
    )
