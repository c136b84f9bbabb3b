"""Corrective actions in a dictionary, and occurrences counted over a `MemoryStore`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from audit.action_ports import ActionQuery, View
from audit.actions import Action, Concern, State, Step, advance
from audit.incidents import SUPERSEDED
from audit.ports import Filter, Incident
from audit.rates import Counted
from audit.records import Contact
from audit.scope import EVERYTHING, Scope
from audit.wanted import about_contact
from pipelines.adapters.memory.store import MemoryStore


class MemoryActions:
    """`audit.action_ports.ActionStore`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._actions: dict[str, Action] = {}

    def order_action(self, action: Action) -> None:
        self._actions.setdefault(action.id, action)

    def advance_action(self, action: str, step: Step) -> Action:
        self._actions[action] = advance(self._actions[action], step)
        return self._actions[action]

    def action(self, action: str, scope: Scope = EVERYTHING) -> Action | None:
        return next((one for one in self._seen(scope) if one.id == action), None)

    def actions(
        self, wanted: ActionQuery, scope: Scope = EVERYTHING, limit: int | None = None, after: str | None = None
    ) -> Sequence[Action]:
        in_order = sorted(self._seen(scope), key=lambda one: one.due)
        if after is not None:
            in_order = in_order[[one.id for one in in_order].index(after) + 1 :]
        return [one for one in in_order if _wanted(wanted, one)][:limit]

    def action_counts(self, today: date, scope: Scope = EVERYTHING) -> Mapping[View, int]:
        return {view: sum(_of_view(view, today, one) for one in self._seen(scope)) for view in View}

    def actions_between(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Action]:
        return [
            one
            for one in self._seen(scope)
            if any(since <= step.at < until for step in one.steps)
            or ((before := one.as_of(since)) and before.state is not State.VERIFIED)
        ]

    def owners(self, scope: Scope = EVERYTHING) -> Sequence[str]:
        return sorted({one.owner for one in self._seen(scope)})

    def occurrences(self, concern: Concern, since: datetime, until: datetime) -> Sequence[Counted]:
        within = Filter(since=since, until=until)
        scanned = self._store.contacts(list(self._store.scanned()))
        contacts = Counter(_day(one) for one in scanned if about_contact(within, one) and _concerned(concern, one))
        found = [
            one
            for one in self._store.all_incidents()
            if one.status != SUPERSEDED
            and about_contact(within, one.contact)
            and _concerned(concern, one.contact)
            and _about(concern, one)
        ]
        incidents = Counter(_day(one.contact) for one in found)
        hit = Counter(day for day, _ in {(_day(one.contact), one.contact.key) for one in found})
        return [Counted(day, contacts[day], hit[day], incidents[day]) for day in sorted(contacts)]

    def _seen(self, scope: Scope) -> list[Action]:
        whose = ((one, one.concern) for one in self._actions.values())
        return [one for one, of in whose if scope.admits(of.institution, of.agency, of.agent)]


def _wanted(wanted: ActionQuery, action: Action) -> bool:
    return (
        (wanted.view is None or _of_view(wanted.view, wanted.today, action))
        and wanted.agency in ("", action.concern.agency)
        and wanted.owner in ("", action.owner)
        and (not wanted.incident or wanted.incident in action.incidents)
    )


def _of_view(view: View, today: date, action: Action) -> bool:
    return action.overdue(today) if view is View.OVERDUE else action.state.value == view.value


def _day(contact: Contact) -> str:
    assert contact.at is not None, "a period leaves out what has no time"
    return contact.at.date().isoformat()


def _concerned(concern: Concern, contact: Contact) -> bool:
    return concern.scope.holds(contact) and concern.team in (None, contact.extra.get("team"))


def _about(concern: Concern, incident: Incident) -> bool:
    rules = set(incident.rules.values())
    return concern.category in (None, incident.category) and (not concern.rules or bool(rules & set(concern.rules)))
