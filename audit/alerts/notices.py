"""What tells of alerts, and how far it has come on its way to each target."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from audit.alerts.model import Alert, State, digest


class NoticeKind(StrEnum):
    NEW = "new"
    DIGEST = "digest"
    #: Tells only how many were suppressed.
    SUMMARY = "summary"
    ESCALATION = "escalation"
    #: Somebody tries whether a target can be reached.
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Notice:
    """One message, to one or more targets, about one or more alerts."""

    rule: str
    group: str
    kind: NoticeKind
    at: datetime
    to: tuple[str, ...]
    #: Ids, the gravest first.
    alerts: tuple[str, ...] = ()
    #: Ids of alerts that it only counts.
    suppressed: tuple[str, ...] = ()
    #: Step of the chain, from 1; 0 before it.
    level: int = 0

    @property
    def id(self) -> str:
        """The same content is the same notice, whoever plans it."""
        return digest(
            self.rule, self.group, self.kind, str(self.level), ",".join(self.alerts), ",".join(self.suppressed)
        )


class Delivered(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    #: Given up after so many tries: a person must look.
    DEAD = "dead"
    #: Nobody has said where the target is; the console alone shows the alert.
    UNSET = "unset"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice on its way to one target. The receiver tells doubles by its id."""

    notice: str
    target: str
    state: Delivered = Delivered.QUEUED
    tries: int = 0
    #: Not to be tried before.
    next_at: datetime | None = None
    #: Why the last try failed: a code of the catalogue, or a status; never an address.
    fault: str = ""
    sent_at: datetime | None = None

    @property
    def id(self) -> str:
        return digest(self.notice, self.target)


def told(alert: Alert, notice: Notice) -> Alert:
    """As the notice leaves it."""
    if notice.kind is NoticeKind.ESCALATION:
        return replace(alert, level=notice.level, pushed=False)
    state = State.TOLD if alert.state is State.WAITING else alert.state
    return replace(alert, state=state, notice=notice.id, told_at=notice.at)
