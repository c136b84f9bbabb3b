"""Requests for deletion to rows and back."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from audit.errors import Problem, Refused
from audit.retention.classes import Kind
from audit.retention.requests import STEPS, Request, Ruling, State, moved, rule
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.sql.engine import reading, writing
from pipelines.adapters.sql.records import from_pair, to_json, to_pair, to_time
from pipelines.adapters.sql.retention_tables import retention_requests as rows

_OPEN = [state.value for state, following in STEPS.items() if following]
_SIDES = ("institutions", "agencies", "agents")


class SqlRequesting:
    """The part of the retention store that keeps who asked for deletion, and who approved it."""

    engine: Engine

    def ask(self, request: Request) -> None:
        at_us, at_offset = to_pair(request.at)
        with writing(self.engine) as connection:
            other = select(rows.c.by).where(rows.c.kind == request.kind.value, rows.c.state.in_(_OPEN))
            if (by := connection.scalar(other)) is not None:
                raise Refused(Problem("retention.open", request.kind, {"by": by}))
            connection.execute(
                insert(rows).values(
                    id=request.id,
                    kind=request.kind.value,
                    by=request.by,
                    at_us=at_us,
                    at_offset=at_offset,
                    deleted=0,
                    **_settled(request),
                )
            )

    def rule(self, request: str, ruling: Ruling) -> Request:
        with writing(self.engine) as connection:
            return _put(connection, rule(to_request(request_row(connection, request)), ruling))

    def begin(self, request: str) -> Request:
        with writing(self.engine) as connection:
            known = to_request(request_row(connection, request))
            return known if known.state is State.RUNNING else _put(connection, moved(known, State.RUNNING))

    def finish(self, request: str) -> Request:
        with writing(self.engine) as connection:
            return _put(connection, moved(to_request(request_row(connection, request)), State.DONE))

    def request(self, request: str) -> Request | None:
        with reading(self.engine) as connection:
            row = connection.execute(select(rows).where(rows.c.id == request)).first()
        return None if row is None else to_request(row)

    def requests(self, scope: Scope = EVERYTHING, limit: int = 50) -> Sequence[Request]:
        with reading(self.engine) as connection:
            found = map(to_request, connection.execute(select(rows).order_by(rows.c.no.desc())))
            return [one for one in found if scope.covers(one.scope)][:limit]


def request_row(connection: Connection, request: str) -> Row[Any]:
    row = connection.execute(select(rows).where(rows.c.id == request)).first()
    if row is None:
        raise KeyError(request)
    return row


def to_request(row: Row[Any]) -> Request:
    body = json.loads(row.body)
    sides = {side: None if names is None else frozenset(names) for side, names in body["scope"].items()}
    return Request(
        kind=Kind(row.kind),
        years=body["years"],
        cutoff=datetime.fromisoformat(body["cutoff"]),
        why=body["why"],
        by=row.by,
        at=to_time(row.at_us, row.at_offset),
        due=body["due"],
        held=body["held"],
        scope=Scope(**sides),
        state=State(row.state),
        settled_by=row.settled_by,
        settled_at=from_pair(row.settled_us, row.settled_offset),
        note=body["note"],
        deleted=row.deleted,
    )


def _put(connection: Connection, request: Request) -> Request:
    connection.execute(update(rows).where(rows.c.id == request.id).values(**_settled(request)))
    return request


def _settled(request: Request) -> dict[str, object]:
    settled_us, settled_offset = to_pair(request.settled_at)
    scope = {side: None if (names := getattr(request.scope, side)) is None else sorted(names) for side in _SIDES}
    told = {name: getattr(request, name) for name in ("years", "why", "due", "held", "note")}
    return {
        "state": request.state.value,
        "settled_by": request.settled_by,
        "settled_us": settled_us,
        "settled_offset": settled_offset,
        "body": to_json({**told, "cutoff": request.cutoff.isoformat(), "scope": scope}),
    }
