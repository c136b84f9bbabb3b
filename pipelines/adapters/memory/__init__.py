"""The fakes: everything outside the core, held in memory. They pass the same contract tests as the real parts."""

from pipelines.adapters.memory.access import MemoryAccounts, MemoryActs, MemoryAnchors, MemorySessions
from pipelines.adapters.memory.actions import MemoryActions
from pipelines.adapters.memory.alerts import MemoryAlerts
from pipelines.adapters.memory.blobs import MemoryBlobs
from pipelines.adapters.memory.dashboard import MemoryDashboard
from pipelines.adapters.memory.index import MemoryIndex
from pipelines.adapters.memory.intake import MemoryIntakes
from pipelines.adapters.memory.report_facts import MemoryReportFacts
from pipelines.adapters.memory.reports import MemoryReports
from pipelines.adapters.memory.retention import MemoryRetention
from pipelines.adapters.memory.review import MemoryReview
from pipelines.adapters.memory.rulebook import MemoryRulebook
from pipelines.adapters.memory.signing import MemorySigner
from pipelines.adapters.memory.store import MemoryStore

__all__ = [
    "MemoryAccounts",
    "MemoryActions",
    "MemoryActs",
    "MemoryAlerts",
    "MemoryAnchors",
    "MemoryBlobs",
    "MemoryDashboard",
    "MemoryIndex",
    "MemoryIntakes",
    "MemoryReportFacts",
    "MemoryReports",
    "MemoryRetention",
    "MemoryReview",
    "MemoryRulebook",
    "MemorySessions",
    "MemorySigner",
    "MemoryStore",
]
