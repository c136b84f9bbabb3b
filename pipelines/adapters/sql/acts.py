"""The log of acts, each linked to the one before."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, insert, select
from sqlalchemy.exc import OperationalError

from audit.chain import Act, Link, link
from audit.signing import Signer
from pipelines.adapters.sql.engine import among, reading, writing
from pipelines.adapters.sql.records import to_json, to_micros, to_time
from pipelines.adapters.sql.tables import acts

#: Rows read at a time.
_PAGE = 5_000
#: Stands for a row that is no act any more: whatever its hash says, it is not this one's.
_UNREADABLE = Act(datetime.min.replace(tzinfo=UTC), "?", "unreadable")


class SqlActs:
    """`audit.access_ports.Acts`."""

    def __init__(
        self, engine: Engine, signer: Signer | None = None, seen: Callable[[Link], None] = lambda _: None
    ) -> None:
        """`signer` seals each act; `seen` hears of each once it is on disk."""
        self._engine, self._signer, self._seen = engine, signer, seen

    def add(self, act: Act) -> Link:
        with writing(self._engine) as connection:
            made = link(_end(connection), act, self._signer)
            connection.execute(insert(acts).values(_row(made)))
        self._seen(made)
        return made

    def latest(self, by: str, verb: str, of: str) -> Act | None:
        asked = select(acts).where(acts.c.of == of, acts.c.verb == verb, acts.c.by == by)
        with reading(self._engine) as connection:
            row = connection.execute(asked.order_by(acts.c.no.desc()).limit(1)).first()
        return None if row is None else _link(row).act

    def links(self, after: int | None = None, limit: int | None = None) -> Iterator[Link]:
        while limit is None or limit > 0:
            size = _PAGE if limit is None else min(limit, _PAGE)
            behind = select(acts) if after is None else select(acts).where(acts.c.no > after)
            found = self._read(behind.order_by(acts.c.no).limit(size))
            yield from found
            if len(found) < size:
                return
            after, limit = found[-1].number, None if limit is None else limit - size

    def before(self, number: int | None = None, limit: int = 100, by: str | None = None) -> Sequence[Link]:
        asked = select(acts) if number is None else select(acts).where(acts.c.no < number)
        whose = asked if by is None else asked.where(acts.c.by == by)
        return self._read(whose.order_by(acts.c.no.desc()).limit(limit))

    def about(self, things: Collection[str]) -> Sequence[Link]:
        with reading(self._engine) as connection:
            asked = select(acts).where(among(connection, acts.c.of, things)).order_by(acts.c.no)
            return [_link(row) for row in connection.execute(asked)]

    def _read(self, asked: Select[Any]) -> Sequence[Link]:
        with reading(self._engine) as connection:
            try:
                return [_link(row) for row in connection.execute(asked)]
            except OperationalError:  # bytes that are no text, somewhere among them
                numbers = connection.execute(asked.with_only_columns(acts.c.no)).scalars().all()
                return [_alone(connection, number) for number in numbers]

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
        "seal": one.seal,
    }


def _link(row: Row[Any]) -> Link:
    texts = (row.by, row.verb, row.of, row.previous, row.digest, row.seal)
    try:
        detail = json.loads(row.detail)
        sound = all(isinstance(text, str) for text in texts) and to_json(detail) == row.detail
        act = Act(to_time(row.at_us, 0), row.by, row.verb, row.of, dict(detail)) if sound else _UNREADABLE
    except (ValueError, TypeError, OverflowError, RecursionError):
        act = _UNREADABLE
    return Link(row.no, act, str(row.previous), str(row.digest), str(row.seal))


def _alone(connection: Connection, number: int) -> Link:
    try:
        return _link(connection.execute(select(acts).where(acts.c.no == number)).one())
    except OperationalError:
        return Link(number, _UNREADABLE, "", "")
