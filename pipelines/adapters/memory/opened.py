"""When incidents were opened, and where people left them, in dictionaries."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from audit.alerts.model import Event
from audit.incidents import SUPERSEDED
from audit.ports import Incident
from audit.review import Verdict, standing
from audit.triage import Act, ActKind, Status, Work, take


class MemoryOpened:
    """The part of the store that the review store works on."""

    clock: Callable[[], datetime]

    def __init__(self) -> None:
        super().__init__()
        #: Incident -> its contact, and when it was found first.
        self.opened: dict[str, tuple[str, datetime]] = {}
        self.works: dict[str, Work] = {}
        self.acts: list[Act] = []
        #: What no alert was made of yet.
        self.events: list[Event] = []
        self._numbered = 0
        #: Severity of what holds, as it was announced.
        self._announced: dict[str, int] = {}

    def all_incidents(self) -> list[Incident]:
        raise NotImplementedError

    def verdicts(self) -> Sequence[Verdict]:
        raise NotImplementedError

    def _open(self, scanned: Collection[str]) -> None:
        """What was found in the contacts that were `scanned` just now; what is no longer found there was never opened."""
        now, found = self.clock(), self.all_incidents()
        ids = {one.id for one in found}
        self.opened = {key: one for key, one in self.opened.items() if key in ids or one[0] not in scanned}
        for one in found:
            self.opened.setdefault(one.id, (one.contact.key, now))
        self._announce(found, now)
        decided = [one for one in found if one.contact.key in scanned and one.status == Status.DECIDED]
        judged = standing(self.verdicts()).keys() if decided else ()
        for one in decided:
            if not set(one.finding_ids) <= set(judged):
                act = Act(one.id, ActKind.REOPEN, "fairdial", now)
                self.works[one.id] = take(self.works[one.id], act)
                self.acts.append(act)

    def _announce(self, found: Sequence[Incident], now: datetime) -> None:
        """What is new, graver, or proven anew."""
        holding = {one.id: one.severity for one in found if one.status != SUPERSEDED}
        for key, severity in holding.items():
            if severity > self._announced.get(key, 0):
                self._numbered += 1
                self.events.append(Event(self._numbered, key, now))
        self._announced = holding

    def _forget_announced(self, contact: str) -> None:
        """Its words are new: what is found in them is news."""
        self._announced = {key: one for key, one in self._announced.items() if self.opened[key][0] != contact}

    def _as_left(self, incident: Incident) -> Incident:
        if incident.status == SUPERSEDED:
            return incident
        return replace(incident, status=self.works.get(incident.id, Work()).status.value)
