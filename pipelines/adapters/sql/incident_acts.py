"""Acts: each is kept for good, and the incident's row says where the last one left it."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from audit.triage import Act, ActKind, Work
from pipelines.adapters.sql.incident_rows import work_values
from pipelines.adapters.sql.records import to_json, to_pair, to_time
from pipelines.adapters.sql.review_tables import incident_acts
from pipelines.adapters.sql.tables import incidents

_BODY = ("to", "level", "reason", "note", "findings", "decision")


def put_act(connection: Connection, act: Act, work: Work) -> None:
    micros, offset = to_pair(act.at)
    body = {name: value for name in _BODY if (value := getattr(act, name))}
    if act.until is not None:
        body["until"] = to_pair(act.until)
    connection.execute(
        insert(incident_acts).values(
            incident=act.incident,
            kind=act.kind.value,
            by=act.by,
            at_us=micros,
            at_offset=offset,
            body=to_json(body),
            **work_values(work),
        )
    )
    connection.execute(update(incidents).where(incidents.c.id == act.incident).values(work_values(work)))


def acts_of(connection: Connection, incident: str) -> Sequence[Act]:
    asked = select(incident_acts).where(incident_acts.c.incident == incident).order_by(incident_acts.c.no)
    return [_to_act(row) for row in connection.execute(asked)]


def _to_act(row: Row[Any]) -> Act:
    body: dict[str, Any] = json.loads(row.body)
    if "until" in body:
        body["until"] = to_time(*body["until"])
    body["findings"] = tuple(body.get("findings", ()))
    return Act(row.incident, ActKind(row.kind), row.by, to_time(row.at_us, row.at_offset), **body)
