"""Events that are forbidden as they are, one by one."""

from collections.abc import Iterator
from datetime import date

from audit.case_facts import met
from audit.ledger.events import Event
from audit.ledger.view import Doubted, Held, Local, View
from audit.rules.facts import Fact
from audit.rules.ledger_model import Each

#: Fields of an event that rules may ask about: those of the log, and of the visit log.
LOGGED = ("agency", "agent_id", "disposition", "recording", "number")
VISITED = ("visitors", "recorded", "met", "address_kind")


def judge(check: Each, view: View) -> Iterator[Held | Doubted]:
    by_day = dict[date, list[Local]]()
    for local in view.concerned():
        told = [_holds(fact, local.event) for fact in check.that]
        if False in told or view.excepted(local):
            continue
        missing = f"{check.that[told.index(None)].field} missing" if None in told else None
        if reason := view.doubt(local) or missing:
            yield Doubted(local.event, reason)
        else:
            by_day.setdefault(local.day, []).append(local)
    for day, accused in by_day.items():
        yield Held(day, tuple(accused), tuple((local.event, "forbidden") for local in accused))


def _holds(fact: Fact, event: Event) -> bool | None:
    value = event.extra.get(fact.field) if fact.field in VISITED else getattr(event, fact.field)
    if fact.field == "visitors" and value is not None:
        value = float(value)
    return met(value, fact.condition, event.at)
