"""Corrective actions as somebody may see them, for the pages and for programs: scope first, then the log, then the deed."""

from datetime import date
from zoneinfo import ZoneInfo

from api.visit import Visit
from audit.access import Account
from audit.actions import Action, Order, State, Step, advance
from audit.effect import Effect
from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.rights import Verb
from pipelines.actions import effect_of, ordered, with_proof

#: What each step takes.
VERBS = {State.OPEN: Verb.ORDER_ACTION, State.DONE: Verb.DO_ACTION, State.VERIFIED: Verb.VERIFY_ACTION}


def action_of(visit: Visit, identity: str) -> Action:
    """Raises Refused (`action.unknown`) for one that lies outside the scope, too."""
    found = visit.house.application.actions.action(identity, visit.scope)
    if found is None:
        raise Refused(Problem("action.unknown", identity))
    return found


def today(visit: Visit) -> date:
    """By the clock on which last days end."""
    return visit.house.now().astimezone(_zone(visit)).date()


def place_order(visit: Visit, given: Order, due: date, why: str) -> Action:
    """Keep a new action. Raises Refused (`action.*`, `incident.unknown`)."""
    for incident in given.incidents:
        visit.incident(incident)
    app = visit.house.application
    made = ordered(given, step_of(visit, State.OPEN, why, due), app.accounts, visit.scope)
    visit.act(Verb.ORDER_ACTION, made.id, kind=made.kind, owner=made.owner, due=due.isoformat())
    app.actions.order_action(made)
    return made


def take_step(visit: Visit, action: Action, step: Step, file: tuple[str, bytes] | None = None) -> Action:
    """One step further, entered into the log. Raises Refused (`action.*`)."""
    proven = with_proof(step, *file) if file else step
    advance(action, proven)  # refused before it is entered into the log as done
    proof = {"sha256": proven.proof.digest} if proven.proof else {}
    visit.act(VERBS[step.state], action.id, step=step.state.value, **proof)
    if file:
        visit.house.application.blobs.put(file[1])
    return visit.house.application.actions.advance_action(action.id, proven)


def effect(visit: Visit, action: Action, days: int) -> Effect:
    return effect_of(visit.house.application.actions, action, visit.house.now(), _zone(visit), days)


def incidents_of(visit: Visit, action: Action) -> list[Incident]:
    """Those that are there and lie inside the scope."""
    store = visit.house.store
    return [found for one in action.incidents if (found := store.incident(one, visit.scope)) is not None]


def owners(visit: Visit) -> list[Account]:
    """Everybody who may own an action, by name."""
    return [one for one in visit.house.application.accounts.accounts() if one.rights.may(Verb.DO_ACTION)]


def step_of(visit: Visit, state: State, text: str, due: date | None = None) -> Step:
    """By whoever asks, now."""
    return Step(state, visit.who.name, visit.house.now().astimezone(_zone(visit)), text.strip(), due)


def _zone(visit: Visit) -> ZoneInfo:
    return ZoneInfo(visit.house.settings.timezone)
