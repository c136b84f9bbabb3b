"""From a person's act to verdicts on findings, and back within minutes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.review import ANSWERS, REASONS, TAKEN_BACK, Decision, Verdict
from audit.triage import Act, ActKind


def decided(incident: Incident, act: Act) -> tuple[Act, tuple[Verdict, ...]]:
    """The act with the findings that it is about, and a verdict on each. Raises Refused (`verdict.*`)."""
    if act.decision not in ANSWERS:
        raise Refused(Problem("verdict.unknown_decision", incident.id, {"decision": act.decision}))
    if act.reason not in REASONS:
        values = {"reason": act.reason, "known": ", ".join(REASONS)}
        raise Refused(Problem("verdict.unknown_reason", incident.id, values))
    if strange := sorted(set(act.findings) - set(incident.finding_ids)):
        raise Refused(Problem("verdict.other_finding", incident.id, {"finding": strange[0]}))
    about = act.findings or incident.finding_ids
    verdicts = (
        Verdict(finding, incident.contact.key, Decision(act.decision), act.reason, act.by, act.at, act.note)
        for finding in about
    )
    return replace(act, findings=about), tuple(verdicts)


def deciders(history: Iterable[Act]) -> frozenset[str]:
    """Everybody who decided on it, also what was undone."""
    return frozenset(act.by for act in history if act.kind is ActKind.DECIDE)


def last_decision(history: Sequence[Act]) -> Act | None:
    """The newest decision that was not undone; None where there is none."""
    standing: list[Act] = []
    for act in history:
        if act.kind is ActKind.DECIDE:
            standing.append(act)
        elif act.kind is ActKind.UNDO and standing:
            standing.pop()
    return standing[-1] if standing else None


def withdrawn(undone: Act, act: Act, contact: str) -> tuple[Act, tuple[Verdict, ...]]:
    """The undoing act with what it takes back, as verdicts that withdraw: nothing is deleted."""
    verdicts = (
        Verdict(finding, contact, Decision.WITHDRAWN, TAKEN_BACK, act.by, act.at, act.note)
        for finding in undone.findings
    )
    return replace(act, findings=undone.findings, decision=undone.decision), tuple(verdicts)
