"""Acts of people in lists."""

from collections.abc import Sequence
from datetime import datetime

from audit.bulk import Alike, faults
from audit.deciding import decided, last_decision, withdrawn
from audit.errors import Problem, Refused
from audit.incidents import SUPERSEDED
from audit.ports import Incident
from audit.review import Verdict, standing
from audit.triage import LEASE, Act, ActKind, Status, Work, take
from pipelines.adapters.memory.review.part import Part
from pipelines.adapters.memory.store import MemoryStore


class MemoryTriage(Part):
    """The part of the review store that knows who does what."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self._plays: set[tuple[str, str]] = set()

    def act(self, act: Act) -> Work:
        found = self.known(act.incident)
        verdicts: tuple[Verdict, ...] = ()
        whole, undone = True, None
        if act.kind is ActKind.DECIDE:
            act, verdicts = decided(found, act)
            judged = {*act.findings, *standing(self.store.verdicts())}
            whole = judged.issuperset(found.finding_ids)
        elif act.kind is ActKind.UNDO and (undone := last_decision(self.history(act.incident))):
            act, verdicts = withdrawn(undone, act, found.contact.key)
        work = take(self.work(act.incident), act, whole=whole, undone=undone)
        self.store.put_verdicts(verdicts)
        self.store.acts.append(act)
        self.store.works[act.incident] = work
        return work

    def act_on_all(self, acts: Sequence[Act]) -> None:
        if not acts:
            return
        by, now = acts[0].by, acts[0].at
        if unknown := sorted({act.incident for act in acts} - {one.id for one in self.store.all_incidents()}):
            raise Refused(Problem("incident.unknown", key) for key in unknown)
        found = [self.known(key) for key in sorted({act.incident for act in acts})]
        chosen = [Alike(one.id, one.rule, one.contact.agent_id, self.work(one.id).at(now)) for one in found]
        if problems := faults(chosen, by, self.plays(by, [one.id for one in found])):
            raise Refused(problems)
        for act in acts:
            decided(self.known(act.incident), act)
        for act in acts:
            self.act(Act(act.incident, ActKind.CLAIM, by, act.at, until=act.at + LEASE))
            self.act(act)

    def work(self, incident: str) -> Work:
        superseded = self.known(incident).status == SUPERSEDED
        return Work(Status.SUPERSEDED) if superseded else self.store.works.get(incident, Work())

    def history(self, incident: str) -> Sequence[Act]:
        return [act for act in self.store.acts if act.incident == incident]

    def played(self, incident: str, by: str, at: datetime) -> None:  # noqa: ARG002 - the fake is never asked when
        self._plays.add((incident, by))

    def plays(self, by: str, incidents: Sequence[str]) -> frozenset[str]:
        return frozenset(one for one in incidents if (one, by) in self._plays)

    def known(self, incident: str) -> Incident:
        found = next((one for one in self.store.all_incidents() if one.id == incident), None)
        if found is None:
            raise Refused(Problem("incident.unknown", incident))
        return found
