"""Samples in dictionaries."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from audit.records import State
from audit.sampling import FrameQuery, Member, Plan
from pipelines.adapters.memory.review.part import Part
from pipelines.adapters.memory.store import MemoryStore
from pipelines.adapters.memory.wanted import about_contact


class MemorySamples(Part):
    """The part of the review store that keeps samples."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self._plans: dict[str, Plan] = {}
        self._drawn: dict[str, dict[str, str]] = {}

    def frame(self, query: FrameQuery) -> Sequence[Member]:
        keys = set(self.store.keys_in(State.SCANNED, State.INDEXED))
        hit = self.store.accused() if query.unhit else frozenset()
        numbered = self.store.numbered(range(1, min(query.newest, self.store.last()) + 1))
        wanted = [one for one in numbered if one.key in keys - hit and about_contact(query.filter, one)]
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

    def put_plan(self, plan: Plan, drawn: Sequence[str]) -> None:
        self.store.contacts(drawn)  # unknown keys are refused as everywhere
        self._plans.setdefault(plan.id, plan)
        self._drawn.setdefault(plan.id, dict.fromkeys(drawn, ""))

    def plans(self) -> Sequence[Plan]:
        return list(self._plans.values())[::-1]

    def drawn(self, plan: str) -> Mapping[str, str]:
        return dict(self._drawn[plan])

    def mark_drawn(self, plan: str, contact: str, outcome: str, by: str, at: datetime) -> None:  # noqa: ARG002 - the fake keeps the outcome
        if contact not in self._drawn.get(plan, {}):
            raise KeyError(contact)
        self._drawn[plan][contact] = outcome
