"""Coverage and pace over a `MemoryStore`, one by one."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from audit.coverage import ContactLine, ContactQuery, Coverage, Pace, pace
from audit.incidents import SUPERSEDED
from audit.ports import Filter, Incident
from audit.records import Contact
from audit.scope import EVERYTHING, Scope
from audit.triage import ActKind, Status
from audit.wanted import about_contact
from pipelines.adapters.memory.store import MemoryStore


class MemoryDashboard:
    """`audit.dashboard_ports.Dashboard`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def pace(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Pace:
        seen = {one.id for one in self._store.all_incidents() if scope.holds(one.contact)}
        claimed: dict[tuple[str, str], datetime] = {}
        took = []
        for act in self._store.acts:
            key = (act.incident, act.by)
            if act.kind is ActKind.CLAIM:
                claimed[key] = act.at
            elif act.kind is ActKind.DECIDE and key in claimed and since <= act.at < until and act.incident in seen:
                took.append((act.at - claimed[key]).total_seconds())
        return pace([seconds for seconds in took if seconds > 0])

    def coverage(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Coverage:
        own = [one for one in self._all(scope) if about_contact(Filter(since=since, until=until), one)]
        told = [(one.channel.value, *self._store.state(one.key)) for one in own]
        states: dict[str, dict[str, int]] = {}
        for (channel, state), count in Counter((channel, state.value) for channel, state, _ in told).items():
            states.setdefault(channel, {})[state] = count
        unjudged = [reason for one in own for reasons in self._unjudged(one) for reason in reasons]
        reasons = Counter(reason for _, _, reason in told if reason is not None)
        return Coverage(states, reasons, Counter(unjudged))

    def behind(
        self, wanted: ContactQuery, scope: Scope = EVERYTHING, limit: int = 50, after: str | None = None
    ) -> Sequence[ContactLine]:
        newest = list(reversed(self._all(scope)))
        if after is not None:
            newest = newest[[one.key for one in newest].index(after) + 1 :]
        return [self._line(one) for one in newest if self._wanted(wanted, one)][:limit]

    def _all(self, scope: Scope) -> list[Contact]:
        everything = self._store.numbered(range(1, self._store.last() + 1))
        return [one for one in everything if scope.holds(one)]

    def _unjudged(self, contact: Contact) -> Sequence[set[str]]:
        return [{item.reason for item in scan.not_assessed} for scan in self._store.scans_of(contact.key)]

    def _wanted(self, wanted: ContactQuery, one: Contact) -> bool:
        state, reason = self._store.state(one.key)
        sides = (
            (wanted.channel, one.channel.value),
            (wanted.agency, one.agency),
            (wanted.team, one.extra.get("team")),
            (wanted.agent, one.agent_id),
            (wanted.state, state.value),
            (wanted.reason, reason),
        )
        return (
            all(asked in ("", value) for asked, value in sides)
            and about_contact(Filter(since=wanted.since, until=wanted.until), one)
            and (not wanted.scanned or one.key in self._store.scanned())
            and (not wanted.not_assessed or any(wanted.not_assessed in own for own in self._unjudged(one)))
            and (not wanted.hit or bool(self._incidents(one)))
            and (wanted.waiting is None or any(self._waits(wanted.waiting, own) for own in self._incidents(one)))
        )

    def _waits(self, between: tuple[datetime | None, datetime | None], incident: Incident) -> bool:
        first, past = between
        opened = self._store.opened[incident.id][1]
        return (
            incident.status != Status.DECIDED and (first is None or opened > first) and (past is None or opened <= past)
        )

    def _incidents(self, contact: Contact) -> Sequence[Incident]:
        own = [one for one in self._store.all_incidents() if one.contact.key == contact.key]
        return [one for one in own if one.status != SUPERSEDED]

    def _line(self, one: Contact) -> ContactLine:
        state, reason = self._store.state(one.key)
        found = tuple(sorted(((own.id, own.category) for own in self._incidents(one)), key=lambda pair: pair[::-1]))
        return ContactLine(one.key, one.channel.value, one.at, one.agency, one.agent_id, state.value, reason, found)
