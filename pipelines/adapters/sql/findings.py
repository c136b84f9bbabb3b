"""Findings to rows and back."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from audit.findings import Finding, Tier
from pipelines.adapters.sql.driver import plain_rows
from pipelines.adapters.sql.engine import among
from pipelines.adapters.sql.records import RowValues, to_json
from pipelines.adapters.sql.tables import contacts, findings

#: By what the row says, which is quicker than asking the enumeration.
_TIERS = {one.value: one for one in Tier}


def finding_row(no: int, pack: int, n: int, finding: Finding) -> RowValues:
    return (
        no,
        pack,
        n,
        finding.id,
        finding.rule,
        finding.version,
        finding.category,
        finding.severity,
        finding.tier.value,
        finding.confidence,
        finding.speaker,
        finding.turn,
        finding.start,
        finding.end,
        finding.quote,
        finding.why,
        to_json(finding.basis),
        finding.at,
        finding.until,
        to_json(finding.lifted),
    )


def to_finding(key: str, row: Sequence[Any]) -> Finding:
    """Of the contact of this key; the row as `finding_row` makes it."""
    # By position, as rows are made: naming every column takes three times as long, and lists show many.
    _, _, _, identity, rule, version, category, severity, tier, confidence, *place, basis, at, until, lifted = row
    speaker, turn, start, end, quote, why = place
    graded, said = (category, severity, _TIERS[tier], confidence), (speaker, turn, start, end, quote, why)
    return Finding(identity, key, rule, version, *graded, *said, _listed(basis), at, until, _listed(lifted))


@lru_cache(4096)
def _listed(told: str) -> tuple[str, ...]:
    """Rules stand on the same few laws again and again."""
    return tuple(json.loads(told))


def load_findings(connection: Connection, wanted: Iterable[int]) -> dict[int, list[Finding]]:
    """All findings of these contacts, of every pack, in the order they were found."""
    found: dict[int, list[Finding]] = {no: [] for no in wanted}
    for no, finding in findings_where(connection, among(connection, findings.c.contact, found)):
        found[no].append(finding)
    return found


def findings_where(connection: Connection, of_these: ColumnElement[bool]) -> Iterator[tuple[int, Finding]]:
    """Number of the contact and finding, in the order they were found."""
    asked = (
        select(contacts.c.key, findings)
        .join(contacts, contacts.c.no == findings.c.contact)
        .where(of_these)
        .order_by(findings.c.contact, findings.c.pack, findings.c.n)
    )
    return ((row[0], to_finding(key, row)) for key, *row in plain_rows(connection, asked))
