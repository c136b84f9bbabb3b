"""A report's way to the regulator: no step is skipped, two people take part, and what is released never changes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from audit.errors import Problem, Refused
from audit.reports.record import Kind, Period, Report, subject
from audit.scope import Scope


class State(StrEnum):
    #: Made by the schedule: nobody vouches for it as yet.
    PREPARED = "prepared"
    #: Somebody vouches for it.
    DRAFT = "draft"
    RELEASED = "released"
    #: A later version was released.
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


#: From each state those that may follow.
STEPS: dict[State, frozenset[State]] = {
    State.PREPARED: frozenset({State.DRAFT, State.WITHDRAWN}),
    State.DRAFT: frozenset({State.RELEASED, State.WITHDRAWN}),
    State.RELEASED: frozenset({State.SUPERSEDED}),
    State.SUPERSEDED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
#: In which a regulator may have it.
OUT = frozenset({State.RELEASED, State.SUPERSEDED})
WAITING = frozenset({State.PREPARED, State.DRAFT})


@dataclass(frozen=True, slots=True)
class Step:
    state: State
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it is kept: what it is about, where it stands and how it got there."""

    id: str
    kind: Kind
    period: Period
    scope: Scope
    version: int
    #: `Report.digest`
    digest: str
    by: str
    at: datetime
    #: Never empty; the first one is how it was made.
    steps: tuple[Step, ...]
    #: Of a released one: names of its files with their SHA-256.
    files: Mapping[str, str] = field(default_factory=dict)
    #: Algorithm, id of the key, public key, value; empty where the installation has no key.
    signature: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        return self.steps[-1].state

    @property
    def subject(self) -> tuple[str, ...]:
        return subject(self.kind, self.period, self.scope)

    @property
    def vouched_by(self) -> str:
        """Whoever stands for its figures; empty for nobody."""
        return next((step.by for step in self.steps if step.state is State.DRAFT), "")

    def step(self, state: State) -> Step | None:
        return next((step for step in self.steps if step.state is state), None)


def begin(report: Report, state: State, version: int) -> Kept:
    first = Step(state, report.by, report.at)
    return Kept(
        report.version_id(version),
        report.kind,
        report.period,
        report.scope,
        version,
        report.digest,
        report.by,
        report.at,
        (first,),
    )


def take(kept: Kept, step: Step) -> Kept:
    """Where it stands afterwards. Raises Refused (`report.*`): four eyes, and reasons for what is withdrawn."""
    if step.state not in STEPS[kept.state]:
        raise Refused(Problem("report.step", kept.id, {"now": kept.state, "new": step.state}))
    if step.state is State.RELEASED and step.by == kept.vouched_by:
        raise Refused(Problem("report.own", kept.id, {"by": step.by}))
    if step.state is State.WITHDRAWN and not step.note.strip():
        raise Refused(Problem("report.no_note", kept.id))
    return replace(kept, steps=(*kept.steps, step))


def manifest(kept: Kept) -> bytes:
    """What is signed: which report, which version, who released it when, its figures and the hash of every file."""
    released = kept.step(State.RELEASED)
    sides = (kept.scope.institutions, kept.scope.agencies, kept.scope.agents)
    values = {
        "report": kept.id,
        "version": kept.version,
        "kind": kept.kind,
        "period": [kept.period.first.isoformat(), kept.period.last.isoformat(), kept.period.zone],
        "scope": [side if side is None else sorted(side) for side in sides],
        "figures_sha256": kept.digest,
        "files": dict(kept.files),
        "vouched_by": kept.vouched_by,
        "released_by": released.by if released else "",
        "released_at": released.at.isoformat() if released else "",
    }
    return json.dumps(values, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
