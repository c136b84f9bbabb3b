"""Test rows that wait for the authors of rules."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, select, update

from audit.offers import Kind, OfferedRow, Status
from pipelines.adapters.sql.engine import among, reading, writing
from pipelines.adapters.sql.records import to_micros, to_time
from pipelines.adapters.sql.review_tables import offers as rows


class SqlOffers:
    """The part of the review store that keeps what rules have to learn."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def offers(self, rule: str | None = None, status: Status | None = Status.OFFERED) -> Sequence[OfferedRow]:
        asked = select(rows).order_by(rows.c.rule, rows.c.no)
        if rule is not None:
            asked = asked.where(rows.c.rule == rule)
        if status is not None:
            asked = asked.where(rows.c.status == status.value)
        with reading(self.engine) as connection:
            return [_to_offer(row) for row in connection.execute(asked)]

    def settle_offers(self, ids: Collection[str], status: Status, by: str, at: datetime) -> None:
        with writing(self.engine) as connection:
            of_these = among(connection, rows.c.id, ids)
            known = set(connection.scalars(select(rows.c.id).where(of_these)))
            if unknown := sorted(set(ids) - known):
                raise KeyError(*unknown)
            open_ones = update(rows).where(of_these, rows.c.status != Status.WITHDRAWN.value)
            connection.execute(open_ones.values(status=status.value, by=by, settled_us=to_micros(at)))


def _to_offer(row: Row[Any]) -> OfferedRow:
    return OfferedRow(
        id=row.id,
        rule=row.rule,
        category=row.category,
        kind=Kind(row.kind),
        text=row.text,
        speaker=row.speaker,
        channel=row.channel,
        at=to_time(row.at_us, row.at_offset),
        quote=row.quote,
        because=row.because,
        status=Status(row.status),
    )
