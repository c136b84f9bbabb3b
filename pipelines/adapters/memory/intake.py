"""What came in over the public form, in a dictionary."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from audit.errors import Refused
from audit.intake import Intake, Sides, Stage, Step, advance
from audit.scope import EVERYTHING, Scope
from audit.storable import unstorable_row
from pipelines.adapters.memory.store import MemoryStore


class MemoryIntakes:
    """`audit.intake_ports.Intakes`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._intakes: dict[str, Intake] = {}

    def put_intake(self, intake: Intake) -> None:
        if problem := unstorable_row(intake.complaint):
            raise Refused(problem)
        if intake.id in self._intakes or self.stage_of(intake.digest):
            raise ValueError(intake.id)
        self._intakes[intake.id] = intake
        if intake.complains:
            self._store.put_complaints([intake.complaint])

    def stage_of(self, digest: str) -> Stage | None:
        return next((one.stage for one in self._intakes.values() if one.digest == digest), None)

    def intake(self, intake: str, scope: Scope = EVERYTHING) -> Intake | None:
        return next((one for one in self._seen(scope) if one.id == intake), None)

    def intakes(
        self,
        stages: Collection[Stage] = (),
        scope: Scope = EVERYTHING,
        *,
        newest: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> Sequence[Intake]:
        ids = list(self._intakes)[:: -1 if newest else 1]
        behind = ids[0 if after is None else ids.index(after) + 1 :]
        seen = {one.id: one for one in self._seen(scope) if not stages or one.stage in stages}
        return [seen[one] for one in behind if one in seen][:limit]

    def intake_counts(self, scope: Scope = EVERYTHING) -> Mapping[Stage, int]:
        return Counter(one.stage for one in self._seen(scope))

    def advance_intake(self, intake: str, step: Step, sides: Sides | None = None) -> Intake:
        self._intakes[intake] = advance(self._intakes[intake], step, sides)
        return self._intakes[intake]

    def _seen(self, scope: Scope) -> list[Intake]:
        whose = ((one, one.sides) for one in self._intakes.values())
        return [one for one, of in whose if scope.admits(of.institution, of.agency, of.agent)]
