"""Reports in a dictionary."""

from collections.abc import Collection, Sequence

from audit.errors import Problem, Refused
from audit.reports.record import Report
from audit.reports.release import WAITING, Kept, State, Step, begin, take
from audit.scope import EVERYTHING, Scope


class MemoryReports:
    """`audit.reports.ports.ReportStore`."""

    def __init__(self) -> None:
        self._reports: dict[str, tuple[Kept, Report]] = {}

    def keep(self, report: Report, state: State) -> Kept:
        same = [kept for kept, other in self._reports.values() if other.subject == report.subject]
        if other := next((one for one in same if one.state in WAITING), None):
            raise Refused(Problem("report.open", other.id))
        kept = begin(report, state, len(same) + 1)
        self._reports[kept.id] = kept, report
        return kept

    def report(self, identity: str, scope: Scope = EVERYTHING) -> tuple[Kept, Report] | None:
        found = self._reports.get(identity)
        return found if found and scope.covers(found[0].scope) else None

    def reports(
        self,
        scope: Scope = EVERYTHING,
        states: Collection[State] | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Sequence[Kept]:
        newest = [kept for kept, _ in reversed(self._reports.values())]
        if after is not None:
            newest = newest[[one.id for one in newest].index(after) + 1 :]
        return [one for one in newest if scope.covers(one.scope) and (states is None or one.state in states)][:limit]

    def settle(self, now: Kept) -> Kept:
        before, report = self._reports[now.id]
        if before.steps != now.steps[:-1]:
            raise Refused(Problem("report.step", now.id, {"now": before.state, "new": now.state}))
        if now.state is State.RELEASED:
            step = Step(State.SUPERSEDED, now.steps[-1].by, now.steps[-1].at)
            for kept, other in list(self._reports.values()):
                if other.subject == report.subject and kept.state is State.RELEASED:
                    self._reports[kept.id] = take(kept, step), other
        self._reports[now.id] = now, report
        return now
