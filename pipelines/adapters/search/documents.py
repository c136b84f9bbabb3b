"""One document per turn: the same fields, words and order for every engine."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Any, NamedTuple

from audit.distinct import Distinct
from audit.findings import Finding
from audit.ports import Filter
from audit.records import Contact
from audit.text import normal_texts
from audit.tokens import token_lines

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: Stands for the time of a contact that has none: after all others, and in no range.
NO_TIME = -(2**60)

#: Facets over all hits, and how many values of each are given.
FACETS = {"category": 100, "severity": 100, "channel": 100, "agency": 100, "agent": 20, "rule": 20}

_SEVERITIES = range(1, 5)
_ANY = "*"


class Document(NamedTuple):
    #: Contact key and six digits of turn: sorts like (contact, turn).
    key: str
    contact: str
    turn: int
    #: Microseconds since 1970, or `NO_TIME`.
    at: int
    #: Search tokens of the turn, in order, with blanks between.
    text: str
    #: Single-valued keywords: channel, agency, agent, institution, case; absent ones are left out.
    keywords: dict[str, str]
    category: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()
    #: The gravest of the turn's findings; None without findings.
    severity: int | None = None
    #: What one finding is, in every combination a filter may ask for together.
    facts: tuple[str, ...] = ()


def documents(contacts: Sequence[Contact], scans: Mapping[str, Sequence[Finding]]) -> Iterator[Document]:
    """Every turn of these contacts; `scans` holds the findings by contact key."""
    texts = Distinct.of(turn.text for contact in contacts for turn in contact.turns)
    lines = iter(texts.spread(token_lines(normal_texts(texts.items))))
    for contact in contacts:
        at = micros(contact.at)
        keywords = _keywords(contact)
        key = contact.key
        accused = scans.get(key, ())
        for turn in contact.turns:
            found = [finding for finding in accused if finding.turn == turn.index] if accused else []
            yield Document(
                key=f"{key}#{turn.index:06d}",
                contact=key,
                turn=turn.index,
                at=at,
                text=next(lines),
                keywords=keywords,
                **(_said(found) if found else {}),
            )


def _said(found: Sequence[Finding]) -> dict[str, Any]:
    return {
        "category": tuple(sorted({finding.category for finding in found})),
        "rule": tuple(sorted({finding.rule for finding in found})),
        "severity": max(finding.severity for finding in found),
        "facts": tuple(sorted({fact for finding in found for fact in _facts(finding)})),
    }


def _keywords(contact: Contact) -> dict[str, str]:
    keywords = {"channel": contact.channel._value_}
    if contact.agency:
        keywords["agency"] = contact.agency
    if contact.agent_id:
        keywords["agent"] = contact.agent_id
    if contact.institution:
        keywords["institution"] = contact.institution
    if case_id := contact.case.id if contact.case else contact.case_id:
        keywords["case"] = case_id
    return keywords


def _facts(finding: Finding) -> Iterator[str]:
    for parts in product((_ANY, finding.category), (_ANY, finding.rule)):
        yield _fact(*parts, finding.severity)


def _fact(category: str, rule: str, severity: int) -> str:
    return f"{category}\x1f{rule}\x1f{severity}"


def asked_facts(wanted: Filter) -> list[str] | None:
    """Facts of which a turn must have one; None when the filter asks nothing of findings."""
    if not (wanted.category or wanted.rule or wanted.severity_min is not None or wanted.severity_max is not None):
        return None
    low = wanted.severity_min if wanted.severity_min is not None else _SEVERITIES[0]
    high = wanted.severity_max if wanted.severity_max is not None else _SEVERITIES[-1]
    severities = [severity for severity in _SEVERITIES if low <= severity <= high]
    combined = product(sorted(wanted.category) or [_ANY], sorted(wanted.rule) or [_ANY], severities)
    return [_fact(*parts) for parts in combined]


def asked_keywords(wanted: Filter) -> dict[str, list[str]]:
    """Keyword -> values of which the contact must have one."""
    names = ("channel", "agency", "agent", "institution", "case")
    return {name: sorted(values) for name in names if (values := getattr(wanted, name))}


def asked_times(wanted: Filter) -> tuple[int, int] | None:
    """Closed range of microseconds; None when any time will do, even none."""
    if wanted.since is None and wanted.until is None:
        return None
    low = micros(wanted.since) if wanted.since else NO_TIME + 1
    high = micros(wanted.until) - 1 if wanted.until else -NO_TIME
    return low, high


def micros(time: datetime | None) -> int:
    """Microseconds since 1970, exact; `NO_TIME` without a time."""
    if time is None:
        return NO_TIME
    since = time - _EPOCH
    return (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds
