"""What was missed, in a dictionary."""

from collections.abc import Sequence

from audit.errors import Refused
from audit.missed import Missed, unproven
from audit.offers import of_miss
from pipelines.adapters.memory.review.part import Part
from pipelines.adapters.memory.store import MemoryStore


class MemoryMisses(Part):
    """The part of the review store that keeps what was missed."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self._missed: dict[str, Missed] = {}

    def put_missed(self, missed: Missed) -> None:
        (contact,) = self.store.contacts([missed.contact])
        if problem := unproven(missed, contact.turns):
            raise Refused(problem)
        self._missed.setdefault(missed.id, missed)
        if offer := of_miss(missed, contact.turns):
            self.store.put_offer(offer)

    def missed(self, of: Sequence[str] | None = None, rule: str | None = None) -> Sequence[Missed]:
        return [
            one
            for one in self._missed.values()
            if (of is None or one.contact in of) and (rule is None or one.rule == rule)
        ]
