"""Who is at work, by the clock of the database server. Signs of life wait for no other writer."""

import time
from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    cast,
    delete,
    extract,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from audit.workers import Present, Worker
from pipelines.adapters.sql.engine import reading, writing
from pipelines.adapters.sql.tables import workers

_SECOND = 1_000_000


class SqlWorkers:
    """The part of the store that knows the workers."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def beat(self, worker: Worker, *, feeds: bool = False) -> bool:
        with self.engine.begin() as connection:
            now = _now(connection)
            # Kept where it is so already: only `feed_alone` gives it.
            still = {} if feeds else {"feeds": 0}
            alive = update(workers).where(workers.c.id == worker.id).values(seen_us=now, **still)
            if connection.execute(alive).rowcount:
                return True
            dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
            row = {
                "id": worker.id,
                "host": worker.host,
                "process": worker.process,
                "version": worker.version,
                "home": worker.home,
                "since_us": now,
                "seen_us": now,
                "feeds": 0,
            }
            connection.execute(dialect.insert(workers).values(row).on_conflict_do_nothing())
            return False

    def workers(self) -> Sequence[Present]:
        with reading(self.engine) as connection:
            asked = select(workers, _now(connection).label("now")).order_by(workers.c.since_us, workers.c.id)
            rows = connection.execute(asked).all()
        return [
            Present(
                Worker(row.id, row.host, row.process, row.version, row.home),
                (row.now - row.since_us) / _SECOND,
                (row.now - row.seen_us) / _SECOND,
                bool(row.feeds),
            )
            for row in rows
        ]

    def feed_alone(self, worker: str) -> bool:
        others = select(workers.c.id).where(workers.c.feeds == 1, workers.c.id != worker)
        with reading(self.engine) as connection:  # mostly the answer is no, and then nobody need wait
            if connection.scalar(others) is not None:
                return False
        with writing(self.engine) as connection:
            mine = update(workers).where(workers.c.id == worker, ~others.exists()).values(feeds=1)
            return connection.execute(mine).rowcount > 0

    def give_up(self, silent: float) -> Sequence[str]:
        with writing(self.engine) as connection:
            lost = workers.c.seen_us < _now(connection) - int(silent * _SECOND)
            return sorted(connection.scalars(delete(workers).where(lost).returning(workers.c.id)))

    def leave(self, worker: str) -> None:
        with writing(self.engine) as connection:
            connection.execute(delete(workers).where(workers.c.id == worker))


def _now(connection: Connection) -> ColumnElement[int]:
    """Microseconds since 1970."""
    if connection.dialect.name == "sqlite":
        return literal(time.time_ns() // 1000, BigInteger)
    return cast(extract("epoch", func.clock_timestamp()) * _SECOND, BigInteger)
