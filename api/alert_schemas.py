"""What programs get of alerts, masked as everywhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from audit.alerts.model import Alert
from audit.alerts.notices import Delivery, Notice


class AlertOut(BaseModel):
    """One thing that people must hear of."""

    alert: str
    rule: str
    kind: str = Field(examples=["severity", "category", "repeat", "jump", "overdue", "stalled", "search"])
    state: str = Field(examples=["waiting", "told", "suppressed", "acknowledged"])
    #: Why it is suppressed: `throttled`, `full`, `rule_gone`.
    reason: str | None
    severity: int | None
    category: str | None
    institution: str | None
    agency: str | None
    agent: str | None
    channel: str | None
    #: When it happened, when it was raised, until when somebody must have acted.
    happened: datetime | None
    at: datetime
    deadline: datetime | None
    quote: str | None
    law: list[str]
    #: Figures of what is counted.
    values: Mapping[str, str]
    link: str
    #: Steps of its chain that were taken.
    level: int
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    note: str


class AlertPage(BaseModel):
    alerts: list[AlertOut]
    #: What `after` takes for the next page; none on the last.
    next: str | None


class DeliveryOut(BaseModel):
    delivery: str
    target: str
    state: str = Field(examples=["queued", "sent", "dead", "unset"])
    tries: int
    fault: str
    sent_at: datetime | None


class NoticeOut(BaseModel):
    notice: str
    kind: str
    at: datetime
    level: int
    deliveries: list[DeliveryOut]


class AlertDetail(AlertOut):
    notices: list[NoticeOut]


class AcknowledgeIn(BaseModel):
    note: str = Field(default="", max_length=2000)


def alert_values(alert: Alert) -> dict[str, object]:
    facts = alert.facts
    return {
        "alert": alert.id,
        "rule": alert.rule,
        "kind": facts.kind.value,
        "state": alert.state.value,
        "reason": alert.reason or None,
        "severity": facts.severity or None,
        "category": facts.category or None,
        "institution": facts.institution,
        "agency": facts.agency,
        "agent": facts.agent,
        "channel": facts.channel or None,
        "happened": facts.at,
        "at": alert.at,
        "deadline": alert.deadline,
        "quote": facts.quote or None,
        "law": list(facts.law),
        "values": dict(facts.values),
        "link": facts.link,
        "level": alert.level,
        "acknowledged_by": alert.by or None,
        "acknowledged_at": alert.acknowledged_at,
        "note": alert.note,
    }


def notice_out(notice: Notice, deliveries: Sequence[Delivery]) -> NoticeOut:
    return NoticeOut(
        notice=notice.id,
        kind=notice.kind,
        at=notice.at,
        level=notice.level,
        deliveries=[
            DeliveryOut(
                delivery=one.id,
                target=one.target,
                state=one.state,
                tries=one.tries,
                fault=one.fault,
                sent_at=one.sent_at,
            )
            for one in deliveries
        ],
    )
