"""The queue as a sorted list."""

from collections.abc import Mapping
from datetime import datetime

from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.queue import IN_VIEW, Queued, QueuePage, QueueQuery, View, factors, rank, weight
from audit.scope import EVERYTHING, Scope
from audit.triage import Status, Work
from audit.wanted import about_contact, severe
from pipelines.adapters.memory.review.part import Part


class MemoryQueue(Part):
    """The part of the review store that lists what there is to do."""

    def queue(self, wanted: QueueQuery, limit: int = 50, after: str | None = None) -> QueuePage:
        asked = (
            (self._place(incident), incident)
            for incident in self.store.all_incidents()
            if self._asked(wanted, incident) and wanted.scope.holds(incident.contact)
        )
        found = sorted(asked, key=lambda pair: pair[0])
        if after is not None:
            last = _read(after)
            found = [pair for pair in found if pair[0] > last]
        lines = tuple(self._line(incident, wanted.now) for _, incident in found[:limit])
        return QueuePage(lines, lines[-1].place if lines and len(found) > limit else None)

    def view_counts(self, who: str, now: datetime, scope: Scope = EVERYTHING) -> Mapping[View, int]:
        works = [self._work(one).at(now) for one in self.store.all_incidents() if scope.holds(one.contact)]
        return {
            view: sum(
                work.status in IN_VIEW[view] and (view is not View.MINE or work.assignee == who) for work in works
            )
            for view in View
        }

    def _place(self, incident: Incident) -> tuple[float, str]:
        return -rank(weight(incident), self.store.opened[incident.id][1]), incident.id

    def _line(self, incident: Incident, now: datetime) -> Queued:
        opened, (place, key) = self.store.opened[incident.id][1], self._place(incident)
        found = factors(weight(incident), opened, now)
        return Queued(incident, self._work(incident).at(now), opened, found, f"{-place!r}:{key}")

    def _work(self, incident: Incident) -> Work:
        status = Status(incident.status)
        return Work(status) if status is Status.SUPERSEDED else self.store.works.get(incident.id, Work())

    def _asked(self, wanted: QueueQuery, incident: Incident) -> bool:
        work, asked = self._work(incident).at(wanted.now), wanted.filter
        return (
            work.status in wanted.statuses
            and (wanted.assignees is None or work.assignee in wanted.assignees)
            and about_contact(asked, incident.contact)
            and (not asked.category or incident.category in asked.category)
            and (not asked.rule or incident.rule in asked.rule)
            and severe(asked, incident.severity)
        )


def _read(after: str) -> tuple[float, str]:
    number, _, key = after.partition(":")
    try:
        return -float(number), key
    except ValueError as error:
        raise Refused(Problem("queue.bad_page", after)) from error
