"""Double reviews in a dictionary."""

from collections.abc import Sequence
from datetime import datetime

from audit.agreement import Pair
from audit.deciding import deciders
from audit.double import Answer, Double, Stage, acts, answered, ask, double_id, verdicts
from audit.scope import EVERYTHING, Scope
from audit.triage import Act, ActKind, Status
from pipelines.adapters.memory.review.triage import MemoryTriage
from pipelines.adapters.memory.store import MemoryStore


class MemoryDoubles(MemoryTriage):
    """The part of the review store that keeps double reviews."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self._doubles: dict[str, Double] = {}

    def ask_twice(self, incident: str, reviewers: tuple[str, str], by: str, at: datetime, plan: str = "") -> str:
        found = self.known(incident)
        made = Double(double_id(incident, reviewers, at), incident, found.rules, reviewers, by, at, {}, plan)
        ask(made, deciders(self.history(incident)))
        self.act(Act(incident, ActKind.DOUBLE, by, at, reason=Stage.ASKED))
        self._doubles[made.id] = made
        return made.id

    def answer_double(self, double: str, who: str, answers: Sequence[Answer], at: datetime) -> Double:
        now = answered(self._doubles[double], who, answers)
        self._doubles[double] = now
        if any(one.id == now.incident for one in self.store.all_incidents()):
            self.act(Act(now.incident, ActKind.DOUBLE, who, at, reason=now.stage))
            if now.outcome and self.work(now.incident).at(at).status is Status.OPEN:
                for act in acts(now, who, at):
                    self.act(act)
            elif now.outcome:
                self.store.put_verdicts(verdicts(now, self.known(now.incident).contact.key, who, at))
        return now.seen_by(who)

    def doubles(
        self,
        who: str | None = None,
        *,
        plan: str | None = None,
        unanswered: bool = False,
        scope: Scope = EVERYTHING,
        limit: int | None = None,
    ) -> Sequence[Double]:
        inside = {one.id for one in self.store.all_incidents() if scope.holds(one.contact)}
        found = [
            one
            for one in self._doubles.values()
            if (who is None or who in one.reviewers)
            and (plan is None or one.plan == plan)
            and not (unanswered and who in one.said)
            and (scope.open or one.incident in inside)
        ]
        return [one if who is None else one.seen_by(who) for one in found][:limit]

    def pairs(self) -> Sequence[Pair]:
        return [pair for one in self._doubles.values() for pair in one.pairs]
