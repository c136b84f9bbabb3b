"""Corrective actions: ordered, done with proof, verified by somebody else. No state is skipped, and nothing is forgotten."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from audit.errors import Problem, Refused
from audit.scope import Scope


class State(StrEnum):
    OPEN = "open"
    #: Whoever did it has shown proof.
    DONE = "done"
    #: Somebody else has looked at the proof.
    VERIFIED = "verified"


#: From each state those that may follow; back to open only with a reason.
NEXT: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.DONE}),
    State.DONE: frozenset({State.VERIFIED, State.OPEN}),
    State.VERIFIED: frozenset({State.OPEN}),
}


@dataclass(frozen=True, slots=True)
class Concern:
    """Whose contacts an action is to change, and in what: rules, or a whole category. A side that is None is open."""

    institution: str | None = None
    agency: str | None = None
    team: str | None = None
    agent: str | None = None
    rules: tuple[str, ...] = ()
    category: str | None = None

    @property
    def scope(self) -> Scope:
        """The contacts it is about, but for the team, which no scope tells."""
        sides = (self.institution, self.agency, self.agent)
        return Scope(*(None if name is None else frozenset({name}) for name in sides))


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that shows that it was done, kept as a blob."""

    #: Hexadecimal SHA-256.
    digest: str
    name: str
    #: Media type, as its bytes tell.
    kind: str
    #: Bytes.
    size: int


@dataclass(frozen=True, slots=True)
class Step:
    """What made the state: the order, the report with its proof, the verification, or the reason why it is open again."""

    state: State
    by: str
    at: datetime
    text: str = ""
    #: By the end of which day it is to be done; of what opens an action and of nothing else.
    due: date | None = None
    proof: Proof | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            message = f"{self.state} by {self.by}: the time must carry a zone"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Action:
    """`kind` is one of `config/actions.yml`; `owner` is the account that is to see to it."""

    id: str
    kind: str
    title: str
    concern: Concern
    owner: str
    #: Ids, as they were when it was ordered; a new scan may have taken some away.
    incidents: tuple[str, ...]
    #: The first one orders it.
    steps: tuple[Step, ...]

    @property
    def state(self) -> State:
        return self.steps[-1].state

    @property
    def due(self) -> date:
        return next(step.due for step in reversed(self.steps) if step.due is not None)

    @property
    def ordered_at(self) -> datetime:
        return self.steps[0].at

    @property
    def done_at(self) -> datetime | None:
        """When it was done, as far as that still holds."""
        if self.state is State.OPEN:
            return None
        return next(step.at for step in reversed(self.steps) if step.state is State.DONE)

    @property
    def proofs(self) -> tuple[Proof, ...]:
        return tuple(step.proof for step in self.steps if step.proof)

    def overdue(self, today: date) -> bool:
        """Open behind its last day; what is done waits for others."""
        return self.state is State.OPEN and today > self.due

    def as_of(self, moment: datetime) -> "Action | None":
        """As it stood just before this moment; None while it was not ordered."""
        steps = tuple(step for step in self.steps if step.at < moment)
        return replace(self, steps=steps) if steps else None


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done, by whom, and why; as in `Action`."""

    kind: str
    title: str
    concern: Concern
    owner: str
    incidents: tuple[str, ...] = ()


def action_id(given: Order, by: str, at: datetime) -> str:
    """The same order of the same person at the same time is the same action."""
    concern = given.concern
    sides = (concern.institution, concern.agency, concern.team, concern.agent, concern.category)
    told = (given.kind, given.title, given.owner, *sides, *concern.rules, *given.incidents, by, at.isoformat())
    return hashlib.sha256("\x1f".join(one or "" for one in told).encode()).hexdigest()[:16]


def order(given: Order, step: Step) -> Action:
    """A new action. Raises Refused (`action.*`) where it is about nobody, about nothing, nobody's, or late from the start."""
    title, concern = given.title.strip(), given.concern
    if not title:
        raise Refused(Problem("action.no_title", given.kind))
    if not any((concern.institution, concern.agency, concern.team, concern.agent, given.incidents)):
        raise Refused(Problem("action.nobody", title))
    if not concern.rules and not concern.category:
        raise Refused(Problem("action.nothing", title))
    if not given.owner:
        raise Refused(Problem("action.no_owner", title))
    identity = action_id(given, step.by, step.at)
    incidents = tuple(dict.fromkeys(given.incidents))
    return Action(identity, given.kind, title, concern, given.owner, incidents, (_opening(title, step),))


def advance(action: Action, step: Step) -> Action:
    """One step further, or open again. Raises Refused (`action.*`)."""
    if step.state not in NEXT[action.state]:
        raise Refused(Problem("action.illegal_step", action.id, {"old": action.state, "new": step.state}))
    if step.state is State.OPEN:
        if not step.text.strip():
            raise Refused(Problem("action.no_reason", action.id))
        return replace(action, steps=(*action.steps, _opening(action.id, step)))
    if step.state is State.DONE and not (step.text.strip() or step.proof):
        raise Refused(Problem("action.no_proof", action.id))
    if step.state is State.VERIFIED and step.by in {action.owner, action.steps[-1].by}:
        raise Refused(Problem("action.own_matter", action.id, {"by": step.by}))
    return replace(action, steps=(*action.steps, replace(step, due=None)))


def shared(sides: Sequence[tuple[str | None, str | None, str | None]]) -> tuple[str | None, str | None, str | None]:
    """Institution, agency and agent as far as all of these say the same."""
    institutions, agencies, agents = ({one[place] for one in sides} for place in range(3))
    institution, agency, agent = (
        next(iter(names)) if len(names) == 1 else None for names in (institutions, agencies, agents)
    )
    return institution, agency, agent


def _opening(where: str, step: Step) -> Step:
    if step.due is None or step.due < step.at.date():
        raise Refused(Problem("action.due", where, {"due": step.due.isoformat() if step.due else "-"}))
    return replace(step, state=State.OPEN, proof=None)
