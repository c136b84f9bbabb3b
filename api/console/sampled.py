"""What stands for contacts that were drawn, for people who may not be told whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from api.console.lines import channel
from audit.blinding import blinded
from audit.looks import Item
from audit.query_written import write_filter
from audit.records import Contact
from audit.rights import Verb
from audit.sampling import Plan

if TYPE_CHECKING:
    from api.visit import Visit


@dataclass(frozen=True, slots=True)
class Drawn:
    item: Item
    #: Without agency and agent where the plan is blind.
    contact: Contact
    channel: str
    whose: str


def drawn(visit: "Visit", plan: Plan, items: Sequence[Item]) -> list[Drawn]:
    contacts = visit.house.store.contacts([one.contact for one in items])
    return [_drawn(visit, plan, item, contact) for item, contact in zip(items, contacts, strict=True)]


def _drawn(visit: "Visit", plan: Plan, item: Item, contact: Contact) -> Drawn:
    seen = blinded(contact) if plan.blind else contact
    return Drawn(item, seen, channel(visit, seen), whose(seen))


def whose(contact: Contact) -> str:
    return "/".join(filter(None, (contact.agency, contact.agent_id)))


def frame_words(visit: "Visit", plan: Plan) -> str:
    """What the sample is drawn from, as somebody would ask for it."""
    told = frame_filter(visit, plan)
    words = [told or visit.say("samples.filter.all")] if told or _tells_all(visit, plan) else []
    if not _tells_all(visit, plan):
        words.append(visit.say("samples.filter.hidden"))
    return " · ".join([*words, visit.say("samples.unhit.short")] if plan.query.unhit else words)


def frame_filter(visit: "Visit", plan: Plan) -> str:
    """In the query language; of a blind plan without agency and agent, but for those who plan."""
    asked = plan.query.filter
    if not _tells_all(visit, plan):
        asked = replace(asked, agency=frozenset(), agent=frozenset())
    return write_filter(asked, ZoneInfo(visit.house.settings.timezone))


def _tells_all(visit: "Visit", plan: Plan) -> bool:
    named = plan.query.filter.agency or plan.query.filter.agent
    return not (plan.blind and named) or visit.may(Verb.PLAN_SAMPLES)
