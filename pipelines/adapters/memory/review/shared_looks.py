"""Looks of two at the same contact, in a dictionary."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from audit.looks import Look
from audit.scope import EVERYTHING, Scope
from audit.shared_looks import Shared, looked
from pipelines.adapters.memory.review.samples import MemorySamples


class MemorySharedLooks(MemorySamples):
    """The part of the review store that keeps looks of two at the same contact."""

    def share(self, plan: str, given: Collection[str], lookers: tuple[str, str]) -> Sequence[str]:
        items = {item.contact: item for item in self._drawn.get(plan, ())}
        asked = sorted((items[key] for key in set(given)), key=lambda item: item.place)
        free = [item for item in asked if item.look is None and (plan, item.contact) not in self._shared]
        for item in free:
            self._shared[plan, item.contact] = Shared(plan, item.place, item.contact, lookers)
        return [item.contact for item in free]

    def put_look(self, plan: str, contact: str, look: Look) -> Shared:
        now = self._shared[plan, contact] = looked(self._shared[plan, contact], look)
        if now.outcome:
            items = self._drawn[plan]
            items[now.place] = replace(items[now.place], look=now.outcome)
        return now

    def shared(
        self, plan: str, scope: Scope = EVERYTHING, *, contacts: Collection[str] | None = None
    ) -> Sequence[Shared]:
        found = [
            one
            for one in self._shared.values()
            if one.plan == plan
            and (contacts is None or one.contact in contacts)
            and scope.holds(self.store.contacts([one.contact])[0])
        ]
        return sorted(found, key=lambda one: one.place)

    def owed_looks(self, who: str, scope: Scope = EVERYTHING) -> Mapping[str, Sequence[int]]:
        by_plan = {plan: [one.place for one in self.shared(plan, scope) if who in one.owed] for plan in self._plans}
        return {plan: places for plan, places in by_plan.items() if places}
