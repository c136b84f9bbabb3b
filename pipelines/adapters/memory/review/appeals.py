"""Appeals in a dictionary."""

from collections.abc import Collection, Sequence

from audit.appeals import Appeal, Grounds, Stage, Step, advance, file, verdicts
from audit.errors import Problem, Refused
from audit.review import standing
from audit.scope import EVERYTHING, Scope
from audit.triage import Act, ActKind
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

    def appeals(
        self, stages: Collection[Stage] = (), agent: str | None = None, scope: Scope = EVERYTHING
    ) -> Sequence[Appeal]:
        return [
            one
            for one in self._appeals.values()
            if (not stages or one.stage in stages)
            and (agent is None or one.agent == agent)
            and scope.holds(self.store.contacts([one.contact])[0])
        ]

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
