"""How many incidents are in which state: the one figure of the queue for which all of them are walked along."""

import time
from collections.abc import Callable, Mapping

from sqlalchemy import Connection, func, select

from audit.scope import Scope
from audit.triage import Status
from pipelines.adapters.sql.tables import incidents
from pipelines.adapters.sql.wanted import in_scope

#: From so many incidents on they are counted anew at most so often, in seconds: every page of the queue shows them, and
#: counting 200,000 takes as long as making the page.
MANY, EVERY = 10_000, 15.0

Counts = Mapping[Status, int]


class StatusCounts:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Scope, tuple[float, Counts]] = {}

    def count(self, connection: Connection, scope: Scope) -> Counts:
        kept, now = self._kept.get(scope), self._clock()
        if kept and now - kept[0] < EVERY:
            return kept[1]
        status = incidents.c.status
        asked = select(status, func.count()).where(incidents.c.waiting == 0, *in_scope(scope)).group_by(status)
        found = {Status(name): number for name, number in connection.execute(asked)}
        if sum(found.values()) >= MANY:
            self._kept[scope] = now, found
        return found
