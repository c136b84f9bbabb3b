"""Filters and searches that people keep."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Row, delete, or_, select

from audit.saved import Kind, Saved
from pipelines.adapters.sql.engine import add_rows, reading, writing
from pipelines.adapters.sql.records import to_pair, to_time
from pipelines.adapters.sql.review_tables import saved as kept


class SqlKeeping:
    """The part of the review store that keeps what people would ask again."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def save(self, saved: Saved) -> None:
        row = (saved.id, saved.owner, saved.name, saved.kind.value, saved.query, int(saved.shared), *to_pair(saved.at))
        with writing(self.engine) as connection:
            connection.execute(delete(kept).where(kept.c.id == saved.id))
            add_rows(connection, kept, [row])

    def saved(self, who: str, kind: Kind | None = None) -> Sequence[Saved]:
        asked = select(kept).where(or_(kept.c.owner == who, kept.c.shared == 1))
        if kind is not None:
            asked = asked.where(kept.c.kind == kind.value)
        with reading(self.engine) as connection:
            found = [_to_saved(row) for row in connection.execute(asked)]
        return sorted(found, key=lambda one: (one.owner != who, one.name, one.owner, one.kind))

    def forget_saved(self, key: str, who: str) -> None:
        with writing(self.engine) as connection:
            if connection.execute(delete(kept).where(kept.c.id == key, kept.c.owner == who)).rowcount == 0:
                raise KeyError(key)


def _to_saved(row: Row[Any]) -> Saved:
    at = to_time(row.at_us, row.at_offset)
    return Saved(row.owner, row.name, Kind(row.kind), row.query, at, bool(row.shared))
