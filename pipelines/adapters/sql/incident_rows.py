"""Rows of incidents: what the findings say of them is written anew, what people did with them stays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from audit.queue import Weight, rank
from audit.triage import Status, Work
from pipelines.adapters.sql.alert_tables import alert_events
from pipelines.adapters.sql.engine import add_rows, among
from pipelines.adapters.sql.records import from_pair, to_micros, to_time
from pipelines.adapters.sql.review_tables import incident_acts
from pipelines.adapters.sql.tables import incidents


@dataclass(frozen=True, slots=True)
class Told:
    """What findings and contact say of an incident."""

    id: str
    contact: int
    category: str
    rule: str
    weight: Weight
    at: datetime | None
    channel: str
    institution: str | None
    agency: str | None
    agent: str | None
    ledger: bool = False

    def values(self, opened: datetime) -> dict[str, Any]:
        return {
            "contact": self.contact,
            "category": self.category,
            "rule": self.rule,
            "severity": self.weight.severity,
            "at_us": to_micros(self.at) or 0,
            "rank": rank(self.weight, opened),
            "waiting": 0,
            "channel": self.channel,
            "institution": self.institution,
            "agency": self.agency,
            "agent": self.agent,
        }


def known_rows(connection: Connection, ids: Iterable[str]) -> dict[str, Row[Any]]:
    return {row.id: row for row in connection.execute(select(incidents).where(among(connection, incidents.c.id, ids)))}


def write(connection: Connection, told: Sequence[Told], known: Mapping[str, Row[Any]], now: datetime) -> None:
    """Those that are `known` keep their place in people's hands; one that was there once comes back as it was left."""
    new = [one for one in told if one.id not in known]
    left = left_as(connection, [one.id for one in new])
    fresh = [
        {
            "id": one.id,
            "ledger": int(one.ledger),
            "opened_us": to_micros(now),
            **one.values(now),
            **work_values(left.get(one.id, Work())),
        }
        for one in new
    ]
    add_rows(connection, incidents, [tuple(row[column.name] for column in incidents.c) for row in fresh])
    kept = [one for one in told if one.id in known]
    if kept:
        rows = [{"key": one.id, **one.values(to_time(known[one.id].opened_us, 0))} for one in kept]
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "key"}
        connection.execute(update(incidents).where(incidents.c.id == bindparam("key")).values(values), rows)
    _announce(connection, told, known, now)


def _announce(connection: Connection, told: Sequence[Told], known: Mapping[str, Row[Any]], now: datetime) -> None:
    """Whoever makes alerts hears of what is new, graver, or proven anew, if and only if it is stored."""
    events = [{"incident": one.id, "at_us": to_micros(now)} for one in told if _is_news(one, known.get(one.id))]
    if events:
        connection.execute(alert_events.insert(), events)


def _is_news(told: Told, known: Row[Any] | None) -> bool:
    if known is None or known.waiting or known.status == Status.SUPERSEDED:
        return True
    return bool(told.weight.severity > known.severity)


def bring_back(connection: Connection, ids: Sequence[str]) -> None:
    """What late rows had taken back holds again, as people left it."""
    left = left_as(connection, ids)
    for key in ids:
        connection.execute(update(incidents).where(incidents.c.id == key).values(work_values(left.get(key, Work()))))


def await_scan(connection: Connection, contacts: Sequence[int]) -> None:
    """Nothing proves the incidents of these contacts until they are scanned again."""
    of_these = among(connection, incidents.c.contact, contacts) & (incidents.c.ledger == 0)
    connection.execute(update(incidents).where(of_these).values(waiting=1))


def left_as(connection: Connection, ids: Iterable[str]) -> dict[str, Work]:
    """How people left these incidents; those with which nobody did anything are not in it."""
    last = select(func.max(incident_acts.c.no)).where(among(connection, incident_acts.c.incident, ids))
    rows = connection.execute(
        select(incident_acts).where(incident_acts.c.no.in_(last.group_by(incident_acts.c.incident)))
    )
    return {row.incident: to_work(row) for row in rows}


def to_work(row: Row[Any]) -> Work:
    return Work(Status(row.status), row.assignee, from_pair(row.until_us, 0), row.level)


def work_values(work: Work) -> dict[str, Any]:
    return {
        "status": work.status.value,
        "assignee": work.assignee,
        "until_us": to_micros(work.until),
        "level": work.level,
    }
