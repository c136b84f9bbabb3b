"""What people decide about findings: verdicts, which are only ever added."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Decision(StrEnum):
    TRUE = "true"
    FALSE = "false"
    UNSURE = "unsure"
    #: Takes back what was decided last: the one before holds again.
    WITHDRAWN = "withdrawn"


#: What a person may answer when asked.
ANSWERS = (Decision.TRUE, Decision.FALSE, Decision.UNSURE)

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

#: Of verdicts that come from a procedure and not from the list.
APPEAL, TAKEN_BACK = "appeal", "taken_back"


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
    """The verdict that holds for each finding: the one given last that was not taken back.

    `verdicts` come in the order they were given.
    """
    given: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        of_it = given.setdefault(verdict.finding, [])
        if verdict.decision is not Decision.WITHDRAWN:
            of_it.append(verdict)
        elif of_it:
            of_it.pop()
    return {finding: of_it[-1] for finding, of_it in given.items() if of_it}
