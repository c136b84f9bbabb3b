"""Appeals as somebody may see them: what lies outside the scope answers as if it were not there."""

from api.visit import Visit
from audit.appeals import Appeal, Outcome, Stage, Step, advance
from audit.errors import Problem, Refused
from audit.rights import Verb


def appeal_of(visit: Visit, identity: str) -> Appeal:
    """Raises Refused (`appeal.unknown`)."""
    found = visit.house.application.review.appeal(identity, visit.scope)
    if found is None:
        raise Refused(Problem("appeal.unknown", identity))
    return found


def step_on(visit: Visit, appeal: Appeal, verb: Verb, step: Step) -> None:
    """One step further, entered into the log. Raises Refused (`appeal.*`)."""
    advance(appeal, step)  # refused before it is entered into the log as done
    outcome = {"outcome": step.outcome.value} if step.outcome else {}
    visit.act(verb, appeal.incident, appeal=appeal.id, stage=step.stage.value, **outcome)
    visit.house.application.review.advance_appeal(appeal.id, step)


def step(visit: Visit, stage: Stage, text: str, outcome: Outcome | None = None) -> Step:
    return Step(stage, visit.who.name, visit.house.now(), text.strip(), outcome)
