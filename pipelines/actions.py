"""Corrective actions as people take them: ordered within a scope, proven by files, and their effect."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from audit.access_ports import Accounts
from audit.action_ports import Occurrences
from audit.actions import Action, Concern, Order, Step, order, shared
from audit.effect import Effect, effect, spans
from audit.errors import Problem, Refused
from audit.ports import Incident
from audit.proof import proof_of
from audit.rights import Verb
from audit.scope import EVERYTHING, Scope
from config.actions import action_kinds


def concern_of(incidents: Sequence[Incident]) -> Concern:
    """What these have in common: whose contacts they are, the rules that found something, and their category."""
    contacts = [one.contact for one in incidents]
    institution, agency, agent = shared([(one.institution, one.agency, one.agent_id) for one in contacts])
    rules = dict.fromkeys(rule for one in incidents for rule in one.rules.values())
    categories = {one.category for one in incidents}
    category = next(iter(categories)) if len(categories) == 1 else None
    return Concern(institution, agency, None, agent, tuple(rules), category)


def ordered(given: Order, step: Step, accounts: Accounts, scope: Scope = EVERYTHING) -> Action:
    """What is to be kept. Raises Refused (`action.*`), also for what whoever orders it could not see afterwards."""
    if given.kind not in action_kinds():
        raise Refused(Problem("action.kind", given.kind, {"known": ", ".join(action_kinds())}))
    action, concern = order(given, step), given.concern
    owner = accounts.account(given.owner)
    if owner is None or not owner.rights.may(Verb.DO_ACTION):
        raise Refused(Problem("action.owner", given.owner))
    if not scope.admits(concern.institution, concern.agency, concern.agent):
        raise Refused(Problem("action.outside", action.title))
    return action


def with_proof(step: Step, name: str, data: bytes) -> Step:
    """Raises Refused (`action.file_*`)."""
    return replace(step, proof=proof_of(name, data, hashlib.sha256(data).hexdigest()))


def effect_of(counts: Occurrences, action: Action, now: datetime, zone: ZoneInfo, days: int) -> Effect:
    """So many days before the order and after it was done, by the calendar of this zone."""
    done = action.done_at.astimezone(zone).date() if action.done_at else None
    sides = spans(action.ordered_at.astimezone(zone).date(), done, now.astimezone(zone).date(), days)
    first, last = sides[0].first, (sides[1] or sides[0]).last
    # Days are those of the contacts' own clocks, which may run half a day apart from ours.
    since, until = _start(first - timedelta(days=1)), _start(last + timedelta(days=2))
    found = counts.occurrences(action.concern, since, until)
    return effect([one for one in found if first <= date.fromisoformat(one.name) <= last], sides)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
