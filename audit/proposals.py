"""Changes of rules that one person proposes and another one approves or rejects."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from audit.errors import Problem, Refused


class State(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    #: By whoever proposed it.
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying the change on stored history."""

    #: Contacts that were looked through, newest first, and whether that was all of them.
    looked: int
    whole: bool
    new: int
    lost: int
    same: int
    #: Of the lost ones those that a person had confirmed and that no other rule finds.
    fatal: int


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a rule."""

    number: int
    status: str
    #: SHA-256 as `packs.lock.json` has it.
    digest: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule as it would be. `base` is what it was written against."""

    rule: str
    #: The whole rule as YAML.
    text: str
    base: Version
    version: Version
    why: str
    by: str
    at: datetime
    #: None for a rule that no history can be tried on.
    trial: Trial | None = None
    state: State = State.OPEN
    settled_by: str = ""
    settled_at: datetime | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            message = f"proposal for {self.rule}: the time must carry a zone"
            raise ValueError(message)

    @property
    def id(self) -> str:
        told = (self.rule, self.base.digest, self.version.digest, self.by, self.at.isoformat())
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Ruling:
    state: State
    by: str
    at: datetime
    note: str = ""


def settle(proposal: Proposal, ruling: Ruling) -> Proposal:
    """Four eyes: only its author withdraws a proposal, and anybody but its author rules on it. Raises Refused (`proposal.*`)."""
    if proposal.state is not State.OPEN or ruling.state is State.OPEN:
        raise Refused(Problem("proposal.settled", proposal.id, {"by": proposal.settled_by or "-"}))
    own = ruling.by == proposal.by
    if ruling.state is State.WITHDRAWN and not own:
        raise Refused(Problem("proposal.not_yours", proposal.id, {"by": proposal.by}))
    if ruling.state is not State.WITHDRAWN and own:
        raise Refused(Problem("proposal.own", proposal.id, {"by": proposal.by}))
    if ruling.state is State.REJECTED and not ruling.note.strip():
        raise Refused(Problem("proposal.no_note", proposal.id))
    return replace(proposal, state=ruling.state, settled_by=ruling.by, settled_at=ruling.at, note=ruling.note.strip())
