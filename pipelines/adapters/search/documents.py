"""One document per turn: the same fields, words and order for every engine."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, NamedTuple

from audit.distinct import Distinct
from audit.findings import Finding
from audit.ports import Filter, Query
from audit.query import CHINA
from audit.records import Contact
from audit.text import normal_texts
from audit.tokens import token_lines

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: Stands for the time of a contact that has none: after all others, and in no range.
NO_TIME = -(2**60)

#: Facets over all hits, and how many values of each are given.
FACETS = {"category": 100, "severity": 100, "channel": 100, "agency": 100, "agent": 20, "rule": 20, "institution": 100}

#: Facets over time, and how many of the newest are given.
DATES = {"month": 120, "day": 100}
#: Days are counted as the calendar is here, as those of `from:` and `to:` are.
DAY_US, _OFFSET_US = 86_400_000_000, int(CHINA.utcoffset(None) / timedelta(microseconds=1))
#: Of an engine that counts turns by day: its buckets begin at midnight.
BY_DAY: dict[str, Any] = {
    "histogram": {"field": "at", "interval": DAY_US, "offset": DAY_US - _OFFSET_US, "min_doc_count": 1}
}

_SEVERITIES = range(1, 5)
_YEARS = range(2010, 2040)
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
            # By position: a night's import is a million turns.
            said = f"{key}#{turn.index:06d}", key, turn.index, at, next(lines), keywords
            yield Document(*said, **_said(found)) if found else Document(*said)


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
    case = contact.case
    if case and case.institution:
        keywords["institution"] = case.institution
    if case_id := case.id if case else contact.case_id:
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


def asked_keywords(query: Query) -> list[tuple[str, list[str]]]:
    """Keywords, each with values of which the contact must have one: of the filter, then of the scope, whose lists may be empty."""
    scope, names = query.scope, ("channel", "agency", "agent", "institution", "case")
    asked = [(name, sorted(values)) for name in names if (values := getattr(query.filter, name))]
    sides = (("institution", scope.institutions), ("agency", scope.agencies), ("agent", scope.agents))
    return asked + [(name, sorted(values)) for name, values in sides if values is not None]


def asked_times(wanted: Filter) -> tuple[int, int] | None:
    """Closed range of microseconds; None when any time will do, even none."""
    if wanted.since is None and wanted.until is None:
        return None
    low = micros(wanted.since) if wanted.since else NO_TIME + 1
    high = micros(wanted.until) - 1 if wanted.until else -NO_TIME
    return low, high


def month(at: int) -> str | None:
    """`2026.03`, in UTC; None for a time far from any that contacts have, which is a slip of somebody's keyboard."""
    day = _EPOCH + timedelta(microseconds=at) if at > NO_TIME / 2 else _EPOCH
    return f"{day:%Y.%m}" if day.year in _YEARS else None


def by_date(counted: Iterable[tuple[int, int]]) -> dict[str, dict[str, int]]:
    """Facets from counts by time in microseconds, oldest first; turns without a time are in none."""
    found: dict[str, Counter[str]] = {name: Counter() for name in DATES}
    for at, count in sorted(counted):
        if at > NO_TIME / 2:
            day = (_EPOCH + timedelta(microseconds=at)).astimezone(CHINA)
            found["month"][f"{day:%Y-%m}"] += count
            found["day"][f"{day:%Y-%m-%d}"] += count
    return {name: dict(list(found[name].items())[-size:]) for name, size in DATES.items()}


def micros(time: datetime | None) -> int:
    """Microseconds since 1970, exact; `NO_TIME` without a time."""
    if time is None:
        return NO_TIME
    since = time - _EPOCH
    return (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds
