"""Alerts in dictionaries, over a `MemoryStore`."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from audit.alert_ports import AlertCounts, AlertQuery, BookText, Reach
from audit.alerts.delivery import again, taken
from audit.alerts.model import Alert, Event, Reason, State
from audit.alerts.notices import Delivered, Delivery, Notice, told
from audit.alerts.plan import ON_BOARD, Board, Plan
from audit.errors import Problem, Refused
from audit.incidents import SUPERSEDED
from audit.ports import Change, Incident
from audit.queue import IN_VIEW, View
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.memory.store import MemoryStore

_UNDECIDED = {one.value for view in (View.TEAM, View.UNASSIGNED) for one in IN_VIEW[view]}


class MemoryAlerts:
    """`audit.alert_ports.AlertStore`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        #: In the order raised, planned and queued.
        self._alerts: dict[str, Alert] = {}
        self._notices: dict[str, Notice] = {}
        self._deliveries: dict[str, Delivery] = {}
        self._looks: dict[str, str] = {}
        self._books: list[BookText] = []

    def news(self, limit: int = 200) -> Sequence[tuple[Event, Incident | None]]:
        known = {one.id: one for one in self._store.all_incidents()}
        return [(event, known.get(event.incident)) for event in self._store.events[:limit]]

    def by_agent(self, at_least: int, since: datetime) -> Mapping[tuple[str | None, str], int]:
        grave = (one for one in self._store.all_incidents() if one.severity >= at_least and one.status != SUPERSEDED)
        lately = (one.contact for one in grave if one.contact.at is not None and one.contact.at >= since)
        return Counter((one.agency, one.agent_id) for one in lately if one.agent_id is not None)

    def raise_alerts(
        self, found: Sequence[Alert], taken: Collection[int] = (), seen: Mapping[str, str] | None = None
    ) -> int:
        fresh = {one.id: one for one in found if one.id not in self._alerts}
        self._alerts |= fresh
        self._store.events = [one for one in self._store.events if one.number not in taken]
        self._looks |= seen or {}
        return len(fresh)

    def look(self, name: str) -> str | None:
        return self._looks.get(name)

    def undecided(self, rule: str, at_least: int, before: datetime, limit: int = 200) -> Sequence[Incident]:
        known = {one.subject for one in self._alerts.values() if one.rule == rule}
        found = [
            (self._store.opened[one.id][1], one.id, one)
            for one in self._store.all_incidents()
            if one.status in _UNDECIDED and one.severity >= at_least and one.id not in known
        ]
        found.sort(key=lambda each: each[:2])
        return [one for opened, _, one in found if opened <= before][:limit]

    def newest_change(self) -> Change | None:
        last: Change | None = None
        while page := self._store.changes(last):
            last = page[-1]
        return last

    def plan(self, how: Callable[[Board], Plan], reach: Reach) -> Plan:
        made = how(self._board(reach))
        for key, reason in made.suppressed.items():
            self._alerts[key] = replace(self._alerts[key], state=State.SUPPRESSED, reason=reason.value)
        for notice in made.notices:
            self._put(notice, reach.addressed)
            self._alerts |= {key: told(self._alerts[key], notice) for key in (*notice.alerts, *notice.suppressed)}
        return made

    def _board(self, reach: Reach) -> Board:
        every = list(self._alerts.values())
        suppressed = [one for one in every if one.state is State.SUPPRESSED and one.reason != Reason.RULE_GONE]
        answerable = [one for one in every if one.state in (State.TOLD, State.SUPPRESSED) and one.notice]
        return Board(
            _some([one for one in every if one.state is State.WAITING]),
            _some([one for one in suppressed if not one.notice]),
            _some([one for one in answerable if one.level < reach.chains.get(one.rule, 0)]),
            [one for one in self._notices.values() if one.at > reach.since],
        )

    def put_notice(self, notice: Notice) -> None:
        self._put(notice, notice.to)

    def _put(self, notice: Notice, addressed: Collection[str]) -> None:
        assert notice.id not in self._notices
        self._notices[notice.id] = notice
        for target in notice.to:
            known = target in addressed
            state, at = (Delivered.QUEUED, notice.at) if known else (Delivered.UNSET, None)
            made = Delivery(notice.id, target, state, next_at=at)
            self._deliveries[made.id] = made

    def take(self, target: str, now: datetime) -> tuple[Delivery, Notice, Sequence[Alert]] | None:
        due = [one for one in self._due(now) if one.target == target]
        if not due:
            return None
        first = taken(min(due, key=lambda one: one.next_at or now), now)
        self._deliveries[first.id] = first
        notice = self._notices[first.notice]
        return first, notice, [self._alerts[one] for one in notice.alerts]

    def settle(self, delivery: Delivery) -> None:
        known = self._deliveries[delivery.id]
        if known.state is not Delivered.SENT and (delivery.state is Delivered.SENT or known.tries == delivery.tries):
            self._deliveries[delivery.id] = delivery

    def queued(self, now: datetime) -> Sequence[str]:
        return sorted({one.target for one in self._due(now)})

    def _due(self, now: datetime) -> list[Delivery]:
        queued = (one for one in self._deliveries.values() if one.state is Delivered.QUEUED)
        return [one for one in queued if one.next_at is not None and one.next_at <= now]

    def alerts(self, wanted: AlertQuery, limit: int = 50, after: str | None = None) -> Sequence[Alert]:
        newest = list(reversed(self._alerts.values()))
        if after is not None:
            if after not in self._alerts:
                raise Refused(Problem("store.page_gone", after))
            newest = newest[[one.id for one in newest].index(after) + 1 :]
        found = (one for one in newest if _inside(wanted.scope, one) and (not wanted.rule or one.rule == wanted.rule))
        return [one for one in found if not wanted.states or one.state in wanted.states][:limit]

    def alert(self, identity: str, scope: Scope = EVERYTHING) -> Alert | None:
        found = self._alerts.get(identity)
        return found if found and _inside(scope, found) else None

    def told(self, identity: str) -> Sequence[tuple[Notice, Sequence[Delivery]]]:
        named = [one for one in self._notices.values() if identity in (*one.alerts, *one.suppressed)]
        return [(one, [sent for sent in self._deliveries.values() if sent.notice == one.id]) for one in named]

    def deliveries(self, state: Delivered, limit: int = 50) -> Sequence[tuple[Notice, Delivery]]:
        found = [one for one in reversed(self._deliveries.values()) if one.state is state][:limit]
        return [(self._notices[one.notice], one) for one in found]

    def change(self, identity: str, how: Callable[[Alert], Alert]) -> Alert:
        self._alerts[identity] = how(self._alerts[identity])
        return self._alerts[identity]

    def revive(self, delivery: str, now: datetime) -> None:
        if self._deliveries[delivery].state is not Delivered.DEAD:
            raise KeyError(delivery)
        self._deliveries[delivery] = again(self._deliveries[delivery], now)

    def counts(self, scope: Scope = EVERYTHING) -> AlertCounts:
        seen: Iterable[Alert] = (one for one in self._alerts.values() if _inside(scope, one))
        states = Counter(one.state for one in seen)
        return AlertCounts(states, Counter(one.state for one in self._deliveries.values()), len(self._store.events))

    def book_text(self) -> BookText | None:
        return self._books[-1] if self._books else None

    def put_book_text(self, text: BookText) -> None:
        self._books.append(text)


def _inside(scope: Scope, alert: Alert) -> bool:
    return scope.admits(alert.facts.institution, alert.facts.agency, alert.facts.agent)


def _some(alerts: Sequence[Alert]) -> list[Alert]:
    """So many of each rule, in order."""
    seen = Counter[str]()
    found = []
    for one in alerts:
        seen[one.rule] += 1
        if seen[one.rule] <= ON_BOARD:
            found.append(one)
    return found
