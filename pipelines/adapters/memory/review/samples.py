"""Samples in dictionaries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from audit.errors import Problem, Refused
from audit.looks import Item, Look, Outcome, Progress
from audit.recall import Hits
from audit.records import Contact, State
from audit.review import Decision, standing
from audit.sampling import FrameQuery, Member, Plan
from audit.scope import EVERYTHING, Scope
from audit.shared_looks import Shared
from audit.wanted import about_contact, about_findings
from pipelines.adapters.memory.review.part import Part
from pipelines.adapters.memory.store import MemoryStore


class MemorySamples(Part):
    """The part of the review store that keeps samples."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self._plans: dict[str, Plan] = {}
        self._drawn: dict[str, list[Item]] = {}
        #: By plan and contact.
        self._shared: dict[tuple[str, str], Shared] = {}

    def frame(self, query: FrameQuery) -> list[Member]:
        hit = self.store.accused() if query.unhit else frozenset()
        wanted = [one for one in self._in_frame(query) if one.key not in hit]
        found = self.store.findings([one.key for one in wanted])
        members = (
            Member(
                one.key,
                one.agency or "",
                one.agent_id or "",
                one.channel.value,
                one.institution or "",
                max((finding.severity for finding in found.get(one.key, ())), default=0),
            )
            for one in wanted
        )
        return sorted(members, key=lambda one: one.key)

    def hits(self, query: FrameQuery) -> Hits:
        hit = self.store.accused().intersection(one.key for one in self._in_frame(query))
        said: dict[str, set[Decision]] = {}
        for verdict in standing(self.store.verdicts()).values():
            if verdict.decision is not Decision.UNSURE:
                said.setdefault(verdict.contact, set()).add(verdict.decision)
        confirmed = sum(Decision.TRUE in said.get(key, ()) for key in hit)
        return Hits(len(hit), confirmed, sum(said.get(key) == {Decision.FALSE} for key in hit))

    def put_plan(self, plan: Plan, drawn: Sequence[str]) -> None:
        self.store.contacts(drawn)  # unknown keys are refused as everywhere
        self._plans.setdefault(plan.id, plan)
        self._drawn.setdefault(plan.id, [Item(place, key) for place, key in enumerate(drawn)])

    def plan(self, plan: str, scope: Scope = EVERYTHING) -> Plan | None:
        return next((one for one in self.plans(scope) if one.id == plan), None)

    def plans(self, scope: Scope = EVERYTHING, limit: int | None = None, after: str | None = None) -> Sequence[Plan]:
        found = [one for one in self._plans.values() if scope.open or self.items(one.id, scope)][::-1]
        ids = [one.id for one in found]
        return found[0 if after is None else ids.index(after) + 1 :][:limit]

    def progress(self, of: Sequence[str], scope: Scope = EVERYTHING) -> Mapping[str, Progress]:
        by_plan = {plan: self.items(plan, scope) for plan in of}
        counts = {plan: Counter(one.look.outcome for one in items if one.look) for plan, items in by_plan.items()}
        return {
            plan: Progress(len(items), *(counts[plan][one] for one in (Outcome.CLEAN, Outcome.WRONG, Outcome.UNCLEAR)))
            for plan, items in by_plan.items()
            if items
        }

    def drawn(self, plan: str) -> Sequence[str]:
        return [one.contact for one in self._drawn[plan]]

    def items(
        self,
        plan: str,
        scope: Scope = EVERYTHING,
        *,
        limit: int | None = None,
        first: int = 0,
        waits_for: str | None = None,
    ) -> Sequence[Item]:
        return [
            one
            for one in self._drawn.get(plan, ())
            if one.place >= first
            and (waits_for is None or self._waits(plan, one, waits_for))
            and scope.holds(self.store.contacts([one.contact])[0])
        ][:limit]

    def _waits(self, plan: str, item: Item, who: str) -> bool:
        shared = self._shared.get((plan, item.contact))
        return item.look is None and (shared is None or who in shared.owed)

    def mark_drawn(self, plan: str, contact: str, look: Look) -> None:
        if (plan, contact) in self._shared:
            raise Refused(Problem("looks.shared", contact))
        items = self._drawn.get(plan, [])
        place = next((one.place for one in items if one.contact == contact), None)
        if place is None:
            raise KeyError(contact)
        items[place] = replace(items[place], look=look)

    def _in_frame(self, query: FrameQuery) -> list[Contact]:
        keys = set(self.store.keys_in(State.SCANNED, State.INDEXED))
        numbered = self.store.numbered(range(1, min(query.newest, self.store.last()) + 1))
        found = self.store.findings([one.key for one in numbered])
        return [
            one
            for one in numbered
            if one.key in keys
            and query.scope.holds(one)
            and about_contact(query.filter, one)
            and about_findings(query.filter, found.get(one.key, ()))
        ]
