"""Two reviewers who do not see one another, and a lead who settles what they disagree on."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from audit.agreement import Pair
from audit.errors import Problem, Refused
from audit.review import ANSWERS, REASONS, Decision, Verdict
from audit.triage import LEASE, Act, ActKind


class Stage(StrEnum):
    #: At least one has not answered.
    ASKED = "asked"
    #: Both answered, and not alike: a lead has to look.
    DISPUTED = "disputed"
    #: Both said the same.
    AGREED = "agreed"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person says of one finding."""

    finding: str
    decision: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Double:
    """One incident that two people judge apart. `said` has the answers by person; a lead's are in it once it is settled."""

    id: str
    incident: str
    #: Finding -> rule.
    rules: Mapping[str, str]
    reviewers: tuple[str, str]
    by: str
    at: datetime
    said: Mapping[str, tuple[Answer, ...]]
    #: Of the sample that it belongs to; empty for none.
    plan: str = ""

    @property
    def stage(self) -> Stage:
        if any(name not in self.reviewers for name in self.said):
            return Stage.SETTLED
        if any(name not in self.said for name in self.reviewers):
            return Stage.ASKED
        return Stage.DISPUTED if self.disputed else Stage.AGREED

    @property
    def disputed(self) -> tuple[str, ...]:
        """Findings of which the two say different things."""
        one, other = (_decisions(self.said.get(name, ())) for name in self.reviewers)
        return tuple(finding for finding in self.rules if one.get(finding) != other.get(finding))

    @property
    def outcome(self) -> tuple[Answer, ...]:
        """What holds: the lead's word where there is one, else what both said; empty before."""
        if self.stage not in (Stage.AGREED, Stage.SETTLED):
            return ()
        last = {answer.finding: answer for name in self.reviewers for answer in self.said.get(name, ())}
        lead = {
            answer.finding: answer for name, said in self.said.items() if name not in self.reviewers for answer in said
        }
        return tuple((last | lead)[finding] for finding in self.rules)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """What agreement is computed of; empty until both answered."""
        if any(name not in self.said for name in self.reviewers):
            return ()
        one, other = (_decisions(self.said[name]) for name in self.reviewers)
        return tuple(Pair(rule, *self.reviewers, one[key], other[key]) for key, rule in self.rules.items())

    def seen_by(self, who: str) -> "Double":
        """Without what the other one says, for as long as not both have answered."""
        if self.stage is not Stage.ASKED:
            return self
        return replace(self, said={name: said for name, said in self.said.items() if name == who})


def double_id(incident: str, reviewers: tuple[str, str], at: datetime) -> str:
    parts = (incident, *reviewers, at.isoformat())
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def ask(of: Double, involved: frozenset[str]) -> Double:
    """The request, where it may be made. `involved` has those who decided on the incident before. Raises Refused (`double.*`)."""
    first, second = of.reviewers
    if first == second:
        raise Refused(Problem("double.same", of.incident, {"who": first}))
    if known := sorted(involved & set(of.reviewers)):
        raise Refused(Problem("double.involved", of.incident, {"who": known[0]}))
    return of


def answered(of: Double, who: str, answers: Sequence[Answer]) -> Double:
    """With one more person's answers: a reviewer's on every finding, or a lead's on what is disputed."""
    if who in of.reviewers:
        if who in of.said:
            raise Refused(Problem("double.answered", of.incident, {"who": who}))
        needed = set(of.rules)
    else:
        if of.stage is not Stage.DISPUTED:
            raise Refused(Problem("double.nothing_to_settle", of.incident, {"stage": of.stage}))
        needed = set(of.disputed)
    if {answer.finding for answer in answers} != needed or len(answers) != len(needed):
        raise Refused(Problem("double.incomplete", of.incident, {"needed": len(needed), "given": len(answers)}))
    for answer in answers:
        if answer.decision not in ANSWERS:
            raise Refused(Problem("verdict.unknown_decision", of.incident, {"decision": answer.decision}))
        if answer.reason not in REASONS:
            values = {"reason": answer.reason, "known": ", ".join(REASONS)}
            raise Refused(Problem("verdict.unknown_reason", of.incident, values))
    return replace(of, said={**of.said, who: tuple(answers)})


def _decisions(answers: Sequence[Answer]) -> dict[str, str]:
    return {answer.finding: answer.decision for answer in answers}


def acts(of: Double, by: str, at: datetime) -> tuple[Act, ...]:
    """How an incident that nobody works on comes to the outcome: claimed, and decided finding by finding."""
    decided = (
        Act(
            of.incident,
            ActKind.DECIDE,
            by,
            at,
            decision=one.decision,
            reason=one.reason,
            note=one.note,
            findings=(one.finding,),
        )
        for one in of.outcome
    )
    return (Act(of.incident, ActKind.CLAIM, by, at, until=at + LEASE), *decided)


def verdicts(of: Double, contact: str, by: str, at: datetime) -> tuple[Verdict, ...]:
    """The same for an incident that somebody works on or decided: only the verdicts."""
    return tuple(
        Verdict(one.finding, contact, Decision(one.decision), one.reason, by, at, one.note) for one in of.outcome
    )
