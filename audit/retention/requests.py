"""Deletion that one person asks for, another one approves, and the program then does. No step is skipped."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from audit.errors import Problem, Refused
from audit.retention.classes import DELETED, Cutoffs, Kind
from audit.scope import EVERYTHING, Scope


class State(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    #: By whoever asked.
    WITHDRAWN = "withdrawn"
    #: Some may be gone already; killed here, it goes on.
    RUNNING = "running"
    DONE = "done"


#: From each state the next ones.
STEPS: dict[State, frozenset[State]] = {
    State.REQUESTED: frozenset({State.APPROVED, State.REJECTED, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.RUNNING}),
    State.RUNNING: frozenset({State.DONE}),
    State.REJECTED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.DONE: frozenset(),
}
#: Those that a person takes.
RULINGS = frozenset({State.APPROVED, State.REJECTED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Request:
    kind: Kind
    #: The class as it was when it was asked, in years.
    years: int
    #: Only what was last active before that time, whatever the clock says later.
    cutoff: datetime
    why: str
    by: str
    at: datetime
    #: What was due and what holds kept when it was asked.
    due: int
    held: int
    scope: Scope = EVERYTHING
    state: State = State.REQUESTED
    settled_by: str = ""
    settled_at: datetime | None = None
    note: str = ""
    #: How many were deleted so far.
    deleted: int = 0

    def __post_init__(self) -> None:
        if self.at.tzinfo is None or self.cutoff.tzinfo is None:
            message = f"request for {self.kind}: times must carry a zone"
            raise ValueError(message)
        if self.kind not in DELETED:
            raise Refused(Problem("retention.no_class", self.kind, {"known": ", ".join(DELETED)}))
        if not self.why.strip():
            raise Refused(Problem("retention.no_reason", self.kind))

    @property
    def id(self) -> str:
        told = (self.kind, self.cutoff.isoformat(), self.by, self.at.isoformat())
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:16]

    def until(self, when: Cutoffs) -> Cutoffs:
        """Never later than was asked, nor than the class says now."""
        return Cutoffs(min(when.own, self.cutoff), min(when.accused, self.cutoff))

    @property
    def rule(self) -> str:
        """What a tombstone names as its rule."""
        return f"{self.kind} {self.years}y"


@dataclass(frozen=True, slots=True)
class Ruling:
    state: State
    by: str
    at: datetime
    scope: Scope = EVERYTHING
    note: str = ""


def rule(request: Request, ruling: Ruling) -> Request:
    """Four eyes: only who asked withdraws, and anybody but who asked approves or rejects. Raises Refused (`retention.*`)."""
    if ruling.state not in RULINGS:
        raise Refused(Problem("retention.illegal_step", request.id, {"old": request.state, "new": ruling.state}))
    _may_follow(request, ruling.state)
    own = ruling.by == request.by
    if own is not (ruling.state is State.WITHDRAWN):
        code = "retention.own" if own else "retention.not_yours"
        raise Refused(Problem(code, request.id, {"by": request.by}))
    if not ruling.scope.covers(request.scope):
        raise Refused(Problem("retention.beyond_scope", request.id))
    if ruling.state is State.REJECTED and not ruling.note.strip():
        raise Refused(Problem("retention.no_reason", request.id))
    return replace(request, state=ruling.state, settled_by=ruling.by, settled_at=ruling.at, note=ruling.note.strip())


def moved(request: Request, state: State) -> Request:
    """The program's own steps: it begins, and it has done. Raises Refused (`retention.illegal_step`)."""
    if state in RULINGS:
        raise Refused(Problem("retention.illegal_step", request.id, {"old": request.state, "new": state}))
    _may_follow(request, state)
    return replace(request, state=state)


def _may_follow(request: Request, state: State) -> None:
    if state not in STEPS[request.state]:
        raise Refused(Problem("retention.illegal_step", request.id, {"old": request.state, "new": state}))
