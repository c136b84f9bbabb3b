"""The queue as it stands in a URL, and the way from one incident to the next."""

from functools import cached_property
from typing import Literal
from urllib.parse import quote_plus

from api.asked import Asked
from api.visit import Visit
from audit.queue import Queued, QueueQuery, View

QUEUE = "/queue"
INCIDENTS = "/incidents"
ALL: Literal["all"] = "all"


class QueueAsked(Asked):
    """`after` is what the page before gave out, or the place of the incident that is looked at."""

    view: View | Literal["all"] = View.UNASSIGNED

    def query(self, visit: Visit) -> QueueQuery:
        return QueueQuery(
            who=visit.who.name,
            now=visit.house.now(),
            view=None if self.view == ALL else self.view,
            filter=self.filter(visit.house.settings.timezone),
            scope=visit.scope,
        )

    def incident_url(self, incident: str, **changed: str) -> str:
        """The address of an incident of this queue, without what was asked of another one."""
        return self.url(f"{INCIDENTS}/{incident}", **{"turns": "", "days": "", "done": "", "play": "", **changed})

    def line_url(self, line: Queued) -> str:
        """The address of an incident as it stands in this queue."""
        return f"{INCIDENTS}/{line.incident.id}{self._kept}after={quote_plus(line.place)}"

    @cached_property
    def _kept(self) -> str:
        """What all lines of a page have in common."""
        kept = self.url("", after="")
        return f"{kept}&" if kept else "?"


class IncidentAsked(QueueAsked):
    """An incident as it is looked at, with the queue that it was opened from."""

    #: `all`: every turn, and not only those around what was found.
    turns: Literal["", "all"] = ""
    #: `all`: the debtor's whole time, and not only the weeks around.
    days: Literal["", "all"] = ""
    #: The incident that was decided just before, which may still be undone.
    done: str = ""
    #: Whether the clip plays at once, as it does after a verdict.
    play: Literal["", "1"] = ""

    def queue_url(self) -> str:
        return self.url(QUEUE, turns="", days="", done="", play="", after="")

    def forward(self, visit: Visit, incident: str) -> Queued | None:
        """What follows in the queue behind this incident; from the top where nothing does."""
        review, query = visit.house.application.review, self.query(visit)
        for after in dict.fromkeys((self.after or None, None)):
            lines = review.queue(query, 2, after).lines
            if found := next((line for line in lines if line.incident.id != incident), None):
                return found
        return None

    def forward_url(self, visit: Visit, incident: str, **changed: str) -> str:
        """The next incident, or the queue where it is empty."""
        line = self.forward(visit, incident)
        return self.incident_url(line.incident.id, after=line.place, **changed) if line else self.queue_url()
