"""Alerts, notices and deliveries to rows and back."""

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from audit.alerts.model import Alert, Facts, Kind, State
from audit.alerts.notices import Delivered, Delivery, Notice, NoticeKind
from pipelines.adapters.sql.alert_tables import alerts
from pipelines.adapters.sql.engine import among
from pipelines.adapters.sql.records import from_pair, to_json, to_micros, to_time

_FACTS = tuple(field.name for field in fields(Facts))


def alert_row(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "rule": alert.rule,
        "subject": alert.subject,
        "group": alert.group,
        "institution": alert.facts.institution,
        "agency": alert.facts.agency,
        "agent": alert.facts.agent,
        "facts": to_facts(alert.facts),
        "at_us": to_micros(alert.at),
        "deadline_us": to_micros(alert.deadline),
        **standing(alert),
    }


def standing(alert: Alert) -> dict[str, Any]:
    """What may change."""
    return {
        "state": alert.state.value,
        "reason": alert.reason,
        "notice": alert.notice,
        "told_us": to_micros(alert.told_at),
        "level": alert.level,
        "pushed": int(alert.pushed),
        "by": alert.by,
        "acknowledged_us": to_micros(alert.acknowledged_at),
        "note": alert.note,
    }


def change_alerts(connection: Connection, changed: Iterable[Alert]) -> None:
    rows = [{"key": one.id, **standing(one)} for one in changed]
    if rows:
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "key"}
        connection.execute(update(alerts).where(alerts.c.id == bindparam("key")).values(values), rows)


def silence(connection: Connection, subjects: Iterable[str]) -> None:
    """What was alerted about something that is deleted stays, without its words."""
    about = select(alerts.c.no, alerts.c.facts).where(among(connection, alerts.c.subject, subjects))
    rows = [
        {"which": row.no, "new": to_facts(replace(from_facts(row.facts), quote=""))}
        for row in connection.execute(about)
    ]
    if rows:
        values: dict[str, Any] = {"facts": bindparam("new")}
        connection.execute(update(alerts).where(alerts.c.no == bindparam("which")).values(values), rows)


def load_alerts(connection: Connection, ids: Iterable[str]) -> dict[str, Alert]:
    return {
        row.id: to_alert(row) for row in connection.execute(select(alerts).where(among(connection, alerts.c.id, ids)))
    }


def to_alert(row: Row[Any]) -> Alert:
    return Alert(
        row.rule,
        row.subject,
        row.group,
        from_facts(row.facts),
        to_time(row.at_us, 0),
        from_pair(row.deadline_us, 0),
        State(row.state),
        row.reason,
        row.notice,
        from_pair(row.told_us, 0),
        row.level,
        bool(row.pushed),
        row.by,
        from_pair(row.acknowledged_us, 0),
        row.note,
    )


def to_facts(facts: Facts) -> str:
    told = {
        name: getattr(facts, name) for name in _FACTS
    }  # `asdict` would copy every value, which costs ten times as much
    return to_json({**told, "values": dict(facts.values), "at": facts.at.isoformat() if facts.at else None})


def from_facts(body: str) -> Facts:
    told = json.loads(body)
    at = datetime.fromisoformat(told.pop("at")) if told["at"] else told.pop("at")
    return Facts(**{**told, "kind": Kind(told["kind"]), "law": tuple(told["law"])}, at=at)


def notice_row(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "rule": notice.rule,
        "group": notice.group,
        "kind": notice.kind.value,
        "at_us": to_micros(notice.at),
        "level": notice.level,
        "body": to_json({name: getattr(notice, name) for name in ("to", "alerts", "suppressed")}),
    }


def to_notice(row: Row[Any]) -> Notice:
    body = {name: tuple(ids) for name, ids in json.loads(row.body).items()}
    return Notice(row.rule, row.group, NoticeKind(row.kind), to_time(row.at_us, 0), level=row.level, **body)


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "notice": delivery.notice,
        "target": delivery.target,
        "state": delivery.state.value,
        "tries": delivery.tries,
        "next_us": to_micros(delivery.next_at),
        "fault": delivery.fault,
        "sent_us": to_micros(delivery.sent_at),
    }


def to_delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        row.notice,
        row.target,
        Delivered(row.state),
        row.tries,
        from_pair(row.next_us, 0),
        row.fault,
        from_pair(row.sent_us, 0),
    )
