"""What people keep, in a dictionary."""

from collections.abc import Sequence

from audit.saved import Kind, Saved
from pipelines.adapters.memory.review.part import Part
from pipelines.adapters.memory.store import MemoryStore


class MemoryKeeping(Part):
    """The part of the review store that keeps what people would ask again."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self._saved: dict[str, Saved] = {}

    def save(self, saved: Saved) -> None:
        self._saved[saved.id] = saved

    def saved(self, who: str, kind: Kind | None = None) -> Sequence[Saved]:
        found = [
            one
            for one in self._saved.values()
            if (one.owner == who or one.shared) and (kind is None or one.kind is kind)
        ]
        return sorted(found, key=lambda one: (one.owner != who, one.name, one.owner, one.kind))

    def forget_saved(self, key: str, who: str) -> None:
        if self._saved[key].owner != who:
            raise KeyError(key)
        del self._saved[key]
