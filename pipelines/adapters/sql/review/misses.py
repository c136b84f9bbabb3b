"""Words that the rules missed and a person marked. Nothing enters that the stored turns do not show."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Row, insert, select

from audit.errors import Refused
from audit.missed import Missed, unproven
from audit.offers import of_miss
from pipelines.adapters.sql.contacts import load_contacts, numbers
from pipelines.adapters.sql.engine import among, reading, writing
from pipelines.adapters.sql.offering import put_offers
from pipelines.adapters.sql.records import to_pair, to_time
from pipelines.adapters.sql.review_tables import missed as marks
from pipelines.adapters.sql.tables import contacts

_SAME = ("id", "turn", "start", "end", "quote", "speaker", "category", "rule", "by", "note")


class SqlMisses:
    """The part of the review store that keeps what was missed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_missed(self, missed: Missed) -> None:
        with writing(self.engine) as connection:
            (no,) = numbers(connection, [missed.contact]).values()
            said = load_contacts(connection, [no])[no].turns
            if problem := unproven(missed, said):
                raise Refused(problem)
            if connection.scalar(select(marks.c.no).where(marks.c.id == missed.id)) is not None:
                return
            micros, offset = to_pair(missed.at)
            same = {name: getattr(missed, name) for name in _SAME}
            connection.execute(insert(marks).values(contact=no, at_us=micros, at_offset=offset, **same))
            if offer := of_miss(missed, said):
                put_offers(connection, [offer])

    def missed(self, of: Sequence[str] | None = None, rule: str | None = None) -> Sequence[Missed]:
        asked = select(marks, contacts.c.key).join(contacts, contacts.c.no == marks.c.contact)
        if rule is not None:
            asked = asked.where(marks.c.rule == rule)
        with reading(self.engine) as connection:
            if of is not None:
                asked = asked.where(among(connection, contacts.c.key, of))
            return [_to_missed(row) for row in connection.execute(asked.order_by(marks.c.no))]


def _to_missed(row: Row[Any]) -> Missed:
    same = {name: getattr(row, name) for name in _SAME if name != "id"}
    return Missed(contact=row.key, at=to_time(row.at_us, row.at_offset), **same)
