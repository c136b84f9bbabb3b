"""Test rows come up as verdicts and marks are given, and go where a verdict is taken back."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, insert, select, update

from audit.offers import OfferedRow, Status, of_rejection, rejection_id
from audit.review import Decision, Verdict
from pipelines.adapters.sql.contacts import load_contacts
from pipelines.adapters.sql.engine import among
from pipelines.adapters.sql.findings import findings_where
from pipelines.adapters.sql.records import to_pair
from pipelines.adapters.sql.review_tables import offers
from pipelines.adapters.sql.tables import findings


def offer_rejections(connection: Connection, about: Sequence[str], held: Mapping[str, Verdict]) -> None:
    """`held` has the verdicts that hold now on the findings that it is `about`."""
    rejected = [key for key in about if key in held and held[key].decision is Decision.FALSE]
    found = {
        finding.id: (no, finding)
        for no, finding in findings_where(connection, among(connection, findings.c.id, rejected))
    }
    said = load_contacts(connection, {no for no, _ in found.values()})
    rows = (of_rejection(finding, said[no].turns, held[key]) for key, (no, finding) in found.items())
    put_offers(connection, [row for row in rows if row])
    others = [rejection_id(key) for key in about if key not in rejected]
    _move(connection, others, Status.OFFERED, Status.WITHDRAWN)


def put_offers(connection: Connection, rows: Iterable[OfferedRow]) -> None:
    """New ones; one that was withdrawn is offered again, and one that an author settled stays settled."""
    by_id = {row.id: row for row in rows}
    known = set(connection.scalars(select(offers.c.id).where(among(connection, offers.c.id, by_id))))
    _move(connection, sorted(known), Status.WITHDRAWN, Status.OFFERED)
    for key, row in by_id.items():
        if key not in known:
            micros, offset = to_pair(row.at)
            connection.execute(
                insert(offers).values(
                    id=key,
                    rule=row.rule,
                    status=row.status.value,
                    category=row.category,
                    kind=row.kind.value,
                    text=row.text,
                    speaker=row.speaker,
                    channel=row.channel,
                    quote=row.quote,
                    because=row.because,
                    at_us=micros,
                    at_offset=offset,
                )
            )


def _move(connection: Connection, ids: Sequence[str], old: Status, new: Status) -> None:
    of_these = among(connection, offers.c.id, ids) & (offers.c.status == old.value)
    connection.execute(update(offers).where(of_these).values(status=new.value))
