"""Contact with somebody who had asked to be left alone, whoever of the institution's agencies they told."""

from collections.abc import Iterator
from datetime import date

from audit.ledger.events import Event, digits
from audit.ledger.view import Doubted, Held, Local, View, once
from audit.rules.ledger_model import Refusal


def judge(check: Refusal, view: View) -> Iterator[Held | Doubted]:
    """The words count from the contact in which they were said; that contact itself is not accused.

    Nor is what is still written on that day in the conversation in which they were said: it is the answer.
    """
    refused = [local for local in view.all if check.sign in local.event.signs and local.party in check.by]
    if not refused:
        return
    by_day = dict[date, list[tuple[Event, Local]]]()
    for local in view.concerned():
        before = [said.event for said in refused if _counts(check.same, said, local)]
        if not before or view.excepted(local):
            continue
        if doubt := view.doubt(local):
            yield Doubted(local.event, doubt)
        else:
            by_day.setdefault(local.day, []).append((before[-1], local))
    for day, pairs in by_day.items():
        accused = tuple(local for _, local in pairs)
        parts = [(event, "refused") for event, _ in pairs] + [(local.event, "after_refusal") for local in accused]
        yield Held(day, accused, once(parts))


def _counts(same: str, said: Local, local: Local) -> bool:
    answer = said.event.contact == local.event.contact and said.day == local.day
    return said.event.at < local.event.at and not answer and _same(same, said.event, local.event)


def _same(same: str, one: Event, other: Event) -> bool:
    if same == "number":
        return bool(one.number and other.number) and digits(one.number or "") == digits(other.number or "")
    return same == "debtor" or one.channel is other.channel
