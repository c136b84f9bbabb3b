"""The log of acts, each linked to the one before."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select

from audit.chain import Act, Link, link
from pipelines.adapters.sql.engine import reading, writing
from pipelines.adapters.sql.records import to_json, to_micros, to_time
from pipelines.adapters.sql.tables import acts

#: Rows read at a time.
_PAGE = 5_000


class SqlActs:
    """`audit.access_ports.Acts`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, act: Act) -> Link:
        with writing(self._engine) as connection:
            made = link(_end(connection), act)
            connection.execute(insert(acts).values(_row(made)))
        return made

    def latest(self, by: str, verb: str, of: str) -> Act | None:
        asked = select(acts).where(acts.c.of == of, acts.c.verb == verb, acts.c.by == by)
        with reading(self._engine) as connection:
            row = connection.execute(asked.order_by(acts.c.no.desc()).limit(1)).first()
        return None if row is None else _link(row).act

    def links(self, after: int = 0, limit: int | None = None) -> Iterator[Link]:
        while limit is None or limit > 0:
            size = _PAGE if limit is None else min(limit, _PAGE)
            with reading(self._engine) as connection:
                rows = connection.execute(select(acts).where(acts.c.no > after).order_by(acts.c.no).limit(size)).all()
            yield from map(_link, rows)
            if len(rows) < size:
                return
            after, limit = rows[-1].no, None if limit is None else limit - size

    def end(self) -> Link | None:
        with reading(self._engine) as connection:
            return _end(connection)


def _end(connection: Connection) -> Link | None:
    row = connection.execute(select(acts).order_by(acts.c.no.desc()).limit(1)).first()
    return None if row is None else _link(row)


def _row(one: Link) -> dict[str, Any]:
    act = one.act
    return {
        "no": one.number,
        "at_us": to_micros(act.at),
        "by": act.by,
        "verb": act.verb,
        "of": act.of,
        "detail": to_json(dict(act.detail)),
        "previous": one.previous,
        "digest": one.digest,
    }


def _link(row: Row[Any]) -> Link:
    act = Act(to_time(row.at_us, 0), row.by, row.verb, row.of, json.loads(row.detail))
    return Link(row.no, act, row.previous, row.digest)
