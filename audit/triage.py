"""An incident's way through people's hands. No step is skipped, and every step is an act that stays on record."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from audit.errors import Problem, Refused

#: How long a person may take a decision back.
UNDO = timedelta(minutes=10)
#: How long a claim holds unless the claimer does something.
LEASE = timedelta(minutes=30)


class Status(StrEnum):
    OPEN = "open"
    #: Somebody works on it, for as long as the lease runs; without a lease until it is taken back.
    CLAIMED = "claimed"
    DECIDED = "decided"
    #: Waits for somebody of the level it was handed up to.
    ESCALATED = "escalated"
    #: Waits for something outside; stays with the one who holds it.
    HELD = "held"
    #: Rows that came late took the ledger finding back; no person does that.
    SUPERSEDED = "superseded"


#: From each status the next ones; a decision needs a claim first, whoever decides.
STEPS: dict[Status, frozenset[Status]] = {
    Status.OPEN: frozenset({Status.OPEN, Status.CLAIMED}),
    Status.CLAIMED: frozenset({Status.OPEN, Status.CLAIMED, Status.DECIDED, Status.ESCALATED, Status.HELD}),
    Status.DECIDED: frozenset({Status.DECIDED, Status.CLAIMED, Status.OPEN, Status.ESCALATED}),
    Status.ESCALATED: frozenset({Status.ESCALATED, Status.CLAIMED}),
    Status.HELD: frozenset({Status.HELD, Status.CLAIMED}),
    Status.SUPERSEDED: frozenset({Status.SUPERSEDED}),
}


class Level(IntEnum):
    """Who looks at what was handed up."""

    REVIEWER = 0
    SECOND = 1
    LEGAL = 2
    REGULATOR = 3


class ActKind(StrEnum):
    CLAIM = "claim"
    ASSIGN = "assign"
    RELEASE = "release"
    TAKE_BACK = "take_back"
    DECIDE = "decide"
    UNDO = "undo"
    ESCALATE = "escalate"
    HOLD = "hold"
    RESUME = "resume"
    COMMENT = "comment"
    #: Something was found that nobody decided on yet.
    REOPEN = "reopen"
    #: An agent's appeal moved on; `reason` says where to.
    APPEAL = "appeal"
    #: Two reviewers were asked apart, or a lead settled what they disagreed on; `reason` says which.
    DOUBLE = "double"


@dataclass(frozen=True, slots=True)
class Act:
    """What one person did with an incident."""

    incident: str
    kind: ActKind
    by: str
    at: datetime
    #: To whom it is assigned.
    to: str = ""
    #: How long a claim holds.
    until: datetime | None = None
    #: The level that it is handed up to.
    level: int = 0
    #: A code: of a verdict, an appeal, a double review.
    reason: str = ""
    note: str = ""
    #: Ids of the findings that a verdict decides, or that are taken back.
    findings: tuple[str, ...] = ()
    decision: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None or (self.until is not None and self.until.tzinfo is None):
            message = f"{self.kind} of {self.incident}: times must carry a zone"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Work:
    """Where an incident stands. A decided one keeps the name of the one who decided."""

    status: Status = Status.OPEN
    assignee: str | None = None
    until: datetime | None = None
    level: int = 0

    def at(self, now: datetime) -> "Work":
        """A claim whose lease ran out is nobody's any more."""
        expired = self.status is Status.CLAIMED and self.until is not None and self.until <= now
        return _given_up(self) if expired else self


def take(work: Work, act: Act, *, whole: bool = True, undone: Act | None = None) -> Work:
    """Where the incident stands after the act; `whole` says whether every finding has a verdict then.

    `undone` is the decision that an undo takes back. Raises Refused (`review.*`) for an act that may not be.
    """
    now = work.at(act.at)
    moved = _MOVES[act.kind](now, act)
    if act.kind is ActKind.UNDO:
        _must_be_recent(act, undone)
    if act.kind is ActKind.DECIDE and not whole:
        moved = now
    if moved.status not in STEPS[now.status]:
        raise Refused(_misstep(act, now, moved.status))
    return moved


def _given_up(work: Work) -> Work:
    return Work(Status.ESCALATED if work.level else Status.OPEN, None, None, work.level)


