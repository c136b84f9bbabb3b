"""What people decide about findings: verdicts, which are only ever added."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Decision(StrEnum):
    TRUE = "true"
    FALSE = "false"
    UNSURE = "unsure"


#: Why a person decided so.
REASONS = (
    "confirmed",
    "negated",
    "quoted",
    "lawful",
    "wrong_speaker",
    "misheard",
    "wrong_rule",
    "harmless",
    "needs_evidence",
    "other",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One person's word on one finding. Finding ids outlive a re-scan, so the verdict does too."""

    finding: str
    contact: str
    decision: Decision
    #: One of REASONS.
    reason: str
    by: str
    at: datetime
    note: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            message = f"verdict on {self.finding}: the time must carry a zone"
            raise ValueError(message)


def standing(verdicts: Iterable[Verdict]) -> Mapping[str, Verdict]:
    """The verdict that holds for each finding: the one given last. `verdicts` come in the order they were given."""
    return {verdict.finding: verdict for verdict in verdicts}
