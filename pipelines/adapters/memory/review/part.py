"""What every part of the review store stands on."""

from pipelines.adapters.memory.store import MemoryStore


class Part:
    def __init__(self, store: MemoryStore) -> None:
        self.store = store
