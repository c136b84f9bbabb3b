"""What people do with incidents, for the pages and for programs alike: scope first, then the log, then the deed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.visit import Visit
from audit.deciding import last_decision
from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.review import Decision
from audit.rights import Verb
from audit.triage import LEASE, UNDO, Act, ActKind, Status, Work

#: What a decision says by itself; why something is false has to be chosen.
USUAL = {Decision.TRUE: "confirmed", Decision.UNSURE: "needs_evidence"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says about findings; about all of the incident where none are named."""

    decision: Decision
    reason: str = ""
    note: str = ""
    findings: tuple[str, ...] = ()

    def reason_for(self, incident: str) -> str:
        """The reason given, or the usual one. Raises Refused (`verdict.reason_missing`) for a rejection without one."""
        if reason := self.reason or USUAL.get(self.decision, ""):
            return reason
        raise Refused(Problem("verdict.reason_missing", incident))


def step(visit: Visit, verb: Verb, incident: str, kind: ActKind, **fields: object) -> Work:
    """One step on the incident's way. Raises Refused (`review.*`, `incident.unknown`)."""
    visit.incident(incident)
    visit.act(verb, incident, step=kind.value)
    return _take(visit, incident, kind, **fields)


def claim(visit: Visit, incident: str) -> Work:
    return step(visit, Verb.CLAIM, incident, ActKind.CLAIM, until=_lease(visit))


def decide(visit: Visit, incident: str, answer: Answer) -> Work:
    """A verdict on findings; who decides claims the incident on the way. Raises Refused (`verdict.*`, `review.*`)."""
    visit.incident(incident)
    reason = answer.reason_for(incident)
    visit.act(Verb.VERDICT, incident, decision=answer.decision.value, reason=reason)
    _take_up(visit, incident)
    fields = {"decision": answer.decision.value, "reason": reason, "note": answer.note, "findings": answer.findings}
    return _take(visit, incident, ActKind.DECIDE, **fields)


def undo(visit: Visit, incident: str) -> Work:
    """Take one's last decision back, within minutes. Raises Refused (`review.*`)."""
    return step(visit, Verb.VERDICT, incident, ActKind.UNDO, until=_lease(visit))


def escalate(visit: Visit, incident: str, level: int, note: str) -> Work:
    """Hand it up; who does claims it on the way. Raises Refused (`review.*`)."""
    return _with_note(visit, Verb.ESCALATE, incident, ActKind.ESCALATE, note, level=level)


def hold(visit: Visit, incident: str, note: str) -> Work:
    """Let it wait for something outside."""
    return _with_note(visit, Verb.VERDICT, incident, ActKind.HOLD, note)


def undoable(visit: Visit, history: Sequence[Act]) -> datetime | None:
    """Until when this person may take the last decision back; None where that is not so."""
    last = last_decision(history)
    if last is None or last.by != visit.who.name or not visit.may(Verb.VERDICT):
        return None
    until = last.at + UNDO
    return until if visit.house.now() <= until else None


def _with_note(visit: Visit, verb: Verb, incident: str, kind: ActKind, note: str, **fields: object) -> Work:
    visit.incident(incident)
    if not note.strip():  # before it is claimed for nothing
        raise Refused(Problem("review.note_missing", incident))
    visit.act(verb, incident, step=kind.value)
    _take_up(visit, incident)
    return _take(visit, incident, kind, note=note, **fields)


def _take_up(visit: Visit, incident: str) -> None:
    """Claim what is free, so that a single key decides; what somebody else has is refused by the step that follows."""
    work = visit.house.application.review.work(incident).at(visit.house.now())
    if work.status in (Status.OPEN, Status.ESCALATED):
        _take(visit, incident, ActKind.CLAIM, until=_lease(visit))


def _take(visit: Visit, incident: str, kind: ActKind, **fields: object) -> Work:
    act = Act(incident, kind, visit.who.name, visit.house.now(), **fields)  # type: ignore[arg-type]
    return visit.house.application.review.act(act)


def _lease(visit: Visit) -> datetime:
    return visit.house.now() + LEASE


def played(visit: Visit, incident: Incident) -> None:
    """Note that this person heard the quoted seconds, or read the text where there is no sound."""
    review, who = visit.house.application.review, visit.who.name
    if not review.plays(who, [incident.id]):
        review.played(incident.id, who, visit.house.now())
