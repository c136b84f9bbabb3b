"""Appeals in a dictionary."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from audit.appeals import Appeal, Confirmed, Grounds, Stage, Step, advance, file, verdicts
from audit.errors import Problem, Refused
from audit.review import Decision, standing
from audit.scope import EVERYTHING, Scope
from audit.triage import Act, ActKind, Status
from pipelines.adapters.memory.review.triage import MemoryTriage
from pipelines.adapters.memory.store import MemoryStore


class MemoryAppeals(MemoryTriage):
    """The part of the review store that keeps appeals."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self._appeals: dict[str, Appeal] = {}

    def file_appeal(self, incident: str, agent: str, step: Step, days: int) -> Appeal:
        found = self.known(incident)
        held = [one for key, one in standing(self.store.verdicts()).items() if key in found.finding_ids]
        appeal = file(Grounds(found, self.work(incident).at(step.at), held), agent, step, days)
        if appeal.id in self._appeals:
            raise Refused(Problem("appeal.twice", incident))
        return self._keep(appeal)

    def advance_appeal(self, appeal: str, step: Step) -> Appeal:
        now = advance(self._appeals[appeal], step)
        self.store.put_verdicts(verdicts(now))
        return self._keep(now)

    def appeal(self, appeal: str, scope: Scope = EVERYTHING) -> Appeal | None:
        return next((one for one in self.appeals(scope=scope) if one.id == appeal), None)

    def appeals(  # noqa: PLR0913 - as the port has it
        self,
        stages: Collection[Stage] = (),
        agent: str | None = None,
        scope: Scope = EVERYTHING,
        *,
        newest: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> Sequence[Appeal]:
        found = [
            one
            for one in self._appeals.values()
            if (not stages or one.stage in stages)
            and (agent is None or one.agent == agent)
            and scope.holds(self.store.contacts([one.contact])[0])
        ][:: -1 if newest else 1]
        ids = [one.id for one in found]
        return found[0 if after is None else ids.index(after) + 1 :][:limit]

    def appeal_counts(self, now: datetime, scope: Scope = EVERYTHING) -> tuple[Mapping[Stage, int], int]:
        found = self.appeals(scope=scope)
        return Counter(one.stage for one in found), sum(one.overdue(now) for one in found)

    def confirmed(
        self, scope: Scope, *, incident: str | None = None, limit: int | None = None, after: str | None = None
    ) -> Sequence[Confirmed]:
        true = {key: one.at for key, one in standing(self.store.verdicts()).items() if one.decision is Decision.TRUE}
        against = {one.incident for one in self._appeals.values()}
        found = [
            Confirmed(one, max(true[key] for key in one.finding_ids if key in true), one.id in against)
            for one in self.store.all_incidents()
            if one.status == Status.DECIDED
            and true.keys() & set(one.finding_ids)
            and scope.holds(one.contact)
            and incident in (None, one.id)
        ]
        found.sort(
            key=lambda one: (-one.incident.contact.at.timestamp() if one.incident.contact.at else 0, one.incident.id)
        )
        ids = [one.incident.id for one in found]
        return found[0 if after is None else ids.index(after) + 1 :][:limit]

    def _keep(self, appeal: Appeal) -> Appeal:
        self._appeals[appeal.id] = appeal
        step = appeal.steps[-1]
        if any(one.id == appeal.incident for one in self.store.all_incidents()):
            outcome = step.outcome.value if step.outcome else ""
            self.act(
                Act(
                    appeal.incident,
                    ActKind.APPEAL,
                    step.by,
                    step.at,
                    reason=step.stage,
                    note=step.text,
                    decision=outcome,
                )
            )
        return appeal
