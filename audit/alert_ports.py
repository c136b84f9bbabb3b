"""What alerts need of a store and of whoever carries messages, as protocols."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from audit.alerts.model import Alert, Event, State
from audit.alerts.notices import Delivered, Delivery, Notice
from audit.alerts.plan import Board, Plan
from audit.errors import Problem
from audit.ports import Change, Incident
from audit.scope import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class AlertQuery:
    """Empty fields ask for nothing."""

    states: frozenset[State] = frozenset()
    rule: str = ""
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class Reach:
    """What of the past a plan has to know."""

    #: Since when notices count.
    since: datetime
    #: Rule -> steps of its chain.
    chains: Mapping[str, int]
    #: Targets whose addresses are known; nothing waits for others.
    addressed: Collection[str]


@dataclass(frozen=True, slots=True)
class BookText:
    """The alert rules as somebody wrote them down in the console."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AlertCounts:
    alerts: Mapping[State, int] = field(default_factory=dict)
    deliveries: Mapping[Delivered, int] = field(default_factory=dict)
    #: Incidents of which no alerts were made yet.
    events: int = 0


class Outbox(Protocol):
    """What was found and not looked at yet. It is written where incidents are: in one transaction with them."""

    def news(self, limit: int = 200) -> Sequence[tuple[Event, Incident | None]]:
        """Oldest first; None where the incident is gone, or waits to be proven anew."""

    def by_agent(self, at_least: int, since: datetime) -> Mapping[tuple[str | None, str], int]:
        """How many incidents of such severity agents have in contacts since then, by agency and agent; without those taken back."""

    def raise_alerts(
        self, found: Sequence[Alert], taken: Collection[int] = (), seen: Mapping[str, str] | None = None
    ) -> int:
        """Keep those whose rule and subject are new, forget the events that these come from, note how far looks have come (`seen`).

        All of it or nothing; how many were new.
        """

    def look(self, name: str) -> str | None:
        """What `raise_alerts` noted last under this name."""

    def undecided(self, rule: str, at_least: int, before: datetime, limit: int = 200) -> Sequence[Incident]:
        """Incidents opened before, on which nobody decided, and of which this rule has raised no alert; oldest first."""

    def newest_change(self) -> Change | None:
        """Where `Store.changes` ends now."""


class Notices(Protocol):
    def plan(self, how: Callable[[Board], Plan], reach: Reach) -> Plan:
        """Plan and keep what was planned, with a delivery for each target, in one transaction: nobody plans meanwhile.

        Where there is nothing to plan nobody waits for it, so it may be asked every few seconds.
        """

    def put_notice(self, notice: Notice) -> None:
        """One that no rule asks for, with its deliveries."""

    def take(self, target: str, now: datetime) -> tuple[Delivery, Notice, Sequence[Alert]] | None:
        """The next delivery for this target whose time has come, with what it tells; nobody else is given it until its lease ends."""

    def settle(self, delivery: Delivery) -> None:
        """What came of a try. What was sent stays so, and a try whose lease ended changes nothing but by having been taken."""

    def queued(self, now: datetime) -> Sequence[str]:
        """Targets with deliveries whose time has come."""


class AlertList(Protocol):
    def alerts(self, wanted: AlertQuery, limit: int = 50, after: str | None = None) -> Sequence[Alert]:
        """Newest first. `after` is the id of the last one of the page before; raises Refused (`store.page_gone`)."""

    def alert(self, identity: str, scope: Scope = EVERYTHING) -> Alert | None:
        """None for an unknown one, and for one that lies outside the scope."""

    def told(self, identity: str) -> Sequence[tuple[Notice, Sequence[Delivery]]]:
        """The notices that tell of an alert or count it, in order, with what became of them."""

    def deliveries(self, state: Delivered, limit: int = 50) -> Sequence[tuple[Notice, Delivery]]:
        """Newest first."""

    def change(self, identity: str, how: Callable[[Alert], Alert]) -> Alert:
        """What a person does; of two at once the second sees what the first did. Raises KeyError."""

    def revive(self, delivery: str, now: datetime) -> None:
        """Try a dead one again. Raises KeyError for one that is not dead."""

    def counts(self, scope: Scope = EVERYTHING) -> AlertCounts: ...

    def book_text(self) -> BookText | None:
        """The newest; None where only the file is there."""

    def put_book_text(self, text: BookText) -> None:
        """Earlier ones are kept."""


class AlertStore(Outbox, Notices, AlertList, Protocol):
    """Everything that is kept about alerts."""


@dataclass(frozen=True, slots=True)
class Message:
    """A notice in words, for one target."""

    delivery: str
    title: str
    body: str
    #: The same for programs, ready for JSON.
    record: Mapping[str, object]


class Undelivered(Exception):
    """A target did not take a message; `fault` says why without any address."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(fault)


class Notifier(Protocol):
    """Carries messages to targets."""

    @property
    def targets(self) -> Collection[str]:
        """Those whose addresses are known."""

    def send(self, target: str, message: Message) -> None:
        """Raises Undelivered."""

    def faults(self) -> Sequence[Problem]:
        """Addresses that cannot be used, by the name of their target."""
