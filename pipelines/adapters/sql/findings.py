"""Findings to rows and back."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from audit.findings import Finding, Tier
from pipelines.adapters.sql.engine import among
from pipelines.adapters.sql.records import RowValues, to_json
from pipelines.adapters.sql.tables import contacts, findings


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


def to_finding(row: Row[Any]) -> Finding:
    return Finding(
        id=row.id,
        contact=row.contact_key,
        rule=row.rule,
        version=row.version,
        category=row.category,
        severity=row.severity,
        tier=Tier(row.tier),
        confidence=row.confidence,
        speaker=row.speaker,
        turn=row.turn,
        start=row.start,
        end=row.end,
        quote=row.quote,
        why=row.why,
        basis=tuple(json.loads(row.basis)),
        at=row.at,
        until=row.until,
        lifted=tuple(json.loads(row.lifted)),
    )


def load_findings(connection: Connection, wanted: Iterable[int]) -> dict[int, list[Finding]]:
    """All findings of these contacts, of every pack, in the order they were found."""
    found: dict[int, list[Finding]] = {no: [] for no in wanted}
    for no, finding in findings_where(connection, among(connection, findings.c.contact, found)):
        found[no].append(finding)
    return found


def findings_where(connection: Connection, of_these: ColumnElement[bool]) -> Iterator[tuple[int, Finding]]:
    """Number of the contact and finding, in the order they were found."""
    asked = (
        select(findings, contacts.c.key.label("contact_key"))
        .join(contacts, contacts.c.no == findings.c.contact)
        .where(of_these)
        .order_by(findings.c.contact, findings.c.pack, findings.c.n)
    )
    return ((row.contact, to_finding(row)) for row in connection.execute(asked).all())