def _claim(work: Work, act: Act) -> Work:
    if work.status is Status.CLAIMED and work.assignee != act.by:
        raise Refused(Problem("review.taken", act.incident, {"by": work.assignee}))
    if work.status not in (Status.OPEN, Status.ESCALATED, Status.CLAIMED):
        raise Refused(_misstep(act, work, Status.CLAIMED))
    # A lead's assignment has no end, and opening the incident again gives it none.
    kept = work.status is Status.CLAIMED and work.until is None
    return Work(Status.CLAIMED, act.by, None if kept else act.until, work.level)


def _assign(work: Work, act: Act) -> Work:
    if not act.to:
        raise Refused(Problem("review.nobody", act.incident))
    if work.status is Status.DECIDED:
        raise Refused(_misstep(act, work, Status.CLAIMED))
    return Work(Status.CLAIMED, act.to, None, work.level)


def _release(work: Work, act: Act) -> Work:
    return _given_up(_own(work, act))


def _take_back(work: Work, act: Act) -> Work:
    if work.status is not Status.CLAIMED:
        raise Refused(_misstep(act, work, Status.OPEN))
    return _given_up(work)


def _decide(work: Work, act: Act) -> Work:
    return replace(_own(work, act), status=Status.DECIDED, until=None)


def _undo(work: Work, act: Act) -> Work:
    if work.assignee != act.by or work.status not in (Status.DECIDED, Status.CLAIMED):
        raise Refused(Problem("review.not_yours", act.incident, {"by": work.assignee or "-"}))
    return Work(Status.CLAIMED, act.by, act.until, work.level)


def _escalate(work: Work, act: Act) -> Work:
    _own(work, act)
    if not work.level < act.level <= max(Level):
        raise Refused(Problem("review.level", act.incident, {"level": act.level, "now": work.level}))
    _must_say_why(act)
    return Work(Status.ESCALATED, None, None, act.level)


def _hold(work: Work, act: Act) -> Work:
    _must_say_why(act)
    return replace(_own(work, act), status=Status.HELD, until=None)


def _resume(work: Work, act: Act) -> Work:
    if work.status is not Status.HELD:
        raise Refused(_misstep(act, work, Status.CLAIMED))
    return Work(Status.CLAIMED, act.by, act.until, work.level)


def _comment(work: Work, act: Act) -> Work:
    _must_say_why(act)
    return work


def _reopen(work: Work, act: Act) -> Work:
    if work.status is not Status.DECIDED:
        raise Refused(_misstep(act, work, Status.OPEN))
    return _given_up(work)


def _noted(work: Work, _act: Act) -> Work:
    return work


_MOVES: dict[ActKind, Callable[[Work, Act], Work]] = {
    ActKind.CLAIM: _claim,
    ActKind.ASSIGN: _assign,
    ActKind.RELEASE: _release,
    ActKind.TAKE_BACK: _take_back,
    ActKind.DECIDE: _decide,
    ActKind.UNDO: _undo,
    ActKind.ESCALATE: _escalate,
    ActKind.HOLD: _hold,
    ActKind.RESUME: _resume,
    ActKind.COMMENT: _comment,
    ActKind.REOPEN: _reopen,
    ActKind.APPEAL: _noted,
    ActKind.DOUBLE: _noted,
}


def _own(work: Work, act: Act) -> Work:
    if work.status is not Status.CLAIMED:
        raise Refused(Problem("review.unclaimed", act.incident, {"status": work.status}))
    if work.assignee != act.by:
        raise Refused(Problem("review.not_yours", act.incident, {"by": work.assignee}))
    return work


def _must_say_why(act: Act) -> None:
    if not act.note.strip():
        raise Refused(Problem("review.note_missing", act.incident))


def _must_be_recent(act: Act, undone: Act | None) -> None:
    if undone is None or undone.by != act.by:
        raise Refused(Problem("review.nothing_to_undo", act.incident))
    if act.at - undone.at > UNDO:
        raise Refused(Problem("review.too_late", act.incident, {"minutes": int(UNDO.total_seconds() // 60)}))


def _misstep(act: Act, work: Work, new: Status) -> Problem:
    return Problem("review.illegal_step", act.incident, {"old": work.status, "new": new})
