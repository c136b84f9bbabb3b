"""The fakes: everything outside the core, held in memory. They pass the same contract tests as the real parts."""

from pipelines.adapters.memory.access import MemoryAccounts, MemoryActs, MemoryAnchors, MemorySessions
from pipelines.adapters.memory.blobs import MemoryBlobs
from pipelines.adapters.memory.dashboard import MemoryDashboard
from pipelines.adapters.memory.index import MemoryIndex
from pipelines.adapters.memory.retention import MemoryRetention
from pipelines.adapters.memory.review import MemoryReview
from pipelines.adapters.memory.rulebook import MemoryRulebook
from pipelines.adapters.memory.store import MemoryStore

__all__ = [
    "MemoryAccounts",
    "MemoryActs",
    "MemoryAnchors",
    "MemoryBlobs",
    "MemoryDashboard",
    "MemoryIndex",
    "MemoryRetention",
    "MemoryReview",
    "MemoryRulebook",
    "MemorySessions",
    "MemoryStore",
]
