"""What people do with incidents, in dictionaries, over a `MemoryStore`."""

from pipelines.adapters.memory.review.appeals import MemoryAppeals
from pipelines.adapters.memory.review.doubles import MemoryDoubles
from pipelines.adapters.memory.review.keeping import MemoryKeeping
from pipelines.adapters.memory.review.misses import MemoryMisses
from pipelines.adapters.memory.review.offers import MemoryOffers
from pipelines.adapters.memory.review.precision import MemoryPrecision
from pipelines.adapters.memory.review.queue import MemoryQueue
from pipelines.adapters.memory.review.rates import MemoryRates
from pipelines.adapters.memory.review.shared_looks import MemorySharedLooks


class MemoryReview(
    MemoryQueue,
    MemoryDoubles,
    MemoryAppeals,
    MemoryMisses,
    MemoryPrecision,
    MemorySharedLooks,
    MemoryOffers,
    MemoryKeeping,
    MemoryRates,
):
    """`audit.review_ports.ReviewStore`."""
