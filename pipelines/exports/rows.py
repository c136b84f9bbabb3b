"""Hits and incidents as rows: personal data masked, values in the words of the screens."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from audit.exports import Row
from audit.incidents import incident_id
from audit.personal import masked, quoted
from audit.ports import Query, SearchIndex, Store
from audit.queue import Queued, QueueQuery
from audit.records import Contact
from audit.review_ports import ReviewStore
from audit.taxonomy import CATEGORIES
from config.messages import words
from pipelines.found import Found, found

#: Incidents that are read together.
PAGE = 500

_WHOSE = ("institution", "agency", "agent", "case", "contact", "channel", "at")
HIT = (*_WHOSE, "turn", "speaker", "text", "category", "rule", "severity", "incident")
INCIDENT = (
    "incident",
    "category",
    "violation",
    "severity",
    "rule",
    "status",
    "holder",
    *_WHOSE,
    "quote",
    "why",
    "count",
)


def headings(names: Sequence[str], language: str) -> Row:
    return [words(f"exports.column.{name}", language) for name in names]


def hit_rows(store: Store, index: SearchIndex, query: Query, language: str) -> Iterator[Row]:
    """Every hit, newest first; columns as `HIT`."""
    yield from map(partial(_hit, language=language), found(store, query, index.walk(query)))


def incident_rows(review: ReviewStore, wanted: QueueQuery, language: str) -> Iterator[Row]:
    """Every incident of the queue, by its rank; columns as `INCIDENT`."""
    page = review.queue(wanted, PAGE)
    yield from (_incident(one, language) for one in page.lines)
    while page.next is not None:
        page = review.queue(wanted, PAGE, page.next)
        yield from (_incident(one, language) for one in page.lines)


def _hit(one: Found, language: str) -> Row:
    categories = sorted({finding.category for finding in one.findings})
    return [
        *_whose(one.contact, one.contact.at, language),
        str(one.turn.index),
        words(f"speaker.{one.turn.speaker}", language),
        masked(one.turn.text, one.contact.case),
        " ".join(categories),
        " ".join(sorted({finding.rule for finding in one.findings})),
        str(max((finding.severity for finding in one.findings), default="")),
        " ".join(incident_id(one.contact.key, category) for category in categories),
    ]


def _incident(one: Queued, language: str) -> Row:
    incident, contact = one.incident, one.incident.contact
    lead, ledger = incident.lead, incident.ledger
    category = CATEGORIES[incident.category]
    return [
        incident.id,
        incident.category,
        category.zh if language == "zh" else category.en,
        str(incident.severity),
        incident.rule,
        words(f"exports.status.{one.work.status}", language),
        one.work.assignee or "",
        *_whose(contact, incident.at, language),
        quoted(contact, lead) if lead else "",
        masked(incident.why, contact.case),
        str(ledger.count if ledger else len(incident.findings)),
    ]


def _whose(contact: Contact, at: datetime | None, language: str) -> Row:
    return [
        contact.institution or "",
        contact.agency or "",
        contact.agent_id or "",
        contact.case_id or "",
        contact.key,
        words(f"channel.{contact.channel}", language),
        at.isoformat(" ", "seconds") if at else "",
    ]
