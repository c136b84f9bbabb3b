"""What reports need of a store and of the world, as protocols."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from audit.reports.facts import Counts, Found, Group, Unchecked
from audit.reports.record import Report
from audit.reports.release import Kept, State
from audit.scope import EVERYTHING, Scope


class ReportFacts(Protocol):
    """Counts of contacts of [since, until) inside the scope; of acts and appeals of that time."""

    def groups(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Group]:
        """By agency, channel, state, judged, worded."""

    def found(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Found]:
        """Incidents that hold, by id."""

    def unchecked(
        self, since: datetime, until: datetime, scope: Scope = EVERYTHING, limit: int = 1000
    ) -> Sequence[Unchecked]:
        """Contacts that no pack judged, in the order received; texts as stored, unmasked."""

    def counts(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Counts: ...


class ReportStore(Protocol):
    """Reports and what became of them. Each call is one transaction."""

    def keep(self, report: Report, state: State) -> Kept:
        """As the next version of its subject.

        Raises Refused (`report.open`) where a version of it waits to be released.
        """

    def report(self, identity: str, scope: Scope = EVERYTHING) -> tuple[Kept, Report] | None:
        """None for an unknown one, and for one that reaches beyond the scope."""

    def reports(
        self,
        scope: Scope = EVERYTHING,
        states: Collection[State] | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Sequence[Kept]:
        """Newest first, those that reach nowhere beyond the scope. `after` is the id of the last one of the page before."""

    def settle(self, now: Kept) -> Kept:
        """Keep what `audit.reports.release` made of it; a release supersedes the version released before.

        Raises KeyError for an unknown one, Refused (`report.*`) where it was settled otherwise meanwhile.
        """
