"""What people do with incidents, in dictionaries, over a `MemoryStore`."""

from pipelines.adapters.memory.review.misses import MemoryMisses
from pipelines.adapters.memory.review.precision import MemoryPrecision
from pipelines.adapters.memory.review.queue import MemoryQueue
from pipelines.adapters.memory.review.triage import MemoryTriage


class MemoryReview(MemoryQueue, MemoryTriage, MemoryMisses, MemoryPrecision):
    """`audit.review_ports.ReviewStore`."""
