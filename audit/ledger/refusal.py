"""Contact with somebody who had asked to be left alone, whoever of the institution's agencies they told."""

from collections.abc import Iterator
from datetime import date

from audit.ledger.events import Event, digits
from audit.ledger.view import Doubted, Held, Local, View, once
from audit.rules.ledger_model import Refusal


def judge(check: Refusal, view: View) -> Iterator[Held | Doubted]:
    """The words count from the contact in which they were said; that contact itself is not accused."""
    refused = [local.event for local in view.all if check.sign in local.event.signs and local.party in check.by]
    by_day = dict[date, list[tuple[Event, Local]]]()
    for local, doubt in view.concerned():
        before = [event for event in refused if event.at < local.event.at and _same(check.same, event, local.event)]
        if not before or view.excepted(local):
            continue
        if doubt:
            yield Doubted(local.event, doubt)
        else:
            by_day.setdefault(local.day, []).append((before[-1], local))
    for day, pairs in by_day.items():
        accused = tuple(local for _, local in pairs)
        parts = [(event, "refused") for event, _ in pairs] + [(local.event, "after_refusal") for local in accused]
        yield Held(day, accused, once(parts))


def _same(same: str, one: Event, other: Event) -> bool:
    if same == "number":
        return bool(one.number and other.number) and digits(one.number or "") == digits(other.number or "")
    return same == "debtor" or one.channel is other.channel
