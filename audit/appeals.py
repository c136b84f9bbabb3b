"""Appeals of agents: filed, rebutted, decided, final. No step is skipped, and no one rules on what is their own."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.review import APPEAL, Decision, Verdict
from audit.triage import Status, Work


class Stage(StrEnum):
    FILED = "filed"
    #: The reviewers' side was heard.
    REBUTTED = "rebutted"
    #: The agent answered that; nobody need.
    REPLIED = "replied"
    DECIDED = "decided"
    FINAL = "final"


#: From each stage those that may follow.
NEXT: dict[Stage, frozenset[Stage]] = {
    Stage.FILED: frozenset({Stage.REBUTTED}),
    Stage.REBUTTED: frozenset({Stage.REPLIED, Stage.DECIDED}),
    Stage.REPLIED: frozenset({Stage.DECIDED}),
    Stage.DECIDED: frozenset({Stage.FINAL}),
    Stage.FINAL: frozenset(),
}


class Outcome(StrEnum):
    #: The agent was wrong: what was confirmed stays so.
    UPHELD = "upheld"
    #: The agent was right: what was confirmed is rejected.
    OVERTURNED = "overturned"


@dataclass(frozen=True, slots=True)
class Step:
    stage: Stage
    by: str
    at: datetime
    text: str
    #: Of a decision and of the final word.
    outcome: Outcome | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            message = f"{self.stage} by {self.by}: the time must carry a zone"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Appeal:
    incident: str
    #: Key of the contact.
    contact: str
    #: Id of the agent concerned.
    agent: str
    #: The confirmed findings that it is about.
    findings: tuple[str, ...]
    #: Who confirmed them.
    deciders: tuple[str, ...]
    #: By when the final word is to be said.
    due: datetime
    steps: tuple[Step, ...]

    @property
    def id(self) -> str:
        return appeal_id(self.incident)

    @property
    def stage(self) -> Stage:
        return self.steps[-1].stage

    @property
    def outcome(self) -> Outcome | None:
        """Where it stands; it holds once the stage is final."""
        return self.steps[-1].outcome

    def overdue(self, now: datetime) -> bool:
        return self.stage is not Stage.FINAL and now > self.due


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An incident of which something was confirmed, with the time of the last such verdict."""

    incident: Incident
    at: datetime
    #: Whether somebody appealed against it, whatever came of that.
    appealed: bool = False

    def until(self, days: int) -> datetime:
        """The last moment to appeal."""
        return self.at + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an appeal stands on: the incident as it is now."""

    incident: Incident
    work: Work
    #: The verdicts that hold on its findings.
    held: Collection[Verdict]


def appeal_id(incident: str) -> str:
    """There is one appeal for each incident."""
    return hashlib.sha256(f"appeal\x1f{incident}".encode()).hexdigest()[:16]


def file(grounds: Grounds, agent: str, step: Step, days: int) -> Appeal:
    """Within so many days of the decision, by the agent whom it accuses. Raises Refused (`appeal.*`)."""
    incident = grounds.incident
    if not agent or incident.contact.agent_id != agent:
        raise Refused(Problem("appeal.not_concerned", incident.id, {"agent": agent or "-"}))
    confirmed = [one for one in grounds.held if one.decision is Decision.TRUE]
    if grounds.work.status is not Status.DECIDED or not confirmed:
        raise Refused(Problem("appeal.nothing_confirmed", incident.id, {"status": grounds.work.status}))
    decided = max(one.at for one in confirmed)
    if step.at > Confirmed(incident, decided).until(days):
        raise Refused(Problem("appeal.too_late", incident.id, {"days": days, "decided": decided.isoformat()}))
    _must_say(incident.id, step)
    return Appeal(
        incident=incident.id,
        contact=incident.contact.key,
        agent=agent,
        findings=tuple(sorted(one.finding for one in confirmed)),
        deciders=tuple(sorted({one.by for one in confirmed})),
        due=step.at + timedelta(days=days),
        steps=(replace(step, stage=Stage.FILED, outcome=None),),
    )


def advance(appeal: Appeal, step: Step) -> Appeal:
    """One step further. Raises Refused (`appeal.*`)."""
    if step.stage not in NEXT[appeal.stage]:
        values = {"old": appeal.stage, "new": step.stage}
        raise Refused(Problem("appeal.illegal_step", appeal.incident, values))
    ruled = step.stage in (Stage.DECIDED, Stage.FINAL)
    if ruled != (step.outcome is not None):
        raise Refused(Problem("appeal.outcome", appeal.incident, {"stage": step.stage}))
    # Whoever confirmed it rules at neither stage, and the final word is not that of who ruled before.
    judged = {*appeal.deciders, *(one.by for one in appeal.steps if one.outcome)}
    own = step.by == appeal.steps[0].by
    if own != (step.stage is Stage.REPLIED) or (ruled and step.by in judged):
        raise Refused(Problem("appeal.own_matter", appeal.incident, {"by": step.by}))
    _must_say(appeal.incident, step)
    return replace(appeal, steps=(*appeal.steps, step))


def verdicts(appeal: Appeal) -> tuple[Verdict, ...]:
    """What the final word adds: an overturned confirmation is a rejection, and counts as one for the rule's precision."""
    last = appeal.steps[-1]
    if appeal.stage is not Stage.FINAL or last.outcome is not Outcome.OVERTURNED:
        return ()
    return tuple(
        Verdict(finding, appeal.contact, Decision.FALSE, APPEAL, last.by, last.at, last.text)
        for finding in appeal.findings
    )


def _must_say(incident: str, step: Step) -> None:
    if not step.text.strip():
        raise Refused(Problem("appeal.no_text", incident, {"stage": step.stage}))
