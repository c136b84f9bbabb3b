"""A debtor's ledger + pack -> what its rules find, and what they cannot judge. Pure: equal ledgers give equal results."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from audit.findings import Counted, LedgerFinding, LedgerScan, NotAssessed, ledger_id
from audit.ledger import cooling, each, frequency, hours, refusal, third_party
from audit.ledger.events import Ledger
from audit.ledger.view import Doubted, Held, Kind, View, alike, chooses, local_times, together
from audit.pack import Compiled, Pack
from audit.rules.ledger_model import Check, Cooling, Count, Each, Hours, LostContact, Refusal

Detector = Callable[[Any, View], Iterator[Held | Doubted]]

DETECTORS: Mapping[type[Check], Detector] = {
    Hours: hours.judge,
    Count: frequency.judge,
    Cooling: cooling.judge,
    Each: each.judge,
    LostContact: third_party.judge,
    Refusal: refusal.judge,
}
#: The log says so; only how somebody logged it can be wrong.
CONFIDENCE = 0.98


def judge_ledger(ledger: Ledger, pack: Pack) -> LedgerScan:
    """Findings by day and rule; each reason of a rule once, with the last event that it is about."""
    findings, doubts = list[LedgerFinding](), dict[tuple[str, str], NotAssessed]()
    for zone in _zones(pack):
        locals_ = local_times(ledger, zone)
        groups = alike(locals_)
        for compiled, check, kinds in _concerned(pack, zone, tuple(groups)):
            view = View(compiled.rule, ledger, locals_, together([groups[kind] for kind in kinds]))
            for said in DETECTORS[type(check)](check, view):
                if isinstance(said, Held):
                    findings.append(_finding(compiled, ledger, said))
                elif (key := (compiled.rule.id, said.reason)) not in doubts:
                    doubts[key] = NotAssessed(*key)
    ordered = sorted(findings, key=lambda found: (found.day, found.rule, found.id))
    return LedgerScan(ledger.account, tuple(ordered), tuple(doubts[key] for key in sorted(doubts)))


@lru_cache(maxsize=8)
def _zones(pack: Pack) -> tuple[str | None, ...]:
    """The zones that ledger rules name for cases that name none."""
    return tuple(dict.fromkeys(one.rule.ledger.zone for one in pack.ledger_rules if one.rule.ledger))


@lru_cache(maxsize=4096)
def _concerned(
    pack: Pack, zone: str | None, kinds: tuple[Kind, ...]
) -> Sequence[tuple[Compiled, Check, tuple[Kind, ...]]]:
    """The rules that choose any of these kinds, with those they choose: most debtors have the same few kinds of events."""
    rules = ((one, one.rule.ledger) for one in pack.ledger_rules)
    found = (
        (one, ledger.check, tuple(kind for kind in kinds if chooses(one.rule, kind)))
        for one, ledger in rules
        if ledger and ledger.zone == zone
    )
    return [(one, check, chosen) for one, check, chosen in found if chosen]


def _finding(compiled: Compiled, ledger: Ledger, held: Held) -> LedgerFinding:
    rule, account = compiled.rule, ledger.account
    assert rule.ledger
    last = held.accused[-1].event
    accused = {(local.event.contact, local.event.part) for local in held.accused}
    return LedgerFinding(
        id=ledger_id(account, rule.id, held.day, held.apart),
        account=account,
        rule=rule.id,
        version=rule.version,
        category=rule.category,
        severity=rule.severity,
        confidence=CONFIDENCE,
        case_id=last.case.id if last.case else None,
        contact=last.contact,
        day=held.day,
        count=len(held.accused),
        events=tuple(
            Counted(event.contact, event.at, why, event.part, (event.contact, event.part) in accused)
            for event, why in held.events
        ),
        accused=tuple(dict.fromkeys(local.event.contact for local in held.accused)),
        tested=tuple(filter(None, (rule.ledger.consent, *rule.ledger.unless))),
        readings=dict(held.readings),
        why=rule.title["zh"],
        basis=compiled.basis,
    )
